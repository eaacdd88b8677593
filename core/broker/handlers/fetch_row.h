// A Fetch that is being answered: it may wait for cold parts of an index or segment to be read, for
// min_bytes, or for its deadline.
#pragma once
#include "core/base/ids.h"
#include "core/broker/fetch_session.h"
#include "core/broker/partition.h"
#include "core/broker/request.h"
#include "core/storage/leader_epochs.h"
#include "core/storage/located.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl::broker {

/// One partition that a Fetch asks for.
struct FetchWanted {
  FetchKey key;
  FetchPosition position;
  LogKey log_key = 0;  ///< 0: it is not here, `early_error` says why
  wire::ErrorCode early_error = wire::ErrorCode::none;

  bool is_noted = false;  ///< the follower's progress was taken from it
  // ---- Found out anew whenever the row is looked at.
  wire::ErrorCode error = wire::ErrorCode::none;
  std::optional<storage::EpochEnd> diverging;
  std::optional<BrokerId> preferred;  ///< a consumer had better read there (KIP-392)
  storage::Located located;
  /// Where what this reader may not see begins, if that is in the same segment.
  std::optional<storage::Located> bound;
};

struct FetchRow {
  Request request;
  std::int32_t session_id = 0;
  SessionUse session_use = SessionUse::none;
  std::int32_t max_bytes = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_wait_ms = 0;
  bool is_read_committed = false;
  bool is_for_leader = true;  ///< false: a follower may answer too
  std::string rack;           ///< client.rack of a consumer that may be sent elsewhere; else ""
  BrokerId replica{-1};
  BrokerEpoch replica_epoch{-1};
  Instant deadline;
  std::vector<FetchWanted> wanted;
  std::int32_t loads = 0;  ///< that it waits for, whatever else happens
  bool is_stale = false;   ///< a partition changed while it waited for a load
  bool is_parked = false;  ///< its partitions know of it, its deadline is armed
  bool is_due = false;     ///< its deadline is over: it is answered with what there is
};

}  // namespace fl::broker
