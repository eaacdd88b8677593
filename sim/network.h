// The network of a simulated world: TCP byte streams, not packets. Within a connection bytes arrive
// in order, in segments whose latency is drawn by (from, to, n-th dial of the pair, side, n-th
// segment), so that a what-if draws the same ones. An unread peer fills up its window, then the
// sender's buffer. Links can be slow, stalled, cut one way or both; connections end in order, are
// reset, or go silent for ever. What a node learns of it are inputs in the event queue.
#pragma once
#include "core/base/draw.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "sim/disk.h"
#include "sim/event_queue.h"
#include "sim/hardware.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

/// Bytes in flight or in a receive buffer, per direction; more waits at the sender.
inline constexpr std::int64_t kWindowBytes = 1 << 20;
/// The outside of the world: the front door's clients, and tests.
inline constexpr NodeId kOutside{0};

/// Who a connection end belongs to.
struct Party {
  NodeId node;
  std::int32_t incarnation = 0;
  ConnId conn;
};

/// What the network knows of a node's machine.
struct Machine {
  NodeId node;
  std::string host;
  std::vector<BoundListener> listeners;
  bool is_up = false;         ///< the machine answers, if only with a refusal
  bool is_listening = false;  ///< a process has bound the listeners
  std::int32_t incarnation = 0;
  std::int64_t last_accepted = 0;  ///< of this incarnation
  Hardware hardware;
};

/// A piece of a stream: bytes, whose step sent them, and the file they lie in, if any.
struct StreamPiece {
  SentPiece sent;
  StepId origin;
};

class Network {
 public:
  explicit Network(std::uint64_t seed) : draw_(seed) {}

  void add_machine(Machine machine);
  Machine& machine(NodeId node);

  // ---- For nodes; `at` is when the step that asked ended ----

  void dial(EventQueue& queue, Instant at, const Party& from, const Dial& dial, StepId origin);
  void send(EventQueue& queue, Instant at, const Party& from, std::vector<StreamPiece> pieces,
            bool tell);
  /// False if there is a grant already.
  bool receive(EventQueue& queue, Instant at, const Party& to, const Receive& grant);
  void hang(EventQueue& queue, Instant at, const Party& from, bool reset);

  // ---- For the outside ----

  /// Opens a connection to a listener, without latency. Nothing if nobody listens there.
  std::optional<std::int64_t> open_outside(EventQueue& queue, Instant at, NodeId to,
                                           ListenerId listener, std::string peer);
  void push(EventQueue& queue, Instant at, std::int64_t connection, Slice bytes);
  /// Bytes that the connection can still take without their waiting at the sender.
  std::int64_t room(std::int64_t connection) const;
  /// What has arrived at the outside since the last take.
  std::vector<Slice> take(EventQueue& queue, Instant at, std::int64_t connection);
  /// Why it ended, once all that arrived before was taken.
  std::optional<CloseReason> ended(std::int64_t connection) const;
  void close_outside(EventQueue& queue, Instant at, std::int64_t connection, bool reset);

  // ---- What happens by itself ----

  /// Handles dial, accepted, arrival and fault_over events.
  void on_event(EventQueue& queue, const Event& event);

  /// The process is gone: its connections end in order, or with a reset where bytes were unread.
  void process_ended(EventQueue& queue, Instant at, NodeId node);
  /// The machine is gone: its connections go silent; who sends to it learns of it after a reboot.
  void machine_lost(EventQueue& queue, Instant at, NodeId node);
  void machine_back(EventQueue& queue, Instant at, NodeId node);

  // ---- Faults of the link from one node to another ----

  void partition(NodeId from, NodeId to);
  void heal(EventQueue& queue, Instant at, NodeId from, NodeId to);
  void stall(EventQueue& queue, Instant until, NodeId from, NodeId to);
  void throttle(NodeId from, NodeId to, std::int64_t bytes_per_second);
  void delay(NodeId from, NodeId to, std::int64_t extra_ns);
  void fragment(NodeId from, NodeId to, std::int64_t bytes_max);
  void reset(EventQueue& queue, Instant at, NodeId a, NodeId b);
  void half_open(NodeId a, NodeId b);

