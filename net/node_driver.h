// The driver behind driver.h: one queue of inputs, one step at a time, effects after the step.
// Whatever becomes ready (sockets, disk answers, timers, commands) only adds to the queue; `pump`
// takes from it when nothing else is on the stack.
#pragma once
#include "net/acceptor.h"
#include "net/connection.h"
#include "net/dialer.h"
#include "net/directories.h"
#include "net/driver.h"
#include "net/file_disk.h"
#include "net/timers.h"

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fl::net {

class NodeDriver final : public Driver, private ConnectionOwner {
 public:
  NodeDriver(std::unique_ptr<NodeHost> node, DriverOptions options);
  ~NodeDriver() override;

  /// What may fail before the first step.
  std::expected<void, StartError> prepare();

  ExitStatus run() override;
  CommandId command(DescribedValue value) override;
  void abort(ExitStatus status) override;

  void post(std::function<void()> task) override { reactor_->post(std::move(task)); }

  bool set_listening(ListenerId listener, bool on) override;

  const std::vector<BoundListener>& listeners() const override { return listeners_; }

 private:
  struct Performer;

  struct Queued {
    Input input;
    std::optional<Timers::Due> due;  ///< of a Fired: whether it still counts
  };

  std::expected<void, StartError> take_directories();
  std::expected<void, StartError> bind_listeners();

  void pump();
  bool is_deliverable(const Queued& queued);
  void step(const Input& input);
  void perform(Effect&& effect);
  void perform_dial(Dial&& dial);
  void perform_send(Send&& send);
  void perform_receive(const Receive& receive);
  void perform_hang(const Hang& hang);
  void flush_and_read();
  void begin_exit(ExitStatus status);
  void end_if_drained(Instant now);

  void queue(Input input) { inputs_.push_back({std::move(input), std::nullopt}); }

  void on_accepted_socket(ListenerId listener, int descriptor, const Address& peer);
  void on_dialled(ConnId conn, int descriptor, ConnectError error);
  void ask_disk(DiskOperation operation);
  void submit_to_disk();
  void on_disk_answers();
  void on_alarm();
  void sweep(Instant now);
  void set_next_alarm();
  Connection& add_connection(ConnId conn, int descriptor);
  Connection* live(ConnId conn);
  /// Live, or hung up and still sending.
  Connection* sending(ConnId conn);

  void on_received(Connection& connection, Slice bytes) override;
  void on_sent_all(Connection& connection) override;
  void on_closed(Connection& connection, CloseReason why) override;
  void on_cold_range(Connection& connection) override;
  void on_paused(Connection& connection) override;

  void on_held_bytes(std::int64_t change) override { held_bytes_ += change; }

  ReadArena& arena() override { return arena_; }

  std::unique_ptr<NodeHost> node_;
  DriverOptions options_;
  Draw draw_;
  std::vector<DirectoryLock> locks_;
  std::vector<ListedDirectory> directories_;
  std::vector<BoundListener> listeners_;

  std::deque<Queued> inputs_;
  std::vector<Effect> effects_;
  std::vector<StepId> causes_;
  std::int64_t steps_ = 0;
  bool is_pumping_ = false;
  std::atomic<std::int64_t> last_command_ = 0;
  std::optional<ExitStatus> exit_;
  bool is_stopped_ = false;

  ReadArena arena_;
  std::int64_t held_bytes_ = 0;
  std::int64_t last_accepted_ = 0;
  Timers timers_;
  std::optional<Instant> alarm_;
  std::optional<Instant> next_sweep_;
  Instant drain_by_;

  // Destroyed before what they refer to: first the disk, whose threads post to the reactor.
  std::unique_ptr<Reactor> reactor_;
  std::unordered_map<std::int64_t, std::unique_ptr<Connection>> connections_;
  /// Hung up, and still sending.
  std::unordered_map<std::int64_t, std::unique_ptr<Connection>> finishing_;
  bool has_finished_ = false;  ///< some of them are closed
  std::vector<ConnId> to_flush_;
  std::vector<ConnId> to_read_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::unique_ptr<Dialer> dialer_;
  std::unique_ptr<FileDisk> disk_;
  std::vector<DiskOperation> to_disk_;
};

}  // namespace fl::net
