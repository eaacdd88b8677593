// The simulated world: nodes, their disks and clocks, the network between them, and one queue of events in a total
// order. It is a value: a copy is a checkpoint, a changed copy is a what-if, and the rolling hash says whether two runs
// are the same run.
//
// The hash covers (time, node, input, effects) of every step, independent of how bytes were cut into slices. The story
// and the causes are outside of it: whether somebody looks never changes a run.
#pragma once
#include "core/base/digest.h"
#include "core/base/draw.h"
#include "core/node/context.h"
#include "sim/action.h"
#include "sim/disk.h"
#include "sim/event_queue.h"
#include "sim/hardware.h"
#include "sim/host.h"
#include "sim/network.h"
#include "sim/story_log.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fl::sim {

/// A node as it is set up, before its first boot.
struct NodeSpec {
  NodeId id;
  std::string name;  ///< "broker-1", "p1": what the story prints, and what Dial may name as host
  Host fresh;        ///< the node as it is before Boot; every incarnation begins as a copy of it
  Properties config;
  std::vector<BoundListener> listeners;
  std::vector<std::string> directories;
  Hardware hardware;
  DescribedValue stop;  ///< the Command that asks for a graceful end
  bool restarts = true;
};

/// Something that a node asked its application: Reply or Notify.
struct ToApplication {
  NodeId node;
  Instant at;
  bool is_reply = false;
  CommandId id;
  DescribedValue value;
};

/// A run that ended by a broken invariant of a node.
struct BrokenInvariant {
  NodeId node;
  Instant at;
  StepId step;
  std::string what;
};

/// What a check may want to see of each step, as it happens. Looking changes nothing.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void before_step(const class World&, NodeId, const Input&) {}

  virtual void after_step(const class World&, NodeId, const Input&, const std::vector<Effect>&) {}

  /// Bytes of a file range as they were in its step, and the connection that they go to.
  virtual void range_sent(const class World&, NodeId, ConnId, const FileRange&, const std::vector<Slice>&) {}

  virtual void delivered(const class World&, NodeId, ConnId, const Slice&) {}

  virtual void crashed(const class World&, NodeId, CrashKind) {}

  virtual void applied(const class World&, const Action&) {}
};

/// Virtual wall clocks start here: 2023-11-14T22:13:20Z.
inline constexpr std::int64_t kWallStartMs = 1'700'000'000'000;
/// The node id of the outside world: external connections come from it.
inline constexpr NodeId kOutside{-1};
/// Every so many steps the hash is kept, so that a replay can name where it diverged.
inline constexpr std::int64_t kLadderSteps = 1'000;

class World {
 public:
  explicit World(std::uint64_t seed) : draw_(seed) {}

  // ---- Setting up.
  void add_node(NodeSpec spec);
  /// First boot, or the next after a stop or crash.
  void boot(NodeId node);

  // ---- Running.
  /// Runs one event. False if nothing is scheduled, or the run has ended by a broken invariant.
  bool step();
  /// Runs all events up to and including `end`; the world's time is then `end`.
  void run_until(Instant end);
  /// The time of the next event, if there is one.
  std::optional<Instant> next_event_at() const;

  Instant now() const { return now_; }

  std::int64_t steps() const { return steps_; }

  std::uint64_t hash() const { return hash_.value(); }

  /// hash() after every kLadderSteps steps.
  const Chunked<std::uint64_t>& ladder() const { return ladder_; }

  const std::optional<BrokenInvariant>& broken() const { return broken_; }

  // ---- Acting.
  /// Does it now. False, and nothing happens, where it makes no sense (a crash of a node that is down).
  bool apply(const Action& action);
  /// Delivers a Command; its Reply comes with take_replies().
  CommandId command(NodeId node, DescribedValue value);
  std::vector<ToApplication> take_replies();

  // ---- Looking.
  bool is_running(NodeId node) const;
  bool is_paused(NodeId node) const;
  std::int32_t incarnation(NodeId node) const;
  std::vector<NodeId> nodes() const;
  const NodeSpec& spec(NodeId node) const;
  std::optional<NodeId> find_node(std::string_view name) const;
  const Host* host(NodeId node) const;
  const SimDisk& disk(NodeId node) const;
  Timestamp wall_clock(NodeId node) const;
  std::optional<std::string> exit_of(NodeId node) const;

  const StoryLog& story() const { return story_; }

  /// Tells an event of the world itself (faults, notes) as told by `node`.
  template <class E>
  void tell(NodeId node, const E& event, Decision because = {}) {
    ByteVector packed;
    Writer writer(packed);
    pack(writer, event);
    story_.add({.step = StepId(steps_),
                .node = node,
                .at = now_,
                .wall = Timestamp(kWallStartMs + now_.value / kNanosecondsPerMillisecond),
                .kind = &event_kind<E>,
                .payload = Slice(std::move(packed)),
                .because = std::move(because)});
  }

  /// Nothing is told to the story any more (for benchmarks and campaigns).
  void set_telling(bool is_telling) { is_telling_ = is_telling; }

  /// At most one; not copied with the world.
  void observe(Observer* observer) { observer_.pointer = observer; }

