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
#include "sim/message_fault.h"

#include <array>
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
  /// Returns the fault that the message met, if one was armed for it.
  std::optional<MetFault> send(EventQueue& queue, Instant at, const Party& from,
                               std::vector<StreamPiece> pieces, std::optional<StepId> tell);
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

  /// Handles dial, accepted and arrival events.
  void on_event(EventQueue& queue, const Event& event);

  /// The process is gone: its connections end in order, or with a reset where bytes were unread.
  void process_ended(EventQueue& queue, Instant at, NodeId node);
  /// The machine is gone: its connections go silent; who sends to it learns of it after a reboot.
  void machine_lost(EventQueue& queue, Instant at, NodeId node);
  void machine_back(EventQueue& queue, Instant at, NodeId node);

  // ---- Faults of the link from one node to another ----

  void partition(NodeId from, NodeId to);
  void heal(EventQueue& queue, Instant at, NodeId from, NodeId to);
  void stall(Instant until, NodeId from, NodeId to);
  void throttle(NodeId from, NodeId to, std::int64_t bytes_per_second);
  void delay(NodeId from, NodeId to, std::int64_t extra_ns);
  void fragment(NodeId from, NodeId to, std::int64_t bytes_max);
  void reset(EventQueue& queue, Instant at, NodeId a, NodeId b);
  void half_open(NodeId a, NodeId b);

  void arm(const MessageFault& fault) { message_faults_.arm(fault); }

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
    Instant last_arrival;             ///< nothing overtakes
    std::int64_t accepted_bytes = 0;  ///< by the sender's kernel, since the last Writable
    std::optional<StepId> tells;      ///< Writable is due when unsent is empty
    bool is_ending = false;           ///< the sender hung up; the end follows the bytes
    bool end_is_sent = false;
    std::optional<CloseReason> end;  ///< the end has arrived
    bool is_scheduled = false;       ///< an arrival event is in the queue
    bool is_held = false;            ///< the link keeps the next segment back
  };

  enum class State : std::uint8_t { dialling, open };

  struct Connection {
    State state = State::dialling;
    std::array<Party, 2> ends;       ///< the dialler's, the acceptor's
    std::array<bool, 2> is_there{};  ///< the end still has its process
    std::array<bool, 2> is_lost{};   ///< its machine lost power
    std::array<Stream, 2> streams;   ///< by receiver
    bool is_silent = false;          ///< half-open for ever
    std::uint64_t dial = 0;          ///< n-th of the pair
    std::uint32_t attempts = 0;
    Instant gives_up;
    std::uint16_t port = 0;  ///< that was dialled
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

  static constexpr std::uint8_t kDialler = 0;
  static constexpr std::uint8_t kAcceptor = 1;

  /// A connection that is being worked on, and when.
  struct Work {
    EventQueue& queue;
    Instant at;
    std::int64_t id;
    Connection& c;
  };

  void reset_one(EventQueue& queue, Instant at, std::int64_t id);
  Link& link(NodeId from, NodeId to);
  const Machine* machine_of(std::string_view host, std::uint16_t port) const;
  /// The connection and side of an end; side is meaningless if the connection is nullptr.
  std::optional<std::pair<std::int64_t, std::uint8_t>> find(NodeId node, ConnId conn) const;
  std::int64_t latency_ns(const Connection& c, std::uint8_t to, std::uint64_t segment);

  void on_dial(EventQueue& queue, const Event& event);
  void on_accepted(EventQueue& queue, const Event& event);
  void on_arrival(EventQueue& queue, const Event& event);
  void accept(const Work& work, Machine& machine, ListenerId listener, std::string peer);
  void answer_dial(const Work& work, ConnectError error, std::int64_t after_ns);

  // network_stream.cc
  void transmit(const Work& work, std::uint8_t to);
  void send_segment(const Work& work, std::uint8_t to, std::int64_t bytes_max);
  void send_end(const Work& work, std::uint8_t to, bool reset);
  void schedule(const Work& work, std::uint8_t to);
  void deliver(const Work& work, std::uint8_t to);
  Slice consume(Connection& c, std::uint8_t to, std::int64_t bytes, StepId& origin);
  void leave(const Work& work, std::uint8_t side, bool reset);
  void close_end(const Work& work, std::uint8_t side, CloseReason why, StepId origin);
  void forget_if_over(std::int64_t id);
  std::vector<std::int64_t> connections_of(NodeId node) const;
  std::vector<std::int64_t> connections_between(NodeId a, NodeId b) const;

  Draw draw_;
  std::vector<Machine> machines_;  ///< by node id
  std::vector<Link> links_;        ///< used ones, by (from, to)
  SharedMap<std::int64_t, Connection> connections_;
  /// (node, conn of its current incarnation) to connection.
  SharedMap<std::pair<NodeId, ConnId>, std::int64_t> by_end_;
  std::int64_t last_connection_ = 0;
  std::vector<std::pair<NodeId, StreamPiece>> received_ranges_;
  MessageFaults message_faults_;
};

}  // namespace fl::sim
