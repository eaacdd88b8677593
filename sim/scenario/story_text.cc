#include "sim/scenario/story_text.h"

#include "sim/scenario/quantity.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace fl::sim {

namespace {

constexpr std::int64_t kSumSpanNs = 5'000'000'000;
constexpr std::size_t kTimeColumns = 10;
constexpr std::size_t kWhoColumns = 18;

const PackedField* find(const std::vector<PackedField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const PackedField& field) { return field.name == name; });
  return found != fields.end() ? &*found : nullptr;
}

std::string text_of(const std::vector<PackedField>& fields, std::string_view name) {
  const PackedField* field = find(fields, name);
  return field != nullptr ? field->text : "";
}

/// The template with its fields.
std::string filled_in(std::string_view text, const std::vector<PackedField>& fields) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    out += text.substr(0, open);
    if (close == std::string_view::npos) break;
    std::string_view name = text.substr(open + 1, close - open - 1);
    text.remove_prefix(close + 1);
    const bool counts = name.starts_with('#');
    if (counts) name.remove_prefix(1);
    const std::size_t colon = name.find(':');
    const PackedField* field = find(fields, name.substr(0, colon));
    if (field == nullptr) continue;
    if (counts)
      out += std::to_string(field->elements);
    else if (colon != std::string_view::npos && field->number)
      out += rounded_time_text(*field->number);
    else
      out += field->text;
  }
  return out;
}

std::string padded(std::string_view text, std::size_t columns, bool is_right) {
  const std::size_t missing = text.size() < columns ? columns - text.size() : 0;
  return is_right ? std::string(missing, ' ') + std::string(text)
                  : std::string(text) + std::string(missing, ' ');
}

std::string all_fields(const std::vector<PackedField>& fields) {
  std::string out;
  for (const PackedField& field : fields)
    out += " " + std::string(field.name) + "=" + field.text;
  return out;
}

}  // namespace

std::string clock_text(Instant at) {
  const std::int64_t milliseconds = at.value / kNanosecondsPerMillisecond;
  const std::string fraction = std::to_string(1000 + milliseconds % 1000).substr(1);
  return std::to_string(milliseconds / 1000) + "." + fraction + "s";
}

std::string event_line(const StoredEvent& event, Language language) {
  const auto fields = packed_fields(*event.kind->type, event.payload);
  if (!fields) return std::string(event.kind->name);
  const EventText* text = event_text(event.kind->name);
  // A leader of -1 is nobody, and has words of its own.
  if (text_of(*fields, "leader") == "-1" || text_of(*fields, "Leader") == "-1")
    if (const EventText* nobody = event_text(std::string(event.kind->name) + "/nobody"))
      text = nobody;
  if (text_of(*fields, "before") == "-1" && text_of(*fields, "leader") != "-1")
    if (const EventText* again = event_text(std::string(event.kind->name) + "/again")) text = again;
  if (text == nullptr || text->shown == Shown::summed_up)
    return std::string(event.kind->name) + all_fields(*fields);
  return filled_in(language == Language::en ? text->en : text->zh, *fields);
}

void StoryText::told(const World& world, const StoredEvent& event) {
  const EventText* text = event_text(event.kind->name);
  const bool is_quiet = text == nullptr || text->shown == Shown::in_detail;
  if (is_quiet && !is_detailed_) return;
  const auto fields = packed_fields(*event.kind->type, event.payload);
  if (!fields) return;
  if (!is_detailed_ && text->shown == Shown::summed_up) return sum_up(world, event, *text, *fields);
  if (!is_detailed_ && (is_repeated(world, event) || !is_worth_a_line(event, *fields))) return;
  line(event.at, world.name_of(event.node), event_line(event, language_) + because(event.because));
}

/// Every node tells of committed metadata, and again when it reads it anew: once is enough.
bool StoryText::is_repeated(const World& world, const StoredEvent& event) {
  const std::string_view kind = event.kind->name;
  if (kind != "TopicCreated" && kind != "TopicDeleted" && kind != "ConfigChanged") return false;
  const ByteSpan bytes = event.payload.span();
  const std::pair teller(event.node, world.incarnation(event.node));
  const auto [first, is_new] =
      committed_.try_emplace({kind, std::string(bytes.begin(), bytes.end())}, teller);
  return !is_new && first->second != teller;
}

/// Crashes tell of every file; worth a line is what lost something of a log.
bool StoryText::is_worth_a_line(const StoredEvent& event,
                                const std::vector<PackedField>& fields) const {
  if (event.kind->name == "FileAfterCrash")
    return text_of(fields, "size_before") != text_of(fields, "size_after") &&
           text_of(fields, "path").ends_with(".log");
  // What every broker sets for all brokers at its first start.
  if (event.kind->name == "ConfigChanged") return !text_of(fields, "resource").empty();
  if (event.kind->name == "LogRecovered")
    return text_of(fields, "End") != "0" || text_of(fields, "BytesCut") != "0";
  return true;
}

