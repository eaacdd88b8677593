// What becomes ready and how it reaches the queue of inputs: sockets, disk answers, alarms, the
// end.
#include "core/base/assert.h"
#include "net/node_driver.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace fl::net {

namespace {

constexpr std::int64_t kSweepNanoseconds = 100 * kNanosecondsPerMillisecond;
/// What unsent answers get when the node exits.
constexpr std::int64_t kDrainNanoseconds = 2 * kNanosecondsPerSecond;

}  // namespace

void NodeDriver::on_accepted_socket(ListenerId listener, int descriptor, const Address& peer) {
  if (exit_ || static_cast<std::int64_t>(connections_.size()) >= options_.limits.connections_max) {
    ::close(descriptor);
    return;
  }
  set_buffers(descriptor, options_.send_buffer_bytes, options_.receive_buffer_bytes);
  const ConnId conn(++last_accepted_);
  add_connection(conn, descriptor);
  queue(Accepted{.conn = conn, .listener = listener, .peer = text_of(peer), .certificate = {}});
}

void NodeDriver::on_dialled(ConnId conn, int descriptor, ConnectError error) {
  if (error == ConnectError::none) add_connection(conn, descriptor);
  queue(Connected{.conn = conn, .error = error});
}

/// Operations of all inputs that are ready now go to the disk's threads together: they are woken
/// once.
void NodeDriver::ask_disk(DiskOperation operation) {
  if (to_disk_.empty()) reactor_->post([this] { submit_to_disk(); });
  to_disk_.push_back(std::move(operation));
}

void NodeDriver::submit_to_disk() {
  if (to_disk_.empty()) return;
  disk_->submit(std::exchange(to_disk_, {}));
}

void NodeDriver::on_disk_answers() {
  for (Done& done : disk_->take_answers())
    queue(std::move(done));
}

void NodeDriver::on_alarm() {
  alarm_ = std::nullopt;
  const Instant time = now();
  for (const Timers::Due& due : timers_.due(time))
    inputs_.push_back({Fired{due.timer}, due});
  if (next_sweep_ && *next_sweep_ <= time) {
    next_sweep_ = std::nullopt;
    sweep(time);
  }
}

void NodeDriver::sweep(Instant time) {
  dialer_->sweep(time);
  for (const auto& [id, connection] : finishing_)
    if (connection->finish_by <= time) connection->close(true);
  has_finished_ = has_finished_ || !finishing_.empty();
}

void NodeDriver::set_next_alarm() {
  const bool must_sweep = !finishing_.empty() || !dialer_->empty() || exit_;
  if (must_sweep && !next_sweep_) next_sweep_ = now() + kSweepNanoseconds;
  std::optional<Instant> next = timers_.next();
  if (next_sweep_ && (!next || *next_sweep_ < *next)) next = next_sweep_;
  // An alarm that comes too early finds nothing due: cheaper than moving it back each time.
  if (!next || (alarm_ && *alarm_ <= *next)) return;
  alarm_ = next;
  reactor_->set_alarm(*next);
}

Connection& NodeDriver::add_connection(ConnId conn, int descriptor) {
  ConnectionOwner& owner = *this;
  auto connection = std::make_unique<Connection>(conn, descriptor, *reactor_, owner,
                                                 options_.limits.unsent_pause_bytes);
  const auto [at, is_new] = connections_.emplace(conn.value, std::move(connection));
  FL_ASSERT(is_new);
  return *at->second;
}

Connection* NodeDriver::live(ConnId conn) {
  const auto found = connections_.find(conn.value);
  return found == connections_.end() ? nullptr : found->second.get();
}

Connection* NodeDriver::sending(ConnId conn) {
  if (Connection* connection = live(conn)) return connection;
  const auto found = finishing_.find(conn.value);
  return found == finishing_.end() ? nullptr : found->second.get();
}

void NodeDriver::on_received(Connection& connection, Slice bytes) {
  queue(Received{.conn = connection.id(), .bytes = std::move(bytes)});
}

void NodeDriver::on_sent_all(Connection& connection) {
  const std::int64_t sent = connection.unsent().sent_bytes();
  queue(Writable{.conn = connection.id(), .credit = sent - connection.told_sent_bytes});
  connection.told_sent_bytes = sent;
  connection.tells_when_sent = false;
}

void NodeDriver::on_closed(Connection& connection, CloseReason why) {
  if (live(connection.id()) == &connection)
    queue(Closed{.conn = connection.id(), .why = why});
  else
    has_finished_ = true;
}

void NodeDriver::on_cold_range(Connection& connection) {
  const PendingRange range = connection.unsent().front_range();
  disk_->warm(range.source, range.position, range.size, [this, conn = connection.id()] {
    reactor_->post([this, conn] {
      if (Connection* waiting = sending(conn)) waiting->front_is_warm();
    });
  });
}

void NodeDriver::on_paused(Connection& connection) {
  reactor_->post([this, conn = connection.id()] {
    if (Connection* waiting = sending(conn)) waiting->flush();
  });
}

void NodeDriver::begin_exit(ExitStatus status) {
  if (exit_) return;
  exit_ = std::move(status);
  drain_by_ = now() + kDrainNanoseconds;
  inputs_.clear();
  for (const auto& acceptor : acceptors_)
    acceptor->close();
}

void NodeDriver::end_if_drained(Instant time) {
  const auto is_sent = [](const auto& entry) {
    return entry.second->is_closed() || entry.second->unsent().empty();
  };
  const bool is_drained =
      std::ranges::all_of(connections_, is_sent) && std::ranges::all_of(finishing_, is_sent);
  if (!is_drained && time < drain_by_) return;
  is_stopped_ = true;
  reactor_->stop();
}

}  // namespace fl::net
