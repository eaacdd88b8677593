#include "net/node_driver.h"

#include "core/base/assert.h"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

/// Steps in a row before sockets and disk are asked again.
constexpr int kStepsInARowMax = 256;

Timestamp wall_clock() {
  return Timestamp(std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count());
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  [[maybe_unused]] const int ignored = ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::unexpected<StartError> refused(StartFailure kind, std::string text) {
  return std::unexpected(StartError{.kind = kind, .text = std::move(text)});
}

}  // namespace

std::expected<std::unique_ptr<Driver>, StartError> Driver::start(std::unique_ptr<NodeHost> node,
                                                                 DriverOptions options) {
  auto driver = std::make_unique<NodeDriver>(std::move(node), std::move(options));
  if (auto ready = driver->prepare(); !ready) return std::unexpected(std::move(ready.error()));
  return driver;
}

Instant Driver::now() {
  return Reactor::now();
}

NodeDriver::NodeDriver(std::unique_ptr<NodeHost> node, DriverOptions options)
    : node_(std::move(node)), options_(std::move(options)), draw_(options_.seed) {
  reactor_ = Reactor::make([this] { on_alarm(); }, [this] { pump(); });
  dialer_ = std::make_unique<Dialer>(
      *reactor_, [this](ConnId conn, int fd, ConnectError error) { on_dialled(conn, fd, error); });
  disk_ = std::make_unique<FileDisk>([this] { reactor_->post([this] { on_disk_answers(); }); });
}

NodeDriver::~NodeDriver() {
  submit_to_disk();
  disk_ = nullptr;
  dialer_ = nullptr;
}

std::expected<void, StartError> NodeDriver::prepare() {
  raise_descriptor_limit();
  if (auto taken = take_directories(); !taken) return taken;
  return bind_listeners();
}

std::expected<void, StartError> NodeDriver::take_directories() {
  for (const std::string& directory : options_.directories) {
    auto lock = DirectoryLock::take(directory);
    if (!lock)
      return refused(
          lock.error().is_held ? StartFailure::directory_locked : StartFailure::directory,
          std::move(lock.error().text));
    locks_.push_back(*std::move(lock));
    auto listed = list_directory(directory);
    if (!listed) return refused(StartFailure::directory, std::move(listed.error()));
    directories_.push_back(*std::move(listed));
  }
  return {};
}

std::expected<void, StartError> NodeDriver::bind_listeners() {
  for (const ListenerSpec& spec : options_.listeners) {
    auto bound = listen_on(spec.host, spec.port, options_.listen_backlog);
    if (!bound) return refused(StartFailure::listener, std::move(bound.error()));
    BoundListener listener{.id = ListenerId(static_cast<std::int32_t>(listeners_.size())),
                           .name = spec.name,
                           .host = spec.host,
                           .port = bound->port};
    auto& acceptor = acceptors_.emplace_back(std::make_unique<Acceptor>(
        listener, options_.listen_backlog, *reactor_,
        [this](ListenerId id, int fd, const Address& peer) { on_accepted_socket(id, fd, peer); }));
    acceptor->take(bound->descriptor);
    listeners_.push_back(std::move(listener));
  }
  return {};
}

ExitStatus NodeDriver::run() {
  queue(Boot{.incarnation = options_.incarnation,
             .config = options_.config,
             .listeners = listeners_,
             .directories = std::move(directories_)});
  for (const auto& acceptor : acceptors_)
    acceptor->begin();
  reactor_->post([] {});
  reactor_->run();
  FL_ASSERT(exit_.has_value());
  return *exit_;
}

CommandId NodeDriver::command(DescribedValue value) {
  const CommandId id(++last_command_);
  reactor_->post([this, id, value = std::move(value)]() mutable {
    queue(Command{.id = id, .value = std::move(value)});
  });
  return id;
}

void NodeDriver::abort(ExitStatus status) {
  reactor_->post([this, status = std::move(status)] {
    if (!exit_) exit_ = status;
    is_stopped_ = true;
    reactor_->stop();
  });
}

bool NodeDriver::set_listening(ListenerId listener, bool on) {
  for (const auto& acceptor : acceptors_) {
    if (acceptor->listener().id != listener) continue;
    if (on) return acceptor->reopen();
    acceptor->close();
    return true;
  }
  return false;
}

void NodeDriver::pump() {
  if (is_pumping_ || is_stopped_) return;
  is_pumping_ = true;
  // What the steps send goes out together, so that answers of one connection share a system call;
  // what is then read are new inputs.
  int steps = 0;
  do {
    while (!inputs_.empty() && !exit_ && steps < kStepsInARowMax) {
      Queued queued = std::move(inputs_.front());
      inputs_.pop_front();
      if (!is_deliverable(queued)) continue;
      if (const auto* closed = std::get_if<Closed>(&queued.input))
        connections_.erase(closed->conn.value);
      ++steps;
      step(queued.input);
    }
    flush_and_read();
  } while (!inputs_.empty() && !exit_ && steps < kStepsInARowMax);
  if (std::exchange(has_finished_, false))
    std::erase_if(finishing_, [](const auto& entry) { return entry.second->is_closed(); });
  is_pumping_ = false;
  if (exit_) {
    end_if_drained(now());
    if (is_stopped_) return;
  } else if (!inputs_.empty()) {
    reactor_->post([] {});
  }
  set_next_alarm();
}