  /// File ranges whose bytes were no longer those of their step when they were received: the
  /// sender, and the piece. Emptied by the call.
  std::vector<std::pair<NodeId, StreamPiece>> take_received_ranges() {
    return std::exchange(received_ranges_, {});
  }

  std::size_t connections() const { return connections_.size(); }

 private:
  /// What went out at one moment and arrives at one moment.
  struct Segment {
    std::vector<StreamPiece> pieces;
    std::int64_t bytes = 0;
    Instant departs;
    Instant arrives;
    StepId origin;
    bool is_end = false;    ///< nothing comes after it
    bool is_reset = false;  ///< and what was not read is lost
  };

  /// One direction; it belongs to its receiver.
  struct Stream {
    std::deque<StreamPiece> unsent;
    std::int64_t unsent_bytes = 0;
    std::deque<Segment> in_flight;
    std::int64_t in_flight_bytes = 0;
    std::deque<StreamPiece> arrived;
    std::int64_t arrived_bytes = 0;
    std::optional<Receive> grant;
    std::uint64_t segments = 0;       ///< sent so far
    std::int64_t accepted_bytes = 0;  ///< by the sender's kernel, since the last Writable
    std::optional<StepId> tells;      ///< Writable is due when unsent is empty
    bool is_ending = false;           ///< the sender hung up; the end follows the bytes
    std::optional<CloseReason> end;   ///< the end has arrived
    bool is_scheduled = false;        ///< an arrival event is in the queue
    bool is_held = false;             ///< the link keeps the next segment back
  };

  enum class State : std::uint8_t { dialling, open, over };

  struct Connection {
    State state = State::dialling;
    Party ends[2];           ///< 0 dialled, 1 accepted
    bool is_there[2] = {};   ///< the end still has its process
    bool is_silent = false;  ///< half-open for ever
    bool is_lost[2] = {};    ///< its machine lost power
    Stream streams[2];       ///< by receiver
    std::uint64_t dial = 0;  ///< n-th of the pair
    std::uint32_t attempts = 0;
    Instant gives_up;
    std::string host;
    std::uint16_t port = 0;
    ListenerId listener;
    StepId origin;
  };

  struct Link {
    NodeId from;
    NodeId to;
    bool is_cut = false;
    Instant stalled_until;
    std::int64_t bytes_per_second = 0;
    std::int64_t extra_ns = 0;
    std::int64_t fragment_bytes = 0;
    Instant free_at;
    std::uint64_t dials = 0;
  };

  Link& link(NodeId from, NodeId to);
  std::optional<std::pair<std::int64_t, std::uint8_t>> find(const Party& party) const;
  const Machine* listener_of(const std::string& host, std::uint16_t port,
                             ListenerId& listener) const;

  void on_dial(EventQueue& queue, const Event& event);
  void on_accepted(EventQueue& queue, const Event& event);
  void on_arrival(EventQueue& queue, const Event& event);
  void refuse(EventQueue& queue, Instant at, std::int64_t id, ConnectError error);
  void transmit(EventQueue& queue, Instant at, std::int64_t id, Connection& c, std::uint8_t to);
  void schedule(EventQueue& queue, std::int64_t id, Stream& stream, std::uint8_t to);
  void deliver(EventQueue& queue, Instant at, std::int64_t id, Connection& c, std::uint8_t to);
  Slice consume(Connection& c, std::uint8_t to, std::int64_t bytes, StepId& origin);
  void finish(EventQueue& queue, Instant at, std::int64_t id, Connection& c, std::uint8_t from,
              bool reset);
  void close_end(EventQueue& queue, Instant at, Connection& c, std::uint8_t side, CloseReason why,
                 StepId origin);
  void forget_if_over(std::int64_t id);
  std::int64_t latency_ns(const Connection& c, std::uint8_t to, std::uint64_t segment);
  std::vector<std::int64_t> between(NodeId a, NodeId b) const;

  Draw draw_;
  std::vector<Machine> machines_;  ///< by node id
  std::vector<Link> links_;        ///< used ones, by (from, to)
  SharedMap<std::int64_t, Connection> connections_;
  /// (node, conn of its current incarnation) to connection.
  SharedMap<std::pair<NodeId, ConnId>, std::int64_t> by_end_;
  std::int64_t last_connection_ = 0;
  std::vector<std::pair<NodeId, StreamPiece>> received_ranges_;
};

}  // namespace fl::sim
