// A simulated world: nodes, their disks, clocks and network, and what is going to happen, as one
// copyable value. A copy is a checkpoint or the start of a what-if; it goes its own way. All chance
// comes from the seed by keyed draws, all order from one queue, and a rolling hash over (time,
// node, input, effects) of every step says whether two runs were the same.
//
// A step costs its node virtual time; while it lasts, further inputs queue in the node's inbox.
// Effects take place when the step ends. Looking never changes a world.
#pragma once
#include "core/base/digest.h"
#include "core/base/draw.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "sim/action.h"
#include "sim/clock.h"
#include "sim/disk.h"
#include "sim/event_queue.h"
#include "sim/hardware.h"
#include "sim/host.h"
#include "sim/network.h"
#include "sim/story_log.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

/// What a node is made of. REQUIRES: id > 0 (0 is the outside), unique, as are name and host.
struct NodeSpec {
  NodeId id;
  std::string name;  ///< as the story calls it: "broker 1", "producer p1"
  std::string host;  ///< what others dial, beside the listeners' own hosts
  Host node;         ///< as before its first input; every boot begins with a copy of it
  Properties config{};
  std::vector<BoundListener> listeners{};
  std::vector<std::string> directories{};  ///< paths, without '/' at the end
  Hardware hardware{};
  DescribedValue stop{};  ///< the Command of a graceful end; empty: `stop` is a process kill
};

/// What a node told its application.
struct ToApplication {
  NodeId node;
  CommandId id;
  DescribedValue value;
  bool is_reply = false;  ///< else a notice
};

/// Why a run cannot go on: a broken invariant.
struct Failure {
  NodeId node;
  StepId step;
  std::string what;
};

class World {
 public:
  explicit World(std::uint64_t seed, bool keeps_story = true);

  void add_node(NodeSpec spec);
  /// What wall clocks show when the world begins, instead of kWorldEpochMs: for worlds that real
  /// clients see. Before the first step.
  void set_epoch(Timestamp epoch);

  /// Boots a node that does not run, now, on its disk as it is.
  void boot(NodeId node);

  // ---- Time ----

  /// Goes on to the end of the next step that begins at or before `until` and returns true; if
  /// there is none, or the run has failed, goes on to `until` and returns false.
  bool step_until(Instant until);

  void run_until(Instant until) {
    while (step_until(until)) {
    }
  }

  /// For replays: goes on to the end of the next step and returns true, but not beyond `until`,
  /// nor beyond `events` events in all; the time stays that of the last event.
  bool replay_step(std::int64_t events, Instant until);
  /// Goes on to `at`; false if something is to happen before or it is past.
  bool wait_until(Instant at);

  Instant now() const { return now_; }

  /// When something happens next, if nobody acts.
  std::optional<Instant> next_event() const;

  // ---- Acting, now ----

  /// Does what the action says; one that makes no sense now (resume of a node that is not paused)
  /// does nothing.
  void apply(const Action& action);
  CommandId command(NodeId node, DescribedValue value);

  std::vector<ToApplication> take_told() { return std::exchange(told_, {}); }

  /// Connections from outside the world, which have no latency: the front door of serve, and
  /// tests. Ids are never reused.
  std::optional<std::int64_t> open_outside(NodeId to, ListenerId listener, std::string peer);
  void push(std::int64_t connection, Slice bytes);

  std::int64_t room(std::int64_t connection) const { return network_.room(connection); }

  std::vector<Slice> take(std::int64_t connection);

  /// Why the connection ended, once all that arrived before was taken.
  std::optional<CloseReason> ended(std::int64_t connection) const {
    return network_.ended(connection);
  }

  void close_outside(std::int64_t connection, bool reset = false);

  // ---- Looking ----

  std::uint64_t seed() const { return draw_.seed(); }

  std::int64_t steps() const { return steps_; }

  /// Counts everything that happened, steps or not: the cursor of a decision log.
  std::int64_t events() const { return events_; }

  std::uint64_t hash() const { return hash_.value(); }

  const StoryLog& story() const { return story_; }

  const std::optional<Failure>& failure() const { return failure_; }

  std::vector<NodeId> nodes() const;

  const std::string& name_of(NodeId node) const { return at(node).name; }

  bool is_running(NodeId node) const { return at(node).phase == Phase::running; }