bool NodeDriver::is_deliverable(const Queued& queued) {
  if (queued.due) return timers_.fire(*queued.due);
  if (const auto* received = std::get_if<Received>(&queued.input))
    return live(received->conn) != nullptr;
  if (const auto* writable = std::get_if<Writable>(&queued.input))
    return live(writable->conn) != nullptr;
  if (const auto* closed = std::get_if<Closed>(&queued.input)) return live(closed->conn) != nullptr;
  if (const auto* connected = std::get_if<Connected>(&queued.input))
    return connected->error != ConnectError::none || live(connected->conn) != nullptr;
  return true;
}

void NodeDriver::step(const Input& input) {
  effects_.clear();
  causes_.clear();
  Context context{.self = options_.self,
                  .incarnation = options_.incarnation,
                  .now = now(),
                  .wall = wall_clock(),
                  .draw = draw_,
                  .effects = effects_,
                  .story = options_.story,
                  .step = StepId(++steps_),
                  .causes = causes_};
  try {
    node_->step(context, input);
  } catch (const AssertionFailed&) {
    // The record of a broken invariant is worth most with the input that broke it.
    if (options_.witness != nullptr) options_.witness->stepped(context, input);
    throw;
  }
  if (options_.witness != nullptr) options_.witness->stepped(context, input);
  for (Effect& effect : effects_)
    perform(std::move(effect));
  effects_.clear();
}

/// One overload per kind of effect; the last takes all that go to the disk.
struct NodeDriver::Performer {
  NodeDriver& driver;

  void operator()(Dial&& e) const { driver.perform_dial(std::move(e)); }

  void operator()(Receive&& e) const { driver.perform_receive(e); }

  void operator()(Send&& e) const { driver.perform_send(std::move(e)); }

  void operator()(Hang&& e) const { driver.perform_hang(e); }

  void operator()(Arm&& e) const { driver.timers_.arm(e.timer, e.deadline); }

  void operator()(Disarm&& e) const { driver.timers_.disarm(e.timer); }

  void operator()(Reply&& e) const {
    if (driver.options_.on_reply) driver.options_.on_reply(e);
  }

  void operator()(Notify&& e) const {
    if (driver.options_.on_notify) driver.options_.on_notify(e);
  }

  void operator()(Exit&& e) const { driver.begin_exit({.code = e.code, .why = std::move(e.why)}); }

  template <class Operation>
  void operator()(Operation operation) const {
    driver.ask_disk(std::move(operation));
  }
};

void NodeDriver::perform(Effect&& effect) {
  std::visit(Performer{*this}, std::move(effect));
}

void NodeDriver::perform_dial(Dial&& dial) {
  if (dial.security == Security::tls) {
    queue(Connected{.conn = dial.conn, .error = ConnectError::security});
    return;
  }
  const Instant give_up_at =
      now() + options_.limits.connect_timeout_ms * kNanosecondsPerMillisecond;
  dialer_->dial(dial.conn, std::move(dial.host), dial.port, give_up_at);
}

void NodeDriver::perform_send(Send&& send) {
  Connection* connection = live(send.conn);
  if (connection == nullptr || connection->is_closed()) return;
  for (Part& part : send.parts) {
    if (auto* slice = std::get_if<Slice>(&part)) {
      connection->add(std::move(*slice));
      continue;
    }
    const FileRange& range = std::get<FileRange>(part);
    auto source = disk_->source_of(range.file);
    FL_ASSERT(source != nullptr);
    connection->add(PendingRange{
        .source = std::move(source), .position = range.position.value, .size = range.size});
  }
  connection->tells_when_sent = connection->tells_when_sent || send.tell;
  to_flush_.push_back(send.conn);
}

void NodeDriver::perform_receive(const Receive& receive) {
  Connection* connection = live(receive.conn);
  if (connection == nullptr || connection->is_closed()) return;
  connection->grant(receive.at_least, receive.at_most);
  to_read_.push_back(receive.conn);
}

void NodeDriver::perform_hang(const Hang& hang) {
  if (dialer_->cancel(hang.conn)) return;
  const auto found = connections_.find(hang.conn.value);
  if (found == connections_.end()) return;
  std::unique_ptr<Connection> connection = std::move(found->second);
  connections_.erase(found);
  if (hang.reset) {
    connection->close(true);
    return;
  }
  connection->finish_by = now() + options_.limits.linger_ms * kNanosecondsPerMillisecond;
  connection->tells_when_sent = false;
  connection->finish();
  if (!connection->is_closed()) finishing_.emplace(hang.conn.value, std::move(connection));
}

void NodeDriver::flush_and_read() {
  for (std::size_t i = 0; i < to_flush_.size(); ++i) {
    Connection* connection = live(to_flush_[i]);
    if (connection == nullptr || connection->is_closed()) continue;
    connection->flush();
    if (connection->is_closed()) continue;
    const Limits& limits = options_.limits;
    if (connection->unsent().held_bytes() > limits.unsent_bytes_max ||
        (held_bytes_ > limits.unsent_bytes_max_in_all && connection->unsent().held_bytes() > 0)) {
      connection->close(true);
      on_closed(*connection, CloseReason::limit);
    }
  }
  to_flush_.clear();
  for (std::size_t i = 0; i < to_read_.size(); ++i)
    if (Connection* connection = live(to_read_[i])) connection->read();
  to_read_.clear();
}

}  // namespace fl::net
