// One segment of a log: a `.log` file of whole batches from its base offset on, and its indexes.
// The last segment of a log is the active one; the others are sealed: their indexes lie in files
// and are loaded when somebody looks something up.   Source: LogSegment.
#pragma once
#include "core/base/ids.h"
#include "core/storage/index.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace fl::storage {

struct Segment {
  Offset base_offset;
  /// Set while the `.log` is open.
  std::optional<FileId> file;
  /// Bytes appended or on their way.
  std::int64_t size_bytes = 0;
  /// When the segment was made, or its file's modification time.
  Timestamp created{-1};
  /// Max timestamp of the first batch: what segment.ms counts from. -1: none yet, or not yet read.
  Timestamp first_timestamp{-1};
  /// Greatest timestamp, and the last offset of the batch that has it. -1: none, or not yet read.
  Timestamp max_timestamp{-1};
  Offset max_timestamp_offset{-1};
  std::int64_t bytes_since_index_entry = 0;
  /// False for sealed segments whose indexes are in their files only.
  bool has_indexes = true;
  /// The index files are on disk and equal to what memory has.
  bool indexes_stored = false;
  OffsetIndex offset_index;
  TimeIndex time_index;
  std::vector<AbortedTxn> aborted;

  std::int64_t relative(Offset offset) const { return offset - base_offset; }
};

}  // namespace fl::storage
