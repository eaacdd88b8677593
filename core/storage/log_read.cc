// Reading: from an offset to the batch that holds it, and on to ranges of the segment's file. Hot
// readers find recent batches in memory; others go by the sparse index and a load of headers.
// Source: LogSegment.read, LogSegment.translateOffset, LocalLog.read.
#include "core/base/assert.h"
#include "core/storage/log.h"
#include "core/storage/log_events.h"

#include <algorithm>
#include <utility>

namespace fl::storage {
namespace {

constexpr std::int64_t kScanBytes = 64 << 10;
constexpr std::int64_t kIndexLoadBytesMax = 16 << 20;
constexpr std::int32_t kBatchLengthMin =
    static_cast<std::int32_t>(record::kBatchHeaderBytes - record::kLogOverheadBytes);

Located unreachable_place(Located::State state, Offset target) {
  Located located;
  located.state = state;
  located.target = target;
  return located;
}

}  // namespace

void Log::remember(Offset last_offset, std::int64_t position) {
  if (recent_.size() == kRecentBatchesMax) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  recent_.push_back({last_offset, position});
}

std::int64_t Log::visible_bytes(const Segment& segment) const {
  if (segment.base_offset < visible_segment_) return segment.size_bytes;
  if (segment.base_offset == visible_segment_) return visible_position_;
  return 0;
}

/// The exclusive end of the offsets that the segment may hold.
Offset Log::end_of(std::size_t index) const {
  return index + 1 < segments_.size() ? segments_[index + 1].base_offset : end_;
}

std::optional<Located> Log::locate_recent(Offset offset) const {
  const auto at = [this](std::size_t i) -> const RecentBatch& {
    return i < older_.size() ? older_[i] : recent_[i - older_.size()];
  };
  const std::size_t count = older_.size() + recent_.size();
  std::size_t low = 0;
  std::size_t high = count;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (at(middle).last_offset < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == count) return std::nullopt;
  // Before the first remembered batch there may be others that hold the offset.
  const RecentBatch& batch = at(low);
  if (low == 0 && batch.position != 0) return std::nullopt;
  Located located;
  located.state = Located::State::found;
  located.target = offset;
  located.segment = segments_.back().base_offset;
  located.position = Position(batch.position);
  const std::int64_t next = low + 1 < count ? at(low + 1).position : segments_.back().size_bytes;
  located.batch_bytes = next - batch.position;
  located.base_offset = low == 0 ? segments_.back().base_offset : at(low - 1).last_offset + 1;
  return located;
}

Located Log::locate(Context& context, Disk& disk, Offset offset) {
  if (offset < start_ || offset > visible_end_)
    return unreachable_place(Located::State::out_of_range, offset);
  if (offset == visible_end_) {
    Located located;
    located.state = Located::State::found;
    located.target = offset;
    located.base_offset = offset;
    located.segment = visible_segment_;
    located.position = Position(visible_position_);
    return located;
  }
  const std::optional<std::size_t> segment = segment_of(offset);
  if (!segment) return unreachable_place(Located::State::out_of_range, offset);
  if (*segment + 1 == segments_.size())
    if (const auto located = locate_recent(offset)) return *located;
  return locate_in(context, disk, *segment, offset);
}

Located Log::locate_in(Context& context, Disk& disk, std::size_t index, Offset offset) {
  Segment& segment = segments_[index];
  if (!segment.has_offset_index) return load_index(context, disk, index, offset);
  const auto entry = segment.offset_index.lookup(segment.relative(offset));
  return scan_from(context, disk, index, offset, entry ? entry->position : 0);
}

Located Log::load_index(Context& context, Disk& disk, std::size_t index, Offset offset) {
  Segment& segment = segments_[index];
  if (!segment.offset_index_file) {
    segment.offset_index_file = disk.next_file();
    disk.open(context, owner(Operation::open), *segment.offset_index_file,
              path_of(segment.base_offset, ".index"), true);
  }
  Located located;
  located.state = Located::State::needs_load;
  located.stage = Located::Stage::index;
  located.target = offset;
  located.segment = segment.base_offset;
  located.load = {*segment.offset_index_file, Position(0), kIndexLoadBytesMax};
  return located;
}

Located Log::scan_from(Context& context, Disk& disk, std::size_t index, Offset offset,
                       std::int64_t position) {
  while (position >= visible_bytes(segments_[index])) {
    // Compaction may leave a gap at a segment's end: what is asked for then begins the next one.
    if (index + 1 >= segments_.size()) return unreachable_place(Located::State::failed, offset);
    ++index;
    position = 0;
  }
  Located located;
  located.state = Located::State::needs_load;
  located.stage = Located::Stage::scan;
  located.target = offset;
  located.segment = segments_[index].base_offset;
  located.position = Position(position);
  located.load = {open_log(context, disk, index), Position(position),
                  std::min(kScanBytes, visible_bytes(segments_[index]) - position)};
  return located;
}

Located Log::resume(Context& context, Disk& disk, const Located& before, const Done& loaded) {
  FL_ASSERT(before.needs_load());
  if (loaded.error != IoError::none)
    return unreachable_place(Located::State::failed, before.target);
  const std::optional<std::size_t> index = segment_of(before.segment);
  // The segment may have gone meanwhile: the log start moved, or the log was cut.
  if (!index || segments_[*index].base_offset != before.segment || before.target < start_ ||
      before.target >= visible_end_)
    return locate(context, disk, before.target);
  if (before.stage == Located::Stage::scan)
    return scan_loaded(context, disk, *index, before, loaded.bytes);
  use_index(context, segments_[*index], loaded.bytes);
  return locate_in(context, disk, *index, before.target);
}

void Log::use_index(Context& context, Segment& segment, const Slice& bytes) {
  if (segment.has_offset_index) return;
  const std::optional<std::size_t> index = segment_of(segment.base_offset);
  FL_ASSERT(index.has_value());
  segment.offset_index = OffsetIndex(Slice::copied(bytes.span()));
  segment.has_offset_index = true;
  if (segment.offset_index.is_sane(segment.relative(end_of(*index)), segment.size_bytes)) return;
  // Kafka: indexes below the recovery point are believed as they are.
  distrust_index(context, segment);
}

void Log::distrust_index(Context& context, Segment& segment) {
  segment.offset_index = OffsetIndex();
  context.tell<IndexDistrusted>([&] {
    return Telling<IndexDistrusted>{{.topic = identity_.partition.topic,
                                     .partition = identity_.partition.partition,
                                     .segment = segment.base_offset},
                                    {"index_disagrees_with_log", {}}};
  });
}

Located Log::scan_loaded(Context& context, Disk& disk, std::size_t index, const Located& before,
                         const Slice& bytes) {
  const Segment& segment = segments_[index];
  std::int64_t position = before.position.value;
  std::int64_t in_bytes = 0;
  const auto size = static_cast<std::int64_t>(bytes.size());
  while (in_bytes < size) {
    const auto header =
        record::parse_batch_header(bytes.span().subspan(static_cast<std::size_t>(in_bytes)));
    if (!header && in_bytes > 0) break;
    const bool is_batch = header && header->batch_length >= kBatchLengthMin &&
                          header->base_offset >= segment.base_offset &&
                          header->last_offset_delta >= 0 &&
                          position + header->size_bytes() <= segment.size_bytes;
    if (!is_batch) {
      // No batch begins here. If an index led here it is wrong: read from the beginning.
      if (segment.offset_index.size() == 0 || is_batch_start_known(segment, before))
        return unreachable_place(Located::State::failed, before.target);
      distrust_index(context, segments_[index]);
      return scan_from(context, disk, index, before.target, 0);
    }
    if (header->last_offset() >= before.target) {
      Located located;
      located.state = Located::State::found;
      located.target = before.target;
      located.segment = segment.base_offset;
      located.position = Position(position);
      located.batch_bytes = header->size_bytes();
      located.base_offset = header->base_offset;
      return located;
    }
    position += header->size_bytes();
    in_bytes += header->size_bytes();
  }
  if (position == before.position.value)
    return unreachable_place(Located::State::failed, before.target);
  return scan_from(context, disk, index, before.target, position);
}

bool Log::is_batch_start_known(const Segment& segment, const Located& before) const {
  const auto entry = segment.offset_index.lookup(segment.relative(before.target));
  return !entry || entry->position != before.position.value;
}

ReadPlan Log::read(Context& context, Disk& disk, const Located& from, const ReadLimits& limits) {
  FL_ASSERT(from.is_found());
  ReadPlan plan;
  const std::optional<std::size_t> index = segment_of(from.segment);
  if (!index || segments_[*index].base_offset != from.segment) return plan;
  std::int64_t end = visible_bytes(segments_[*index]);
  if (limits.before) {
    FL_ASSERT(limits.before->is_found());
    if (limits.before->segment < from.segment) return plan;
    if (limits.before->segment == from.segment) end = std::min(end, limits.before->position.value);
  }
  std::int64_t size = limits.max_bytes;
  if (limits.is_first_batch_whole) size = std::max(size, from.batch_bytes);
  size = std::min(size, end - from.position.value);
  if (size <= 0) return plan;
  plan.size_bytes = size;
  plan.parts.emplace_back(FileRange{open_log(context, disk, *index), from.position, size});
  return plan;
}

std::int64_t Log::bytes_from(const Located& from) const {
  FL_ASSERT(from.is_found());
  std::int64_t size = 0;
  for (std::size_t i = segments_.size(); i-- > 0;) {
    if (segments_[i].base_offset < from.segment) break;
    size += visible_bytes(segments_[i]);
    if (segments_[i].base_offset == from.segment) size -= from.position.value;
  }
  return std::max<std::int64_t>(size, 0);
}

std::vector<AbortedTxn> Log::aborted_in(Offset from, Offset end) const {
  std::vector<AbortedTxn> found;
  const std::size_t first = segment_of(from).value_or(0);
  for (std::size_t i = first; i < segments_.size(); ++i) {
    for (const AbortedTxn& txn : segments_[i].aborted) {
      if (txn.last_offset >= from && txn.first_offset < end) found.push_back(txn);
      if (txn.last_stable_offset >= end) return found;
    }
  }
  return found;
}

}  // namespace fl::storage