std::string StoryText::because(const Decision& decision) const {
  if (decision.rule.empty()) return "";
  std::string text = " — " + filled(sentence("because", language_),
                                    {{"rule", rule_text(decision.rule, language_)}});
  std::string terms;
  for (const Term& term : decision.terms) {
    terms +=
        (terms.empty() ? "" : ", ") + std::string(term.name) + " " + std::to_string(term.value);
    if (!term.config.empty()) terms += " = " + std::string(term.config);
  }
  return terms.empty() ? text : text + " (" + terms + ")";
}

void StoryText::sum_up(const World& world, const StoredEvent& event, const EventText& text,
                       const std::vector<PackedField>& fields) {
  const std::string topic = text_of(fields, "topic");
  const std::string why = text_of(fields, "why");
  const std::string error = text_of(fields, "error") + why;
  const std::string key =
      std::string(event.kind->name) + " " + world.name_of(event.node) + " " + topic + " " + error;
  for (const auto& [other, sum] : sums_)
    if (event.at - sum.first > kSumSpanNs) {
      flush();
      break;
    }
  Sum& sum = sums_[key];
  if (sum.count == 0) sum.first = event.at;
  sum.last = event.at;
  sum.who = world.name_of(event.node);
  sum.topic = topic;
  sum.partitions.insert(text_of(fields, "partition"));
  sum.error = text_of(fields, "error");
  sum.why = why;
  sum.text = &text;
  const PackedField* numbers = find(fields, "numbers");
  const PackedField* records = find(fields, "records");
  const PackedField* base = find(fields, "base_offset");
  // An event that carries no records counts as one.
  std::int64_t count = numbers == nullptr && records == nullptr ? 1 : 0;
  if (numbers != nullptr) {
    count = static_cast<std::int64_t>(numbers->elements);
    sum.note_numbers(numbers->text);
  }
  if (records != nullptr)
    count = records->number.value_or(static_cast<std::int64_t>(records->elements));
  sum.count += count;
  if (base != nullptr && base->number && *base->number >= 0)
    sum.last_offset = *base->number + count - 1;
  // RecordsConsumed says the offset in each of its records; the last one is at the end of its text.
  if (records != nullptr && !records->number) {
    const std::size_t at = records->text.rfind("offset=");
    if (at != std::string::npos) {
      const char* begin = records->text.data() + at + 7;
      std::from_chars(begin, records->text.data() + records->text.size(), sum.last_offset);
    }
  }
}

/// `list` is "[17, 18, 19]": numbers of a producer's records, which rise but for what is sent
/// again.
void StoryText::Sum::note_numbers(std::string_view list) {
  const char* end = list.data() + list.size();
  for (const char* at = list.data(); at != end;) {
    std::int64_t number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc()) {
      ++at;
      continue;
    }
    at = read.ptr;
    first_number = first_number < 0 ? number : std::min(first_number, number);
    last_number = std::max(last_number, number);
  }
}

void StoryText::flush() {
  std::vector<Sum> all;
  all.reserve(sums_.size());
  for (auto& [key, sum] : sums_)
    all.push_back(std::move(sum));
  sums_.clear();
  std::sort(all.begin(), all.end(), [](const Sum& a, const Sum& b) {
    return std::tie(a.last, a.who, a.topic, a.text->kind, a.error) <
           std::tie(b.last, b.who, b.topic, b.text->kind, b.error);
  });
  for (const Sum& sum : all) {
    std::string text = filled(language_ == Language::en ? sum.text->en : sum.text->zh,
                              {{"count", std::to_string(sum.count)},
                               {"error", sum.error},
                               {"why", sum.why},
                               {"first", std::to_string(sum.first_number)},
                               {"last", std::to_string(sum.last_number)}});
    const bool is_one = sum.partitions.size() == 1;
    if (sum.topic.empty()) {
      add(sum.last, sum.who, text);
      continue;
    }
    std::string what = is_one ? sum.topic + "-" + *sum.partitions.begin() : sum.topic;
    what += ": ";
    if (!is_one)
      text += filled(sentence("in-partitions", language_),
                     {{"count", std::to_string(sum.partitions.size())}});
    else if (sum.last_offset >= 0)
      text +=
          filled(sentence("up-to-offset", language_), {{"last", std::to_string(sum.last_offset)}});
    add(sum.last, sum.who, what += text);
  }
}

void StoryText::line(Instant at, std::string_view who, std::string_view text) {
  flush();
  add(at, who, text);
}

void StoryText::add(Instant at, std::string_view who, std::string_view text) {
  std::string line = padded(clock_text(at), kTimeColumns, true);
  line += "  ";
  line += padded(who, kWhoColumns, false);
  line += " ";
  line += text;
  lines_.push_back(std::move(line));
}

std::vector<std::string> StoryText::take() {
  return std::exchange(lines_, {});
}

}  // namespace fl::sim
