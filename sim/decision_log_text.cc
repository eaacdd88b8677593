// The decision log as text, and back. Every number of a file is checked before it is used.
#include "sim/decision_log.h"

#include <array>
#include <charconv>

namespace fl::sim {

namespace {

constexpr std::string_view kMagic = "faultline decisions 1";
constexpr std::size_t kOperationsMax = 10'000'000;
/// A run of three years; later times are no log's.
constexpr std::int64_t kTimeNsMax = 100'000'000'000'000'000;

// ---- Writing -----------------------------------------------------------------------------------

std::string hexadecimal(std::uint64_t hash) {
  std::array<char, 16> digits{};
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < 16; ++i)
    digits[15 - i] = kDigits[hash >> (4 * i) & 15];
  return std::string(digits.data(), digits.size());
}

std::string number(std::int64_t value) {
  return std::to_string(value);
}

struct OperationText {
  std::string operator()(const Action& a) const {
    std::string text = "do " + std::string(name_of(a.kind)) + " node=" + number(a.node.value);
    if (a.other != NodeId()) text += " other=" + number(a.other.value);
    if (a.is_one_way) text += " one_way=1";
    if (a.kind == ActionKind::crash) text += " crash=" + std::string(name_of(a.crash));
    if (a.fail != FailKind::none) text += " fail=" + std::string(name_of(a.fail));
    if (a.amount != 0) text += " amount=" + number(a.amount);
    if (a.api != kAnyApi) text += " api=" + number(a.api);
    if (a.is_response) text += " response=1";
    return a.kind == ActionKind::ask ? text + task(a.task) : text;
  }

  static std::string task(const OperatorTask& task) {
    std::string text = " task=" + std::string(name_of(task.kind));
    if (!task.topic.empty()) text += " topic=" + task.topic;
    text += " partition=" + number(task.partition.value);
    for (const BrokerId id : task.replicas)
      text += " replica=" + number(id.value);
    if (!task.property.empty()) text += " property=" + task.property;
    if (!task.value.empty()) text += " value=" + to_base64(as_bytes(task.value));
    return text;
  }

  std::string operator()(const OutsideOpened& o) const {
    return "open " + number(o.connection) + " node=" + number(o.node.value) +
           " listener=" + number(o.listener.value) + " peer=" + o.peer;
  }

  std::string operator()(const OutsideBytes& o) const {
    return "bytes " + number(o.connection) + " " + to_base64(o.bytes);
  }

  std::string operator()(const OutsideTaken& o) const { return "take " + number(o.connection); }

  std::string operator()(const OutsideClosed& o) const {
    return "close " + number(o.connection) + (o.is_reset ? " reset=1" : " reset=0");
  }
};

// ---- Reading -----------------------------------------------------------------------------------

/// The words of a line, each once: sticky, like the readers of bytes.
class Words {
 public:
  explicit Words(std::string_view line) : left_(line) {}

  bool ok() const { return ok_; }

  bool at_end() const { return left_.empty(); }

  std::string_view word() {
    if (left_.empty()) ok_ = false;
    const std::size_t end = std::min(left_.find(' '), left_.size());
    const std::string_view word = left_.substr(0, end);
    left_.remove_prefix(std::min(end + 1, left_.size()));
    return word;
  }

  void expect(std::string_view wanted) { ok_ = word() == wanted && ok_; }

  template <class T>
  T number(int base = 10) {
    return number_in<T>(word(), base);
  }

  /// The value of `key=value`; `otherwise` if the next word has another key.
  template <class T>
  T option(std::string_view key, T otherwise) {
    const std::string_view value = option_text(key);
    return value.empty() ? otherwise : number_in<T>(value, 10);
  }

  bool has_option(std::string_view key) const {
    return left_.starts_with(key) && left_.size() > key.size() && left_[key.size()] == '=';
  }

  std::string_view option_text(std::string_view key) {
    if (!has_option(key)) return {};
    return word().substr(key.size() + 1);
  }

  Instant time() {
    const auto ns = number<std::int64_t>();
    ok_ = ok_ && ns >= 0 && ns <= kTimeNsMax;
    return ok_ ? Instant(ns) : Instant();
  }

  template <class E>
  E enumerator(std::string_view name, std::uint8_t count) {
    for (std::uint8_t i = 0; i < count; ++i)
      if (name_of(static_cast<E>(i)) == name) return static_cast<E>(i);
    ok_ = false;
    return E{};
  }

  void fail() { ok_ = false; }

 private:
  template <class T>
  T number_in(std::string_view text, int base) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) ok_ = false;
    return value;
  }

  std::string_view left_;
  bool ok_ = true;
};

constexpr std::uint8_t kActionKinds = static_cast<std::uint8_t>(ActionKind::duplicate_message) + 1;
constexpr std::uint8_t kCrashKinds = static_cast<std::uint8_t>(CrashKind::disk_loss) + 1;
constexpr std::uint8_t kFailKinds = static_cast<std::uint8_t>(FailKind::all) + 1;

constexpr std::uint8_t kTaskKinds = static_cast<std::uint8_t>(TaskKind::set_broker_config) + 1;
constexpr std::size_t kTaskReplicasMax = 1'000;

