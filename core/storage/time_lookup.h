// Looking up an offset by time: a small course of loads (time index, offset index, batch headers,
// one batch), kept as data by the row that waits.   Source: UnifiedLog.fetchOffsetByTimestamp,
// LogSegment.findOffsetByTimestamp, KIP-734.
#pragma once
#include "core/base/ids.h"
#include "core/storage/located.h"

#include <cstdint>
#include <optional>

namespace fl::storage {

struct TimeLookup {
  enum class State : std::uint8_t {
    found,       ///< `timestamp`, `offset` and `leader_epoch` are set
    not_found,   ///< no record is that young
    needs_load,  ///< `load` is set: load it and hand the Done to Log::resume
    failed,      ///< KAFKA_STORAGE_ERROR
  };
  enum class Stage : std::uint8_t { last_time, time_index, offset_index, headers, batch };

  State state = State::not_found;
  LoadWanted load;

  Timestamp timestamp{-1};
  Offset offset{-1};
  LeaderEpoch leader_epoch{-1};

  // How far the search came.
  Stage stage = Stage::last_time;
  /// The search is for the record with the greatest timestamp, not for the first at or after it.
  bool is_maximal = false;
  Timestamp target{-1};
  /// Base offset of the segment that the load is of.
  Offset segment{-1};
  std::int64_t position = 0;
  std::int64_t batch_bytes = 0;

  bool needs_load() const { return state == State::needs_load; }

  bool is_found() const { return state == State::found; }
};

}  // namespace fl::storage
