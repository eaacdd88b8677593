// Rolling: when the active segment is sealed and a new one begins, and what is written then.
// Source: LogSegment.shouldRoll, UnifiedLog.roll.
#include "core/base/assert.h"
#include "core/storage/log.h"
#include "core/storage/log_events.h"

#include <algorithm>
#include <utility>

namespace fl::storage {
namespace {

constexpr std::int64_t kRelativeOffsetMax = INT32_MAX;
constexpr std::size_t kSealedIndexesMax = 4;

}  // namespace

std::optional<Decision> Log::roll_reason(const Context& context, Offset last_offset,
                                         Timestamp max_timestamp, std::int64_t size) const {
  const Segment& segment = segments_.back();
  const std::int64_t reach = segment.relative(last_offset);
  if (reach > kRelativeOffsetMax)
    return Decision{"relative_offset_overflow", {{"relative_offset", reach}}};
  if (segment.size_bytes == 0) return std::nullopt;
  if (segment.size_bytes > config_.segment_bytes - size)
    return Decision{"segment_full",
                    {{"segment_bytes", segment.size_bytes},
                     {"append_bytes", size},
                     {"segment_bytes_max", config_.segment_bytes, "segment.bytes"}}};
  const std::int64_t waited_ms = segment.first_timestamp.value >= 0
                                     ? max_timestamp - segment.first_timestamp
                                     : context.wall - segment.created;
  if (waited_ms > config_.segment_ms - jitter_ms_)
    return Decision{"segment_too_old",
                    {{"waited_ms", waited_ms},
                     {"segment_ms", config_.segment_ms, "segment.ms"},
                     {"jitter_ms", jitter_ms_, "segment.jitter.ms"}}};
  const IndexLimits limits = index_limits();
  if (segment.offset_index.size() >= limits.offset_entries_max() ||
      segment.time_index.size() + 1 >= limits.time_entries_max())
    return Decision{"index_full",
                    {{"offset_entries", static_cast<std::int64_t>(segment.offset_index.size())},
                     {"time_entries", static_cast<std::int64_t>(segment.time_index.size())},
                     {"index_bytes", config_.segment_index_bytes, "segment.index.bytes"}}};
  return std::nullopt;
}

void Log::roll_if_due(Context& context, Disk& disk, std::span<const record::BatchHeader> headers,
                      std::int64_t size) {
  Timestamp max_timestamp = kNoTimestamp;
  for (const record::BatchHeader& header : headers)
    max_timestamp = std::max(max_timestamp, header.max_timestamp);
  const auto reason = roll_reason(context, headers.back().last_offset(), max_timestamp, size);
  if (!reason) return;
  const Offset base = std::max(end_, headers.front().base_offset);
  context.tell<SegmentRolled>([&] {
    return Telling<SegmentRolled>{{.topic = identity_.partition.topic,
                                   .partition = identity_.partition.partition,
                                   .sealed = active().base_offset,
                                   .base_offset = base,
                                   .sealed_bytes = active().size_bytes},
                                  *reason};
  });
  roll(context, disk, base);
}

void Log::roll(Context& context, Disk& disk, Offset base) {
  FL_ASSERT(base > active().base_offset);
  Segment& sealed = active();
  finish_time_index(sealed);
  store_snapshot(context, disk, base);
  store_indexes(context, disk, sealed);
  request_sync(context, disk);
  segments_.push_back({.base_offset = base, .created = context.wall});
  recent_.clear();
  older_.clear();
  const std::int64_t jitter_max_ms = std::min(config_.segment_jitter_ms, config_.segment_ms);
  jitter_ms_ = 0;
  if (jitter_max_ms > 0)
    jitter_ms_ = static_cast<std::int64_t>(context.draw.below(
        static_cast<std::uint64_t>(jitter_max_ms), "segment.jitter",
        {Draw::hashed(identity_.partition.topic),
         static_cast<std::uint64_t>(identity_.partition.partition.value),
         static_cast<std::uint64_t>(context.self.value), static_cast<std::uint64_t>(base.value)}));
  open_log(context, disk, segments_.size() - 1);
}

void Log::store_indexes(Context& context, Disk& disk, Segment& segment) {
  FL_ASSERT(segment.has_offset_index);
  FL_ASSERT(segment.has_time_index);
  const std::int64_t base = segment.base_offset.value;
  segment.stores_pending = 2;
  disk.replace(context, owner(Operation::seal, base), path_of(segment.base_offset, ".index"),
               Slice(segment.offset_index.to_bytes()));
  disk.replace(context, owner(Operation::seal, base), path_of(segment.base_offset, ".timeindex"),
               Slice(segment.time_index.to_bytes()));
  if (segment.aborted.empty()) return;
  ++segment.stores_pending;
  disk.replace(context, owner(Operation::seal, base), path_of(segment.base_offset, ".txnindex"),
               Slice(format_aborted_txns(segment.aborted)));
}

void Log::on_sealed(std::uint64_t tag) {
  const auto found = std::find_if(segments_.begin(), segments_.end(), [tag](const Segment& s) {
    return static_cast<std::uint64_t>(s.base_offset.value) << kOperationBits >> kOperationBits ==
           tag;
  });
  if (found == segments_.end() || found->stores_pending == 0) return;
  if (--found->stores_pending > 0) return;
  found->is_stored = true;
  forget_indexes();
}

void Log::forget_indexes() {
  // The newest few stay in memory; the others are read again when somebody looks into them.
  std::size_t kept = 0;
  for (std::size_t i = segments_.size() - 1; i-- > 0;) {
    Segment& segment = segments_[i];
    if (!segment.is_stored) continue;
    if (!segment.has_offset_index && !segment.has_time_index) continue;
    if (++kept <= kSealedIndexesMax) continue;
    segment.time_index_bytes =
        static_cast<std::int64_t>(segment.time_index.size()) * TimeIndex::kEntryBytes;
    segment.offset_index = OffsetIndex();
    segment.time_index = TimeIndex();
    segment.has_offset_index = false;
    segment.has_time_index = false;
  }
}

void Log::store_snapshot(Context& context, Disk& disk, Offset at) {
  disk.replace(context, owner(Operation::store), path_of(at, ".snapshot"),
               Slice(format_producer_snapshot(producers_)));
  if (snapshots_.empty() || snapshots_.back() < at) snapshots_.push_back(at);
}

}  // namespace fl::storage