OperatorTask read_task(Words& words) {
  OperatorTask task;
  task.kind = words.enumerator<TaskKind>(words.option_text("task"), kTaskKinds);
  task.topic = words.option_text("topic");
  task.partition = PartitionIndex(words.option<std::int32_t>("partition", 0));
  while (words.has_option("replica")) {
    if (task.replicas.size() == kTaskReplicasMax) words.fail();
    if (!words.ok()) return task;
    task.replicas.emplace_back(words.option<std::int32_t>("replica", -1));
  }
  task.property = words.option_text("property");
  if (const std::string_view value = words.option_text("value"); !value.empty()) {
    ByteVector bytes;
    if (!from_base64(value, bytes)) words.fail();
    task.value.assign(bytes.begin(), bytes.end());
  }
  return task;
}

Action read_action(Words& words) {
  Action action;
  action.kind = words.enumerator<ActionKind>(words.word(), kActionKinds);
  action.node = NodeId(words.option<std::int32_t>("node", 0));
  action.other = NodeId(words.option<std::int32_t>("other", 0));
  action.is_one_way = words.option<int>("one_way", 0) != 0;
  if (const std::string_view crash = words.option_text("crash"); !crash.empty())
    action.crash = words.enumerator<CrashKind>(crash, kCrashKinds);
  if (const std::string_view fail = words.option_text("fail"); !fail.empty())
    action.fail = words.enumerator<FailKind>(fail, kFailKinds);
  action.amount = words.option<std::int64_t>("amount", 0);
  action.api = words.option<std::int16_t>("api", kAnyApi);
  action.is_response = words.option<int>("response", 0) != 0;
  if (action.kind == ActionKind::ask) action.task = read_task(words);
  return action;
}

Operation read_operation(Words& words) {
  const std::string_view verb = words.word();
  if (verb == "do") return read_action(words);
  const auto connection = words.number<std::int64_t>();
  if (verb == "open") {
    OutsideOpened opened{.connection = connection};
    opened.node = NodeId(words.option<std::int32_t>("node", 0));
    opened.listener = ListenerId(words.option<std::int32_t>("listener", 0));
    opened.peer = words.option_text("peer");
    return opened;
  }
  if (verb == "bytes") {
    ByteVector bytes;
    if (!from_base64(words.word(), bytes) || bytes.empty()) words.fail();
    return OutsideBytes{.connection = connection, .bytes = Slice(std::move(bytes))};
  }
  if (verb == "take") return OutsideTaken{connection};
  if (verb == "close")
    return OutsideClosed{.connection = connection, .is_reset = words.option<int>("reset", 0) != 0};
  words.fail();
  return OutsideTaken{};
}

/// Reads one line into the log; false if it is ill-formed or out of order.
bool read_line(std::string_view line, DecisionLog& log, bool& is_ended) {
  if (line.starts_with("|")) {
    line.remove_prefix(line.starts_with("| ") ? 2 : 1);
    log.scenario += std::string(line) + "\n";
    return true;
  }
  Words words(line);
  const std::string_view first = words.word();
  if (first == "seed") {
    log.seed = words.number<std::uint64_t>();
  } else if (first == "variant") {
    log.variant = words.word();
  } else if (first == "hash") {
    const auto steps = words.number<std::int64_t>();
    if (!log.rungs.empty() && steps <= log.rungs.back().steps) return false;
    log.rungs.push_back({.steps = steps, .hash = words.number<std::uint64_t>(16)});
  } else if (first == "end") {
    log.end = words.time();
    words.expect("steps");
    log.last.steps = words.number<std::int64_t>();
    words.expect("hash");
    log.last.hash = words.number<std::uint64_t>(16);
    is_ended = true;
  } else if (first == "at") {
    DecidedOperation decided{.at = words.time()};
    words.expect("after");
    decided.events = words.number<std::int64_t>();
    decided.operation = read_operation(words);
    if (log.operations.size() == kOperationsMax) return false;
    log.operations.push_back(std::move(decided));
  } else {
    return false;
  }
  return words.ok() && words.at_end();
}

}  // namespace

std::string text_of(const DecisionLog& log) {
  std::string text(kMagic);
  text += "\nseed " + std::to_string(log.seed) + "\n";
  if (!log.variant.empty()) text += "variant " + log.variant + "\n";
  std::string_view scenario = log.scenario;
  while (!scenario.empty()) {
    const std::size_t end = std::min(scenario.find('\n'), scenario.size());
    text += end == 0 ? "|\n" : "| " + std::string(scenario.substr(0, end)) + "\n";
    scenario.remove_prefix(std::min(end + 1, scenario.size()));
  }
  for (const DecidedOperation& decided : log.operations)
    text += "at " + number(decided.at.value) + " after " + number(decided.events) + " " +
            std::visit(OperationText{}, decided.operation) + "\n";
  for (const Rung& rung : log.rungs)
    text += "hash " + number(rung.steps) + " " + hexadecimal(rung.hash) + "\n";
  text += "end " + number(log.end.value) + " steps " + number(log.last.steps) + " hash " +
          hexadecimal(log.last.hash) + "\n";
  return text;
}

std::expected<DecisionLog, std::string> parse_decision_log(std::string_view text) {
  DecisionLog log;
  bool is_ended = false;
  std::int64_t number_of_line = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number_of_line;
    if (number_of_line == 1) {
      if (line != kMagic) return std::unexpected("not a decision log of this version");
      continue;
    }
    if (is_ended || !read_line(line, log, is_ended))
      return std::unexpected("line " + std::to_string(number_of_line) +
                             ": ill-formed: " + std::string(line.substr(0, 80)));
  }
  if (!is_ended) return std::unexpected("the decision log breaks off: its last line is missing");
  return log;
}

}  // namespace fl::sim
