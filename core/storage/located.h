// Where a batch lies, or what must be loaded first to know. A lookup is data: the row that waits
// for the load keeps it.
#pragma once
#include "core/base/ids.h"

#include <cstdint>

namespace fl::storage {

/// Bytes that a lookup needs: the row loads them (Disk::load) and hands the Done to Log::resume.
struct LoadWanted {
  FileId file;
  Position position;
  std::int64_t size_bytes = 0;
};

struct Located {
  enum class State : std::uint8_t {
    found,         ///< `segment`, `position`, `batch_bytes` are set
    needs_load,    ///< `load` is set
    out_of_range,  ///< below the log start or above the visible end
    failed,        ///< the disk did not answer, or its bytes are no log: KAFKA_STORAGE_ERROR
  };
  /// What a needs_load loads: the offset index of the segment, or batch headers of its log.
  enum class Stage : std::uint8_t { index, scan };

  State state = State::out_of_range;
  Stage stage = Stage::scan;
  Offset target;
  Offset segment;  ///< base offset of the segment
  /// Where the batch begins; at the visible end: where the next one will.
  Position position;
  /// The size of the whole batch; 0 at the visible end.
  std::int64_t batch_bytes = 0;
  /// The first offset that the batch can hold, where it is known from its header; else `target`.
  Offset base_offset;
  LoadWanted load;

  bool is_found() const { return state == State::found; }

  bool needs_load() const { return state == State::needs_load; }
};

}  // namespace fl::storage