  bool is_paused(NodeId node) const { return at(node).is_paused; }

  std::int32_t incarnation(NodeId node) const { return at(node).incarnation; }

  /// The code of the last Exit, if the node ended by itself.
  std::optional<std::int32_t> exit_code(NodeId node) const { return at(node).exit_code; }

  const SimDisk& disk(NodeId node) const { return at(node).disk; }

  /// For setting the scene before a boot.
  SimDisk& disk_before_boot(NodeId node);

  const NodeClock& clock(NodeId node) const { return at(node).clock; }

  /// The node, if it is an N.
  template <class N>
  const N* node_as(NodeId node) const {
    return at(node).node.template as<N>();
  }

 private:
  enum class Phase : std::uint8_t { off, running, exited, crashed };

  struct Timer {
    TimerId id;
    Instant deadline;  ///< on the node's clock
    std::uint64_t generation = 0;
    StepId armed_in;
    bool has_fired = false;  ///< Fired is in the inbox
  };

  struct QueuedInput {
    std::shared_ptr<const Input> input;
    StepId origin;
    std::uint64_t generation = 0;  ///< of the timer, for Fired
  };

  struct SimNode {
    NodeId id;
    std::string name;
    std::shared_ptr<const Host> fresh;  ///< as before its first input
    Host node;
    Properties config;
    std::vector<BoundListener> listeners;
    std::vector<std::string> directories;
    Hardware hardware;
    DescribedValue stop;
    SimDisk disk;
    NodeClock clock;
    Phase phase = Phase::off;
    bool is_paused = false;
    bool has_wake = false;  ///< a node_wake is in the queue
    std::int32_t incarnation = 0;
    std::int64_t slowness = 1;
    Instant busy_until;
    std::deque<QueuedInput> inbox;
    SharedMap<ConnId, bool> conns;  ///< that the node may hear of
    std::vector<Timer> timers;      ///< by id
    std::uint64_t last_generation = 0;
    std::optional<Instant> timer_wake;  ///< the earliest one in the queue
    std::optional<Instant> disk_wake;
    std::optional<std::int32_t> exit_code;
  };

  SimNode& at(NodeId node);
  const SimNode& at(NodeId node) const;

  void happen(const Event& event);
  void offer(SimNode& node, QueuedInput input);
  void wake(SimNode& node);
  void take_next(SimNode& node);
  bool is_still_wanted(SimNode& node, const QueuedInput& queued);
  void note_connection(SimNode& node, const Input& input);
  void run_step(SimNode& node, const QueuedInput& queued);
  std::int64_t cost_ns(const SimNode& node, const Input& input,
                       const std::vector<Effect>& effects) const;

  void perform_all(SimNode& node);
  void perform(SimNode& node, Instant at, const Effect& effect);
  void perform_send(SimNode& node, Instant at, const Send& send);
  void perform_work(SimNode& node, Instant at, const Work& work);
  bool perform_on_connection(SimNode& node, Instant at, const Effect& effect);
  bool perform_on_disk(SimNode& node, Instant at, const Effect& effect);
  void arm(SimNode& node, const Arm& effect);
  void disarm(SimNode& node, TimerId timer);
  void schedule_timers(SimNode& node);
  void fire_timers(SimNode& node);
  void schedule_disk(SimNode& node);
  void answer_disk(SimNode& node);
  void check_received_ranges();

  void crash(SimNode& node, CrashKind kind);
  void exit(SimNode& node, const Exit& effect);
  void end_incarnation(SimNode& node);
  void stop(SimNode& node);
  void apply_to_link(const Action& action);
  void fail(const SimNode& node, std::string what);

  template <class E>
  void tell(NodeId node, const E& event) {
    if (keeps_story_) store(node, event_kind<E>, &event);
  }

  void store(NodeId node, const EventKind& kind, const void* event);

  Draw draw_;
  bool keeps_story_;
  Instant now_;
  EventQueue queue_;
  std::vector<SimNode> nodes_;  ///< by id
  Network network_;
  Digest hash_;
  StoryLog story_;
  std::int64_t steps_ = 0;
  std::int64_t events_ = 0;
  std::int64_t last_command_ = 0;
  std::vector<ToApplication> told_;
  std::optional<Failure> failure_;
  std::vector<Effect> effects_;  ///< of the step that runs; kept for its memory
};

}  // namespace fl::sim
