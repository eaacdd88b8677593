// One segment of a log: a `.log` file of whole batches from its base offset on, and its indexes.
// The last segment of a log is the active one; the others are sealed: their indexes lie in files
// and are loaded when somebody looks something up.   Source: LogSegment.
#pragma once
#include "core/base/ids.h"
#include "core/record/batch.h"
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
  /// False while the index is in its file only (a sealed segment that nobody looked into).
  bool has_offset_index = true;
  bool has_time_index = true;
  /// Size of the `.timeindex` file while it is not in memory.
  std::int64_t time_index_bytes = 0;
  /// Writes of the index files that are not Done.
  std::uint8_t stores_pending = 0;
  /// The index files are on disk and equal to what memory has.
  bool is_stored = false;
  /// Set while the `.index` (`.timeindex`) is open for a lookup.
  std::optional<FileId> offset_index_file;
  std::optional<FileId> time_index_file;
  OffsetIndex offset_index;
  TimeIndex time_index;
  std::vector<AbortedTxn> aborted;

  std::int64_t relative(Offset offset) const { return offset - base_offset; }
};

/// Which entries the indexes get: index.interval.bytes and segment.index.bytes.
struct IndexLimits {
  std::int64_t interval_bytes = 0;
  std::int64_t index_bytes_max = 0;

  std::size_t offset_entries_max() const;
  std::size_t time_entries_max() const;
};

/// Notes a batch that begins at `position`: the greatest timestamp, and an index entry if more than
/// the interval was appended since the last one. The batch's own bytes count afterwards.
/// Source: LogSegment.append.
void index_batch(Segment& segment, const record::BatchHeader& header, std::int64_t position,
                 const IndexLimits& limits);

/// Adds the greatest timestamp to the time index if it is not there: done when a segment is sealed
/// or the log is closed. One slot is kept free for it.
void finish_time_index(Segment& segment);

/// The bytes of a `.txnindex`.
ByteVector format_aborted_txns(const std::vector<AbortedTxn>& aborted);

}  // namespace fl::storage
