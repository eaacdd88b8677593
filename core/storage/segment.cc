#include "core/storage/segment.h"

#include "core/base/assert.h"

namespace fl::storage {

std::size_t IndexLimits::offset_entries_max() const {
  return static_cast<std::size_t>(index_bytes_max / OffsetIndex::kEntryBytes);
}

std::size_t IndexLimits::time_entries_max() const {
  return static_cast<std::size_t>(index_bytes_max / TimeIndex::kEntryBytes);
}

void index_batch(Segment& segment, const record::BatchHeader& header, std::int64_t position,
                 const IndexLimits& limits) {
  if (header.max_timestamp > segment.max_timestamp) {
    segment.max_timestamp = header.max_timestamp;
    segment.max_timestamp_offset = header.last_offset();
  }
  if (position == 0) segment.first_timestamp = header.max_timestamp;
  const std::int64_t relative = segment.relative(header.last_offset());
  const bool has_place = relative >= 0 && relative <= INT32_MAX && position <= INT32_MAX;
  if (has_place && segment.bytes_since_index_entry > limits.interval_bytes) {
    if (segment.offset_index.size() < limits.offset_entries_max())
      segment.offset_index.add(
          {static_cast<std::int32_t>(relative), static_cast<std::int32_t>(position)});
    // One slot stays free for the entry of the roll.
    if (segment.time_index.size() + 1 < limits.time_entries_max()) finish_time_index(segment);
    segment.bytes_since_index_entry = 0;
  }
  segment.bytes_since_index_entry += header.size_bytes();
}

void finish_time_index(Segment& segment) {
  if (segment.max_timestamp.value < 0) return;
  const auto last = segment.time_index.last();
  if (last && segment.max_timestamp <= last->timestamp) return;
  const std::int64_t relative = segment.relative(segment.max_timestamp_offset);
  if (relative < 0 || relative > INT32_MAX) return;
  segment.time_index.add({segment.max_timestamp, static_cast<std::int32_t>(relative)});
}

ByteVector format_aborted_txns(const std::vector<AbortedTxn>& aborted) {
  ByteVector bytes;
  for (const AbortedTxn& txn : aborted)
    format_aborted_txn(txn, bytes);
  return bytes;
}

}  // namespace fl::storage