  // ---- Connections from outside: the front door of serve, drivers of tests.
  /// Dials a listener of a node. The connection's events come with take_outside().
  ConnId outside_dial(NodeId node, ListenerId listener, const std::string& peer);
  void outside_send(ConnId conn, Slice bytes);
  void outside_close(ConnId conn, bool reset);

  struct OutsideEvent {
    ConnId conn;
    Instant at;
    enum class Kind : std::uint8_t { connected, refused, bytes, closed } kind;
    Slice bytes;
    CloseReason why = CloseReason::end_of_stream;
  };

  std::vector<OutsideEvent> take_outside();

  /// The host and port that Dial of a node must name to reach a listener: "broker-1" and the bound port.
  std::optional<std::pair<NodeId, ListenerId>> resolve(std::string_view host, std::uint16_t port) const;

 private:
  friend class Performer;

  struct NodeState {
    NodeSpec spec;
    std::optional<Host> host;
    std::int32_t incarnation = 0;
    bool is_paused = false;
    Instant busy_until;
    bool is_wake_scheduled = false;
    std::deque<QueuedInput> inbox;
    std::map<TimerId, std::int64_t> timers;  ///< generation that may fire
    std::map<ConnId, std::int64_t> connections;  ///< to the connection's id and end
    std::int64_t last_accepted = 0;
    std::int64_t slow_factor = 1;
    std::int64_t skew_ns = 0;
    std::int64_t drift_ppm = 0;
    SimDisk disk;
    std::optional<std::string> exit;
    std::int64_t commands = 0;
    bool lost_power = false;
  };

  /// Checks and views look through a pointer that copies of the world do not share.
  struct ObserverPointer {
    Observer* pointer = nullptr;
    ObserverPointer() = default;
    ObserverPointer(const ObserverPointer&) {}
    ObserverPointer& operator=(const ObserverPointer&) { return *this; }
  };

  NodeState& state(NodeId node);
  const NodeState& state(NodeId node) const;

  // Events.
  void schedule(Instant at, Event event);
  void run(const Event& event);
  void deliver(NodeId node, Input input, StepId cause);
  void wake(NodeState& node);
  void step_node(NodeState& node, const QueuedInput& input);
  void absorb_step(const NodeState& node, const Input& input, const std::vector<Effect>& effects);
  Instant node_clock(const NodeState& node) const;
  Timestamp wall_of(const NodeState& node) const;
  Instant world_time_of(const NodeState& node, Instant node_time) const;

  // Effects.
  void perform(NodeState& node, Effect& effect, Instant at, StepId cause);
  void dial(NodeState& node, const Dial& dial, Instant at, StepId cause);
  void send(NodeState& node, Send& send, Instant at, StepId cause);
  void submit_disk(NodeState& node, Effect& effect, Instant at, StepId cause);

  // Network.
  Connection* connection_of(NodeState& node, ConnId conn, int& end);
  void establish(std::int64_t id, NodeId to, ListenerId listener, const std::string& peer);
  void pump(Connection& connection, int stream, Instant at, StepId cause);
  void arrive(const SegmentArrival& arrival);
  void arrive_end(const EndArrival& arrival);
  void grant(Connection& connection, int stream, StepId cause);
  void tell_writable(Connection& connection, int stream, StepId cause);
  void close_end(Connection& connection, int end, CloseReason why, StepId cause);
  void drop_connections(NodeState& node, bool tells_peers);
  void send_end(Connection& connection, int stream, Instant at, bool reset, StepId cause);
  void deliver_to_end(Connection& connection, int end, Input input, StepId cause);
  Link& link(NodeId from, NodeId to) { return links_[{from, to}]; }
  const Link* find_link(NodeId from, NodeId to) const;
  std::int64_t latency(const Connection& connection, int stream, std::int64_t bytes, Instant at);
  void erase_if_dead(std::int64_t id);

  // Faults.
  bool apply_to_link(const Action& action);
  void crash(NodeState& node, CrashKind kind);
  void end_process(NodeState& node, bool tells_peers);
  void requeue_stalled(NodeId node);
  template <class F>
  void for_connections_between(NodeId a, NodeId b, F&& f);

  Draw draw_;
  Instant now_;
  std::int64_t steps_ = 0;
  Digest hash_;
  Chunked<std::uint64_t> ladder_;
  EventQueue events_;
  std::map<NodeId, NodeState> nodes_;
  std::map<std::int64_t, Connection> connections_;
  std::int64_t last_connection_ = 0;
  std::map<LinkKey, Link> links_;
  std::map<LinkKey, std::int64_t> dials_;
  std::vector<SegmentArrival> held_segments_;  ///< arrived at a partitioned link
  std::vector<EndArrival> held_ends_;
  std::vector<OutsideEvent> outside_events_;
  std::map<ConnId, std::int64_t> outside_connections_;
  std::vector<ToApplication> replies_;
  StoryLog story_;
  std::optional<BrokenInvariant> broken_;
  bool is_telling_ = true;
  ObserverPointer observer_;
  std::vector<Effect> effects_;
};

}  // namespace fl::sim
