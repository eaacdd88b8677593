// Simulated TCP: byte streams between nodes, ordered within a connection, cut into segments that arrive after a
// latency drawn by name ((from, to), n-th dial of the pair, segment). A window bounds what is on its way and
// unread, so that a slow reader holds up its peer and not the world.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/node/input.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace fl::sim {

/// What is on its way or unread at most, per direction.
inline constexpr std::int64_t kWindowBytes = 1 << 20;

/// What flows from one end of a connection to the other.
struct Stream {
  std::deque<Slice> unsent;           ///< waits for the window
  std::int64_t unsent_bytes = 0;
  std::int64_t on_its_way_bytes = 0;
  Instant last_arrival;               ///< segments never overtake each other
  std::int64_t segments = 0;          ///< sent so far: names the draws
  std::deque<Slice> unread;           ///< arrived, not granted yet
  std::int64_t unread_bytes = 0;
  std::int64_t granted_at_least = 0;  ///< 0: no grant
  std::int64_t granted_at_most = 0;
  bool is_telling = false;            ///< the sender wants Writable once `unsent` is empty
  std::int64_t told_bytes = 0;        ///< sent since the last Writable
  bool is_ending = false;             ///< the sender hung up: the end follows the last byte
  bool has_ended = false;             ///< the end has arrived
  StepId last_cause{};
};

/// One end: a node's, or the outside world's (the front door, a test).
struct Endpoint {
  NodeId node;
  std::int32_t incarnation = 0;
  ConnId conn;
  bool is_open = true;
};

/// One connection. Stream 0 flows from the dialling end (0) to the accepting one (1), stream 1 back.
struct Connection {
  std::int64_t id = 0;
  Endpoint ends[2];
  Stream streams[2];
  std::int64_t dial = 0;         ///< n-th dial of the pair: names the draws
  bool is_half_open = false;     ///< nothing arrives any more, and nobody is told
  bool is_established = false;
};

/// What holds between two nodes, in one direction.
struct Link {
  std::int64_t extra_latency_ns = 0;
  std::int64_t bytes_per_second = 0;  ///< 0: the hardware's
  std::int64_t fragment_bytes = 0;    ///< 0: the hardware's segments
  bool is_partitioned = false;
  Instant stalled_until;
  Instant busy_until;                 ///< bandwidth is shared by all connections of the link

  bool is_plain() const { return *this == Link{}; }

  friend bool operator==(const Link&, const Link&) = default;
};

using LinkKey = std::pair<NodeId, NodeId>;

}  // namespace fl::sim
