// The connections of a broker as data: what each has been granted, the bytes that came and are not
// yet a whole request, and the memory budget that large requests draw on. The rules are in
// connections.cc.   Source: Processor, SocketServer, ConnectionQuotas.
#pragma once
#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/broker/request.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fl::broker {

/// What a connection was granted last and not yet given.
enum class Grant : std::uint8_t {
  none,   ///< nothing: a request is in progress, or the broker is not running
  ahead,  ///< up to kReadAheadBytesMax: small requests come several at a time
  size,   ///< the four bytes of the next frame's size: the last request was large
  body,   ///< exactly what is missing of the frame
  queued  ///< nothing yet: the budget is spent, the connection waits for its turn
};

/// Large requests beyond this size may use only one half of the budget, so that those who announce
/// much and send little never keep others from being served.
inline constexpr std::int64_t kLargeRequestBytes = 2 << 20;
/// What is read beyond a request while it is worked on.
inline constexpr std::int64_t kReadAheadBytesMax = 16 << 10;
/// What is read of a connection before its first request: somebody who only announces costs no
/// more.
inline constexpr std::int64_t kFirstReadBytesMax = 1 << 10;
/// Under pressure, who holds budget for so long without having sent its request is closed.
inline constexpr std::int64_t kStallNanosecondsMax = 5 * kNanosecondsPerSecond;
/// The budget where queued.max.request.bytes is -1. Kafka: without limit then.
inline constexpr std::int64_t kBudgetBytesDefault = 256 << 20;

/// Requests of one connection that may be in progress at once, all but the first worked on ahead.
inline constexpr std::size_t kTurnsMax = 8;

/// A request in progress. Answers leave in the order of the requests.
struct Turn {
  enum class Outcome : std::uint8_t { open, answered, skipped, refused };

  std::int64_t row = 0;  ///< where it waits, if it does
  Outcome outcome = Outcome::open;
  Request request;  ///< of what is no longer open but must wait for its turn, and its answer
  Parts answer;
  std::string why;  ///< of a refusal
};

struct Connection {
  ListenerId listener;
  bool for_controllers = false;  ///< of a listener in controller.listener.names
  std::string peer;
  Grant grant = Grant::none;
  /// What is in progress, oldest first; while there is something, the connection is muted.
  std::vector<Turn> turns;
  /// All that is in progress are Produce requests whose records are on their way to the disk, in
  /// order: another one that was already read may follow.
  bool works_ahead = false;
  bool reads_exact = false;  ///< the last request was large: size and body are granted apart
  Slice pending;             ///< read and not yet worked on
  std::int64_t frame_size_bytes = -1;  ///< of the frame being read, -1 before its size is known
  std::int64_t budget_bytes = 0;  ///< held of the budget, for the frame being read or worked on
  Instant granted;
  Instant last_active;
  std::int64_t requests = 0;  ///< begun so far: the number of the newest
  std::string software;       ///< name and version as ApiVersions told

  bool is_busy() const { return !turns.empty(); }

  /// REQUIRES: the request is in progress here.
  Turn& turn_of(const Request& request) {
    const std::int64_t oldest = requests - static_cast<std::int64_t>(turns.size()) + 1;
    FL_ASSERT(request.number >= oldest);
    FL_ASSERT(request.number <= requests);
    return turns[static_cast<std::size_t>(request.number - oldest)];
  }
};

/// The memory for requests larger than the read-ahead.
struct RequestBudget {
  std::int64_t size_bytes = kBudgetBytesDefault;
  std::int64_t held_bytes = 0;
  std::int64_t held_by_large_bytes = 0;
  /// Who waits, by size: who announces little is not kept waiting by those who announce much.
  std::set<std::pair<std::int64_t, ConnId>> waiting;
  bool is_watched = false;  ///< a deadline looks for stalled holders
};

struct Connections {
  SharedMap<ConnId, Connection> open;
  std::map<std::string, std::int32_t> per_address;
  RequestBudget budget;
  /// Connections that can go on: looked at, in this order, at the end of the step.
  std::vector<ConnId> ready;
};

}  // namespace fl::broker
