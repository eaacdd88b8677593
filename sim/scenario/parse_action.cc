// The rules for actions and what they act on.
#include "core/wire/api.h"
#include "sim/clock.h"
#include "sim/scenario/parser.h"
#include "sim/scenario/vocabulary.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr std::array<std::string_view, 4> kTargetWords{"disk", "clock", "link", "next"};

std::vector<std::string_view> target_words(const VerbWord& verb) {
  std::vector<std::string_view> words;
  if (verb.takes_node)
    words.insert(words.end(), node_sort_words().begin(), node_sort_words().end());
  if (verb.takes_disk) words.push_back("disk");
  if (verb.takes_clock) words.push_back("clock");
  if (verb.takes_link) words.push_back("link");
  if (verb.takes_message) words.push_back("next");
  return words;
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words)
    text += (text.empty() ? "" : ", ") + std::string(word) + (word == "next" ? " …" : "(…)");
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// Where ", xx:" begins the text of another language, or the end.
std::size_t end_of_bare_text(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i + 4 < text.size(); ++i)
    if (text.substr(i, 2) == ", " && is_letter(text[i + 2]) && is_letter(text[i + 3]) &&
        text[i + 4] == ':')
      return i;
  return text.size();
}

}  // namespace

Read<ActionLine> LineParser::action() {
  const std::size_t first = next_;
  const VerbWord* verb = nullptr;
  for (const VerbWord& known : verb_words())
    if (is_word(known.word)) verb = &known;
  if (verb == nullptr) {
    std::vector<std::string_view> words;
    for (const VerbWord& known : verb_words())
      words.push_back(known.word);
    return unknown("action", words);
  }
  ActionLine action{.verb = verb->verb, .place = peek().place};
  take();
  const bool is_all = verb->need == TargetNeed::all_or_one && accept_word("all");
  if (verb->need != TargetNeed::none && !is_all) {
    const Place place = peek().place;
    auto read = target();
    if (!read) return std::unexpected(read.error());
    if (!verb->takes(read->sort))
      return mistake(place,
                     "'" + std::string(verb->word) + "' acts on " + listed(target_words(*verb)));
    action.target = std::move(*read);
  }
  if (auto read = detail(action); !read) return std::unexpected(read.error());
  if (auto read = clauses(action); !read) return std::unexpected(read.error());
  if (action.verb == Verb::duplicate && action.target->is_response)
    return mistake(action.place, "only a request comes twice");
  if (action.for_ns && action.target && action.target->sort == TargetSort::message)
    return mistake(action.place, "one message has no duration");
  action.text = text_since(first);
  return action;
}

/// What only one verb has: the kind of crash or failure, the texts of a note.
Read<void> LineParser::detail(ActionLine& action) {
  if (action.verb == Verb::note) {
    if (peek().kind == TokenKind::text) {
      action.note.en = take().text;
      return {};
    }
    if (peek().kind != TokenKind::braces) return expected("{en: …, zh: …}");
    auto read = translated(take());
    if (!read) return std::unexpected(read.error());
    action.note = std::move(*read);
    return {};
  }
  if (action.verb == Verb::elect) return election(action);
  if (action.verb == Verb::reassign) return reassignment(action);
  if (action.verb == Verb::set) return setting(action);
  if (action.verb == Verb::crash || action.verb == Verb::fail) return kind_word(action);
  return {};
}

Read<void> LineParser::kind_word(ActionLine& action) {
  if (peek().kind != TokenKind::word || is_word("for")) return {};
  std::vector<std::string_view> known;
  if (action.verb == Verb::crash) {
    for (const CrashSort sort :
         {CrashSort::process_kill, CrashSort::power_loss, CrashSort::disk_loss}) {
      known.push_back(name_of(sort));
      if (is_word(name_of(sort))) action.crash = sort;
    }
  } else {
    for (const FailSort sort :
         {FailSort::reads, FailSort::writes, FailSort::syncs, FailSort::all}) {
      known.push_back(name_of(sort));
      if (is_word(name_of(sort))) action.fail = sort;
    }
  }
  if (std::find(known.begin(), known.end(), peek().text) == known.end())
    return unknown(action.verb == Verb::crash ? "kind of crash" : "kind of operation", known);
  take();
  return {};
}

