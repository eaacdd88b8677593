// Offsets by time: the first segment that is young enough, the place in it that the time index
// names, the first batch from there on that is young enough, the first record in it.
#include "core/base/assert.h"
#include "core/record/reader.h"
#include "core/storage/batch_scan.h"
#include "core/storage/log.h"
#include "core/storage/log_events.h"

#include <algorithm>
#include <utility>

namespace fl::storage {
namespace {

constexpr std::int64_t kHeaderPieceBytes = 64 << 10;
constexpr std::int64_t kIndexLoadBytesMax = 16 << 20;

TimeLookup with_state(TimeLookup lookup, TimeLookup::State state) {
  lookup.state = state;
  return lookup;
}

bool is_last_time_known(const Segment& segment) {
  return segment.max_timestamp.value >= 0 || segment.has_time_index || segment.size_bytes == 0 ||
         segment.time_index_bytes < TimeIndex::kEntryBytes;
}

/// Source: LogSegment.largestTimestamp.
Timestamp largest_timestamp(const Segment& segment) {
  return segment.max_timestamp.value >= 0 ? segment.max_timestamp : segment.created;
}

}  // namespace

TimeLookup Log::find_time(Context& context, Disk& disk, Timestamp target) {
  TimeLookup lookup;
  lookup.target = target;
  return continue_lookup(context, disk, lookup);
}

TimeLookup Log::find_max_timestamp(Context& context, Disk& disk) {
  TimeLookup lookup;
  lookup.is_maximal = true;
  return continue_lookup(context, disk, lookup);
}

/// The segment to search. A segment whose last timestamp is not known yet is named in
/// `lookup.segment` with state needs_load.
std::optional<std::size_t> Log::segment_for(TimeLookup& lookup) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    if (segment.size_bytes == 0) continue;
    if (!is_last_time_known(segment)) {
      lookup.segment = segment.base_offset;
      lookup.state = TimeLookup::State::needs_load;
      return i;
    }
    if (!lookup.is_maximal) {
      if (largest_timestamp(segment) >= lookup.target) return i;
    } else if (!best || segment.max_timestamp > segments_[*best].max_timestamp) {
      best = i;
    }
  }
  if (best) lookup.target = segments_[*best].max_timestamp;
  return best;
}

TimeLookup Log::continue_lookup(Context& context, Disk& disk, TimeLookup lookup) {
  lookup.state = TimeLookup::State::not_found;
  const std::optional<std::size_t> index = segment_for(lookup);
  if (!index || visible_bytes(segments_[*index]) == 0)
    return with_state(lookup, TimeLookup::State::not_found);
  Segment& segment = segments_[*index];
  if (lookup.needs_load()) {
    lookup.stage = TimeLookup::Stage::last_time;
    return want_index(context, disk, lookup, *index);
  }
  lookup.segment = segment.base_offset;
  if (!segment.has_time_index) {
    lookup.stage = TimeLookup::Stage::time_index;
    return want_index(context, disk, lookup, *index);
  }
  if (!segment.has_offset_index) {
    lookup.stage = TimeLookup::Stage::offset_index;
    return want_index(context, disk, lookup, *index);
  }
  // The greatest timestamp's own entry names the batch; others only bound the search from below.
  const auto entry = segment.time_index.lookup(lookup.target);
  Offset from = segment.base_offset + (entry ? entry->relative_offset : 0);
  if (lookup.is_maximal && segment.max_timestamp_offset.value >= 0)
    from = segment.max_timestamp_offset;
  from = std::max(from, start_);
  const auto place = segment.offset_index.lookup(segment.relative(from));
  lookup.position = place ? place->position : 0;
  if (lookup.position >= segment.size_bytes) lookup.position = 0;
  return want_headers(context, disk, lookup, *index);
}

TimeLookup Log::want_index(Context& context, Disk& disk, TimeLookup lookup, std::size_t index) {
  Segment& segment = segments_[index];
  lookup.state = TimeLookup::State::needs_load;
  const bool is_offset_index = lookup.stage == TimeLookup::Stage::offset_index;
  std::optional<FileId>& file =
      is_offset_index ? segment.offset_index_file : segment.time_index_file;
  if (!file) {
    file = disk.next_file();
    disk.open(context, owner(Operation::open), *file,
              path_of(segment.base_offset, is_offset_index ? ".index" : ".timeindex"), true);
  }
  lookup.load = {*file, Position(0), kIndexLoadBytesMax};
  if (lookup.stage == TimeLookup::Stage::last_time) {
    const std::int64_t entries = segment.time_index_bytes / TimeIndex::kEntryBytes;
    lookup.load = {*file, Position((entries - 1) * TimeIndex::kEntryBytes), TimeIndex::kEntryBytes};
  }
  return lookup;
}

TimeLookup Log::want_headers(Context& context, Disk& disk, TimeLookup lookup, std::size_t index) {
  const std::int64_t left = visible_bytes(segments_[index]) - lookup.position;
  if (left <= 0) {
    // Nothing here after all: a later segment may have it.
    if (index + 1 >= segments_.size() || lookup.is_maximal)
      return with_state(lookup, TimeLookup::State::not_found);
    lookup.segment = segments_[index + 1].base_offset;
    lookup.position = 0;
    return want_headers(context, disk, lookup, index + 1);
  }
  lookup.state = TimeLookup::State::needs_load;
  lookup.stage = TimeLookup::Stage::headers;
  lookup.load = {open_log(context, disk, index), Position(lookup.position),
                 std::min(kHeaderPieceBytes, left)};
  return lookup;
}

