// A Fetch that is being answered: it may wait for cold parts of an index or segment to be read, for
// min_bytes, or for its deadline.
#pragma once
#include "core/base/ids.h"
#include "core/broker/fetch_session.h"
#include "core/broker/partition.h"
#include "core/broker/request.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <map>
#include <vector>

namespace fl::broker {

/// How a Fetch relates to a session.
enum class SessionUse : std::uint8_t {
  none,         ///< sessionless
  full,         ///< everything is named; a session was made for what follows
  incremental,  ///< only partitions with news are answered
};

struct FetchRow {
  Request request;
  std::int32_t session_id = 0;
  SessionUse session_use = SessionUse::none;
  std::int32_t max_bytes = 0;
  std::int32_t min_bytes = 0;
  std::int8_t isolation_level = 0;
  BrokerId replica;
  Instant deadline;

  /// All partitions to look at, in order.
  struct Wanted {
    FetchKey key;
    FetchPosition position;
    LogKey log_key = 0;  ///< 0: not found, `error` says why
    wire::ErrorCode error = wire::ErrorCode::none;
  };

  std::vector<Wanted> wanted;
  bool is_due = false;      ///< its deadline is over: answer with what there is
  bool is_loading = false;  ///< it waits for a Load, whatever else happens
};

}  // namespace fl::broker