Read<void> LineParser::clauses(ActionLine& action) {
  const VerbWord& verb = word_of(action.verb);
  if (!verb.preposition.empty()) {
    if (auto read = expect_word(verb.preposition); !read) return read;
    const Place place = peek().place;
    auto amount = quantity(verb.unit);
    if (!amount) return std::unexpected(amount.error());
    const bool may_be_negative = action.verb == Verb::skew || action.verb == Verb::drift;
    if (*amount <= 0 && !may_be_negative) return mistake(place, "must be more than 0");
    if (action.verb == Verb::drift && (*amount > kDriftPpmMax || *amount < -kDriftPpmMax))
      return mistake(place, "a clock drifts by at most 500,000 ppm");
    action.amount = *amount;
  }
  if (!is_word("for")) return {};
  if (!verb.takes_for)
    return mistake(peek().place, "'" + std::string(verb.word) + "' has no duration");
  take();
  const Place place = peek().place;
  auto duration = quantity(Unit::time);
  if (!duration) return std::unexpected(duration.error());
  if (*duration <= 0) return mistake(place, "must be more than 0");
  action.for_ns = *duration;
  return {};
}

/// {en: text, zh: text}; a text ends at a comma or brace, unless it is in quotes.
Read<Translated> LineParser::translated(const Token& braces) {
  Translated texts;
  std::string_view rest = std::string_view(braces.text).substr(1, braces.text.size() - 2);
  const auto here = [&] {
    const auto at = static_cast<int>(rest.data() - braces.text.data());
    return Place{braces.place.line, braces.place.column + at};
  };
  while (!trimmed(rest).empty()) {
    rest = rest.substr(rest.find_first_not_of(" \t"));
    std::string* into = nullptr;
    if (rest.starts_with("en:")) into = &texts.en;
    if (rest.starts_with("zh:")) into = &texts.zh;
    if (into == nullptr) return mistake(here(), "expected 'en:' or 'zh:'");
    if (!into->empty()) return mistake(here(), "this language has a text already");
    rest.remove_prefix(3);
    const std::size_t begin = rest.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return mistake(here(), "expected a text");
    rest.remove_prefix(begin);
    if (rest.front() == '\'' || rest.front() == '"') {
      const std::size_t close = rest.find(rest.front(), 1);
      if (close == std::string_view::npos) return mistake(here(), "this text has no closing quote");
      *into = std::string(rest.substr(1, close - 1));
      rest.remove_prefix(close + 1);
    } else {
      const std::size_t end = end_of_bare_text(rest);
      *into = std::string(trimmed(rest.substr(0, end)));
      rest.remove_prefix(std::min(end, rest.size()));
    }
    if (!trimmed(rest).empty()) {
      rest = rest.substr(rest.find_first_not_of(" \t"));
      if (rest.front() != ',') return mistake(here(), "expected ',' or '}'");
      rest.remove_prefix(1);
    }
  }
  if (texts.en.empty()) return mistake(braces.place, "a note needs an English text (en:)");
  return texts;
}

// ---- Selectors ---------------------------------------------------------------------------------

Read<Target> LineParser::target() {
  if (is_word("link")) return link();
  if (is_word("next")) return message();
  Target target;
  if (is_word("disk") || is_word("clock")) {
    target.sort = is_word("disk") ? TargetSort::disk : TargetSort::clock;
    take();
    if (auto open = expect_mark("("); !open) return std::unexpected(open.error());
    // disk(1) is short for disk(broker(1)).
    if (peek().kind == TokenKind::quantity) {
      target.node.place = peek().place;
      auto id = quantity(Unit::none);
      if (!id) return std::unexpected(id.error());
      target.node.id = static_cast<std::int32_t>(*id);
    } else {
      auto read = node();
      if (!read) return std::unexpected(read.error());
      target.node = std::move(*read);
    }
    if (auto close = expect_mark(")"); !close) return std::unexpected(close.error());
    return target;
  }
  std::vector<std::string_view> known(node_sort_words().begin(), node_sort_words().end());
  const bool is_node = peek().kind == TokenKind::word &&
                       std::find(known.begin(), known.end(), peek().text) != known.end();
  if (!is_node) {
    known.insert(known.end(), kTargetWords.begin(), kTargetWords.end());
    return unknown("selector", known);
  }
  auto read = node();
  if (!read) return std::unexpected(read.error());
  target.node = std::move(*read);
  return target;
}

/// next [API] request|response from NODE to NODE
Read<Target> LineParser::message() {
  Target target{.sort = TargetSort::message};
  take();
  const auto is_kind = [this] { return is_word("request") || is_word("response"); };
  if (!is_kind()) {
    std::vector<std::string_view> known;
    const wire::ApiInfo* asked = nullptr;
    for (const wire::ApiInfo& api : wire::api_table()) {
      known.push_back(wire::name_of(api.key));
      if (is_word(known.back())) asked = &api;
    }
    if (asked == nullptr) return unknown("API", known);
    target.api = static_cast<std::int16_t>(asked->key);
    take();
  }
  if (!is_kind()) return expected("'request' or 'response'");
  target.is_response = take().text == "response";
  if (auto from = expect_word("from"); !from) return std::unexpected(from.error());
  auto sender = node();
  if (!sender) return std::unexpected(sender.error());
  target.node = std::move(*sender);
  if (auto to = expect_word("to"); !to) return std::unexpected(to.error());
  auto receiver = node();
  if (!receiver) return std::unexpected(receiver.error());
  target.other = std::move(*receiver);
  return target;
}