TimeLookup Log::resume(Context& context, Disk& disk, const TimeLookup& before, const Done& loaded) {
  FL_ASSERT(before.needs_load());
  if (loaded.error != IoError::none) return with_state(before, TimeLookup::State::failed);
  const std::optional<std::size_t> index = segment_of(before.segment);
  if (!index || segments_[*index].base_offset != before.segment)
    return continue_lookup(context, disk, before);
  Segment& segment = segments_[*index];
  switch (before.stage) {
    case TimeLookup::Stage::last_time: {
      const auto entry = TimeIndex(loaded.bytes).last();
      const std::int64_t offsets = segment.relative(end_of(*index));
      if (entry && entry->timestamp.value > 0 && entry->relative_offset >= 0 &&
          entry->relative_offset < offsets) {
        segment.max_timestamp = entry->timestamp;
        segment.max_timestamp_offset = segment.base_offset + entry->relative_offset;
      } else {
        // Without an entry that can be true the file's own time stands for it.
        segment.time_index_bytes = 0;
      }
      return continue_lookup(context, disk, before);
    }
    case TimeLookup::Stage::time_index:
      use_time_index(context, segment, loaded.bytes);
      return continue_lookup(context, disk, before);
    case TimeLookup::Stage::offset_index:
      use_index(context, segment, loaded.bytes);
      return continue_lookup(context, disk, before);
    case TimeLookup::Stage::headers:
      return take_headers(context, disk, before, *index, loaded.bytes);
    case TimeLookup::Stage::batch:
      return take_batch(context, disk, before, *index, loaded.bytes);
  }
  return with_state(before, TimeLookup::State::failed);
}

void Log::use_time_index(Context& context, Segment& segment, const Slice& bytes) {
  if (segment.has_time_index) return;
  const std::optional<std::size_t> index = segment_of(segment.base_offset);
  FL_ASSERT(index.has_value());
  segment.time_index = TimeIndex(Slice::copied(bytes.span()));
  segment.has_time_index = true;
  if (segment.time_index.is_sane(segment.relative(end_of(*index)))) return;
  segment.time_index = TimeIndex();
  context.tell<IndexDistrusted>([&] {
    return Telling<IndexDistrusted>{{.topic = identity_.partition.topic,
                                     .partition = identity_.partition.partition,
                                     .segment = segment.base_offset},
                                    {"time_index_disagrees_with_log", {}}};
  });
}

TimeLookup Log::take_headers(Context& context, Disk& disk, TimeLookup lookup, std::size_t index,
                             const Slice& bytes) {
  BatchScan scan(lookup.position, visible_bytes(segments_[index]), false);
  std::optional<record::BatchHeader> found;
  std::int64_t found_at = 0;
  scan.feed(bytes, [&](const ScannedBatch& batch) {
    const bool is_young = lookup.is_maximal ? batch.header.max_timestamp == lookup.target
                                            : batch.header.max_timestamp >= lookup.target;
    if (!is_young || batch.header.last_offset() < start_) return true;
    found = batch.header;
    found_at = batch.position;
    return false;
  });
  if (found) {
    lookup.stage = TimeLookup::Stage::batch;
    lookup.position = found_at;
    lookup.batch_bytes = found->size_bytes();
    lookup.load = {open_log(context, disk, index), Position(found_at), lookup.batch_bytes};
    return lookup;
  }
  switch (scan.state()) {
    case BatchScan::State::running:
      lookup.position = scan.wanted().position;
      return want_headers(context, disk, lookup, index);
    case BatchScan::State::at_end:
      lookup.position = visible_bytes(segments_[index]);
      return want_headers(context, disk, lookup, index);
    case BatchScan::State::torn:
    case BatchScan::State::corrupt:
    case BatchScan::State::stopped:
      break;
  }
  // An index led to a place that is none: the whole segment is looked through, once.
  if (lookup.position == 0 || segments_[index].offset_index.size() == 0)
    return with_state(lookup, TimeLookup::State::failed);
  distrust_index(context, segments_[index]);
  lookup.position = 0;
  return want_headers(context, disk, lookup, index);
}

TimeLookup Log::take_batch(Context& context, Disk& disk, TimeLookup lookup, std::size_t index,
                           const Slice& bytes) {
  if (static_cast<std::int64_t>(bytes.size()) < lookup.batch_bytes)
    return with_state(lookup, TimeLookup::State::failed);
  const record::OpenResult opened = record::open_batch(bytes);
  if (opened.error != record::ReadError::none) return with_state(lookup, TimeLookup::State::failed);
  record::RecordReader reader(opened.batch);
  while (const auto record = reader.next()) {
    if (record->timestamp < lookup.target || record->offset < start_) continue;
    lookup.state = TimeLookup::State::found;
    lookup.timestamp = record->timestamp;
    lookup.offset = record->offset;
    lookup.leader_epoch = opened.batch.header.leader_epoch;
    return lookup;
  }
  lookup.position += lookup.batch_bytes;
  return want_headers(context, disk, lookup, index);
}

}  // namespace fl::storage
