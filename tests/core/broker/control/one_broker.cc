#include "tests/core/broker/control/one_broker.h"

#include "core/base/writer.h"
#include "core/broker/commands.h"
#include "core/describe/json.h"

#include <algorithm>

namespace fl::broker {

namespace {

constexpr std::string_view kDirectory = "/data";
constexpr std::int64_t kWallAtStart = 1'700'000'000'000;
constexpr int kStepsMax = 100'000;

void append(ByteVector& to, ByteSpan bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

}  // namespace

class OneBroker::Story : public StorySink {
 public:
  explicit Story(std::vector<std::pair<std::string, std::string>>& told) : told_(told) {}

  bool wants(const EventKind&) const override { return true; }

  void told(const Told& event) override {
    told_.emplace_back(event.kind.name, to_json(*event.kind.type, event.event));
  }

 private:
  std::vector<std::pair<std::string, std::string>>& told_;
};

OneBroker::OneBroker(Properties config) : config_(std::move(config)) {
  config_.emplace_back("node.id", "1");
  config_.emplace_back("process.roles", "broker,controller");
  config_.emplace_back("log.dirs", std::string(kDirectory));
  config_.emplace_back("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0");
  config_.emplace_back("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
  config_.emplace_back("controller.listener.names", "CONTROLLER");
}

std::vector<ListedFile> OneBroker::listing() const {
  std::vector<ListedFile> listed;
  const std::string prefix = std::string(kDirectory) + "/";
  for (const auto& [path, file] : files_)
    if (path.starts_with(prefix))
      listed.push_back({.path = path.substr(prefix.size()),
                        .size_bytes = static_cast<std::int64_t>(file.written.size()),
                        .modified = Timestamp(kWallAtStart)});
  return listed;
}

void OneBroker::boot() {
  broker_.emplace();
  exit_.reset();
  ++incarnation_;
  step(Boot{.incarnation = incarnation_,
            .config = config_,
            .listeners =
                {{.id = kForClients, .name = "PLAINTEXT", .host = "127.0.0.1", .port = 9092},
                 {.id = kForControllers, .name = "CONTROLLER", .host = "127.0.0.1", .port = 9093}},
            .directories = {
                {.path = std::string(kDirectory), .files = listing(), .empty_directories = {}}}});
  run();
}

void OneBroker::crash(bool loses_power) {
  broker_.reset();
  open_.clear();
  connections_.clear();
  timers_.clear();
  wanted_.clear();
  held_.clear();
  inputs_.clear();
  held_part_.clear();
  if (!loses_power) return;
  std::erase_if(files_, [](const auto& entry) { return !entry.second.is_name_synced; });
  for (auto& [path, file] : files_)
    file.written = file.synced;
}

void OneBroker::stop_cleanly() {
  step(Command{.id = CommandId(1), .value = DescribedValue::of(Shutdown{.reason = "test"})});
  run();
  EXPECT_TRUE(has_exited());
  crash(false);
}

ConnId OneBroker::connect(ListenerId listener) {
  const ConnId conn(++last_conn_);
  connections_[conn] = {};
  step(Accepted{.conn = conn, .listener = listener, .peer = "127.0.0.1:1", .certificate = ""});
  run();
  return conn;
}

void OneBroker::step(const Input& input) {
  std::vector<Effect> effects;
  std::vector<StepId> causes;
  Story story(story_);
  Context context{.self = NodeId(1),
                  .incarnation = incarnation_,
                  .now = now_,
                  .wall = Timestamp(kWallAtStart + now_.value / kNanosecondsPerMillisecond),
                  .draw = draw_,
                  .effects = effects,
                  .story = &story,
                  .step = StepId(++steps_),
                  .causes = causes};
  broker_->step(context, input);
  for (Effect& effect : effects)
    wanted_.push_back(std::move(effect));
}

void OneBroker::send_parts(ConnId conn, const Parts& parts) {
  for (const Part& part : parts)
    append(connections_[conn].to_broker, std::get<Slice>(part));
  run();
}

bool OneBroker::feed() {
  for (auto& [conn, connection] : connections_) {
    if (!connection.grant) continue;
    const auto available = static_cast<std::int64_t>(connection.to_broker.size());
    if (available < connection.grant->at_least) continue;
    const std::int64_t taken = std::min(available, connection.grant->at_most);
    const auto end = connection.to_broker.begin() + taken;
    Slice bytes(ByteVector(connection.to_broker.begin(), end));
    connection.to_broker.erase(connection.to_broker.begin(), end);
    connection.grant.reset();
    inputs_.push_back(Received{.conn = conn, .bytes = std::move(bytes)});
    return true;
  }
  return false;
}

void OneBroker::run() {
  for (int i = 0; i < kStepsMax; ++i) {
    if (!wanted_.empty()) {
      const Effect effect = std::move(wanted_.front());
      wanted_.pop_front();
      if (!held_part_.empty() && is_held(effect))
        held_.push_back(effect);
      else
        perform(effect);
    } else if (!inputs_.empty()) {
      const Input input = std::move(inputs_.front());
      inputs_.pop_front();
      step(input);
    } else if (!feed()) {
      return;
    }
  }
  FAIL() << "the broker does not come to rest";
}

void OneBroker::release() {
  held_part_.clear();
  for (const Effect& effect : std::exchange(held_, {}))
    perform(effect);
  run();
}

void OneBroker::pass(std::int64_t milliseconds) {
  const Instant end = now_ + milliseconds * kNanosecondsPerMillisecond;
  while (true) {
    auto next = timers_.end();
    for (auto at = timers_.begin(); at != timers_.end(); ++at)
      if (at->second <= end && (next == timers_.end() || at->second < next->second)) next = at;
    if (next == timers_.end()) break;
    now_ = std::max(now_, next->second);
    const TimerId timer = next->first;
    timers_.erase(next);
    step(Fired{timer});
    run();
  }
  now_ = end;
}

bool OneBroker::is_held(const Effect& effect) const {
  return path_of(effect).find(held_part_) != std::string::npos;
}

std::string OneBroker::path_of(const Effect& effect) const {
  const auto named = [this](FileId file) {
    const auto found = open_.find(file);
    return found == open_.end() ? std::string() : found->second;
  };
  if (const auto* append_effect = std::get_if<Append>(&effect)) return named(append_effect->file);
  if (const auto* sync = std::get_if<Sync>(&effect))
    return sync->files.empty() ? std::string() : named(sync->files.front());
  if (const auto* load = std::get_if<Load>(&effect)) return named(load->file);
  return "";
}

void OneBroker::done(OpId op, IoError error, std::int64_t value, Slice bytes) {
  inputs_.push_back(Done{.op = op, .error = error, .value = value, .bytes = std::move(bytes)});
}

void OneBroker::perform(const Effect& effect) {
  if (const auto* receive = std::get_if<Receive>(&effect)) {
    if (connections_.contains(receive->conn)) connections_[receive->conn].grant = *receive;
  } else if (const auto* sent = std::get_if<Send>(&effect)) {
    if (!connections_.contains(sent->conn)) return;
    for (const Part& part : sent->parts)
      if (const auto* slice = std::get_if<Slice>(&part))
        append(connections_[sent->conn].from_broker, *slice);
  } else if (const auto* hang = std::get_if<Hang>(&effect)) {
    connections_.erase(hang->conn);
  } else if (const auto* arm = std::get_if<Arm>(&effect)) {
    timers_[arm->timer] = arm->deadline;
  } else if (const auto* disarm = std::get_if<Disarm>(&effect)) {
    timers_.erase(disarm->timer);
  } else if (const auto* exit = std::get_if<Exit>(&effect)) {
    exit_ = *exit;
  } else {
    finish(effect);
  }
}

/// The disk.
void OneBroker::finish(const Effect& effect) {
  if (const auto* open = std::get_if<Open>(&effect)) {
    if (!open->create && !files_.contains(open->path)) return done(open->op, IoError::not_found);
    open_[open->file] = open->path;
    done(open->op, IoError::none, static_cast<std::int64_t>(files_[open->path].written.size()));
  } else if (const auto* close = std::get_if<CloseFile>(&effect)) {
    open_.erase(close->file);
  } else if (const auto* appended = std::get_if<Append>(&effect)) {
    File& file = files_[open_.at(appended->file)];
    for (const Part& part : appended->parts)
      append(file.written, std::get<Slice>(part));
    done(appended->op, IoError::none, static_cast<std::int64_t>(file.written.size()));
  } else if (const auto* load = std::get_if<Load>(&effect)) {
    const ByteVector& bytes = files_[open_.at(load->file)].written;
    const auto begin = std::min(static_cast<std::size_t>(load->position.value), bytes.size());
    const auto size = std::min(static_cast<std::size_t>(load->size), bytes.size() - begin);
    done(load->op, IoError::none, static_cast<std::int64_t>(size),
         Slice::copied(ByteSpan(bytes).subspan(begin, size)));
  } else if (const auto* cut = std::get_if<Truncate>(&effect)) {
    files_[open_.at(cut->file)].written.resize(static_cast<std::size_t>(cut->size));
    done(cut->op);
  } else if (const auto* rename = std::get_if<Rename>(&effect)) {
    std::map<std::string, File> moved;
    for (auto at = files_.begin(); at != files_.end();) {
      const bool is_below = at->first == rename->from || at->first.starts_with(rename->from + "/");
      if (is_below) moved[rename->to + at->first.substr(rename->from.size())] = at->second;
      at = is_below ? files_.erase(at) : std::next(at);
    }
    for (auto& [path, file] : moved)
      files_[path] = std::move(file);
    done(rename->op);
  } else if (const auto* remove = std::get_if<Remove>(&effect)) {
    std::erase_if(files_, [remove](const auto& entry) {
      return entry.first == remove->path || entry.first.starts_with(remove->path + "/");
    });
    done(remove->op);
  } else if (const auto* sync = std::get_if<Sync>(&effect)) {
    for (const FileId id : sync->files) {
      File& file = files_[open_.at(id)];
      file.synced = file.written;
      file.is_name_synced = true;
    }
    done(sync->op);
  } else if (const auto* replace = std::get_if<Replace>(&effect)) {
    ByteVector bytes(replace->bytes.span().begin(), replace->bytes.span().end());
    files_[replace->path] = {.written = bytes, .synced = bytes, .is_name_synced = true};
    done(replace->op);
  } else if (const auto* work = std::get_if<Work>(&effect)) {
    done(work->op, IoError::none, 0, work->job->run());
  }
}

std::optional<Slice> OneBroker::next_frame(ConnId conn) {
  ByteVector& bytes = connections_[conn].from_broker;
  if (bytes.size() < 4) return std::nullopt;
  const auto size = static_cast<std::size_t>(load_i32(bytes, 0));
  if (bytes.size() < 4 + size) return std::nullopt;
  Slice payload = Slice::copied(ByteSpan(bytes).subspan(4, size));
  bytes.erase(bytes.begin(), bytes.begin() + 4 + static_cast<std::ptrdiff_t>(size));
  return payload;
}

std::vector<std::string> OneBroker::told(std::string_view kind) const {
  std::vector<std::string> events;
  for (const auto& [name, json] : story_)
    if (name == kind) events.push_back(json);
  return events;
}

std::vector<std::string> OneBroker::paths() const {
  std::vector<std::string> all;
  for (const auto& [path, file] : files_)
    all.push_back(path);
  return all;
}

}  // namespace fl::broker