Read<Target> LineParser::link() {
  Target target{.sort = TargetSort::link};
  take();
  if (auto open = expect_mark("("); !open) return std::unexpected(open.error());
  auto from = node();
  if (!from) return std::unexpected(from.error());
  target.node = std::move(*from);
  target.is_one_way = accept_mark("->");
  if (!target.is_one_way)
    if (auto comma = expect_mark(","); !comma) return expected("',' or '->'");
  if (auto end = other_end(target); !end) return std::unexpected(end.error());
  if (auto close = expect_mark(")"); !close) return std::unexpected(close.error());
  return target;
}

/// A node, or all of a sort.
Read<void> LineParser::other_end(Target& target) {
  const auto groups = node_group_words();
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (accept_word(groups[i])) {
      target.group = static_cast<NodeGroup>(i + 1);
      return {};
    }
  const auto sorts = node_sort_words();
  std::vector<std::string_view> known(sorts.begin(), sorts.end());
  known.insert(known.end(), groups.begin(), groups.end());
  if (peek().kind != TokenKind::word ||
      std::find(sorts.begin(), sorts.end(), peek().text) == sorts.end())
    return unknown("node", known);
  auto to = node();
  if (!to) return std::unexpected(to.error());
  target.other = std::move(*to);
  return {};
}

Read<std::int32_t> LineParser::id(std::string_view what) {
  const Place place = peek().place;
  auto read = quantity(Unit::none);
  if (!read) return std::unexpected(read.error());
  if (*read < 0 || *read > INT32_MAX)
    return mistake(place, "no " + std::string(what) + " has that id");
  return static_cast<std::int32_t>(*read);
}

Read<NodeSelector> LineParser::node() {
  NodeSelector selector{.place = peek().place};
  const auto words = node_sort_words();
  const auto word = std::find(words.begin(), words.end(), peek().text);
  if (peek().kind != TokenKind::word || word == words.end()) return unknown("node", words);
  take();
  selector.sort = static_cast<NodeSort>(word - words.begin());
  // controller alone is the active one.
  if (selector.sort == NodeSort::controller && !is_mark("(")) return selector;
  if (auto open = expect_mark("("); !open) return std::unexpected(open.error());
  selector.place = peek().place;
  switch (selector.sort) {
    case NodeSort::broker:
    case NodeSort::controller: {
      auto read = id(name_of(selector.sort));
      if (!read) return std::unexpected(read.error());
      selector.id = *read;
      break;
    }
    case NodeSort::producer:
    case NodeSort::consumer: {
      auto read = name("a name");
      if (!read) return std::unexpected(read.error());
      selector.name = std::move(*read);
      break;
    }
    case NodeSort::leader:
    case NodeSort::follower: {
      auto read = partition();
      if (!read) return std::unexpected(read.error());
      selector.partition = std::move(*read);
      if (selector.sort == NodeSort::leader || !accept_mark(",")) break;
      if (auto sharp = expect_mark("#"); !sharp) return expected("#1, #2 and so on");
      auto place = id("follower");
      if (!place) return std::unexpected(place.error());
      if (*place < 1) return mistake(selector.place, "followers count from #1");
      selector.place_among = *place;
      break;
    }
  }
  if (auto close = expect_mark(")"); !close) return std::unexpected(close.error());
  return selector;
}

Read<TopicPartition> LineParser::partition() {
  const Token token = peek();
  auto read = name("a partition such as orders-0");
  if (!read) return std::unexpected(read.error());
  const std::size_t hyphen = read->rfind('-');
  const bool is_partition = hyphen != std::string::npos && hyphen > 0 &&
                            hyphen + 1 < read->size() && read->size() - hyphen <= 7 &&
                            read->find_first_not_of("0123456789", hyphen + 1) == std::string::npos;
  if (!is_partition)
    return mistake(token.place, "'" + *read + "' is no partition: write topic-index, as orders-0");
  std::int32_t index = 0;
  for (const char c : read->substr(hyphen + 1))
    index = index * 10 + (c - '0');
  return TopicPartition{read->substr(0, hyphen), PartitionIndex(index)};
}

}  // namespace fl::sim
