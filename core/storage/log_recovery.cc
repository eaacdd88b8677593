// The part of a load that reads segments: recovery of those that may be damaged, and finding the
// end of the active one after a clean stop.   Source: LogSegment.recover, LogLoader.recoverLog.
#include "core/base/assert.h"
#include "core/storage/loader_state.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fl::storage {
namespace {

constexpr std::int64_t kIndexLoadBytesMax = 16 << 20;
constexpr std::size_t kRecentMax = 256;

}  // namespace

void LogLoader::State::begin_next_segment(Context& context, Disk& disk) {
  const auto next = std::find(needs_recovery.begin(), needs_recovery.end(), true);
  if (next != needs_recovery.end()) {
    at = static_cast<std::size_t>(next - needs_recovery.begin());
    if (is_index_only) {
      begin_recovery();
      return;
    }
    ensure_producers(context, disk, segments[at].base_offset, Goal::recover_segment);
    return;
  }
  if (segments.empty()) {
    end = log_start;
    is_end_known = true;
  }
  if (!is_end_known) {
    begin_end(context, disk);
    return;
  }
  if (end < log_start) {
    restart_empty(context, disk);
    step = Step::settle;
    return;
  }
  ensure_producers(context, disk, end, Goal::end_of_log);
}

// ---- Recovery of one segment
// ---------------------------------------------------------------------

void LogLoader::State::begin_recovery() {
  Segment& segment = segments[at];
  building =
      Segment{.base_offset = segment.base_offset, .file = segment.file, .created = segment.created};
  next_offset = segment.base_offset;
  verdict = Verdict::fine;
  recent.clear();
  ++report.segments_recovered;
  scan = BatchScan(0, segment.size_bytes, true);
  step = Step::recover;
}

/// Rebuilds what follows from one verified batch. False: the batch cannot stay where it is.
bool LogLoader::State::recover_batch(const ScannedBatch& batch) {
  const record::BatchHeader& header = batch.header;
  const std::int64_t relative = building.relative(header.last_offset());
  if (relative < 0 || relative > INT32_MAX) {
    verdict = relative < 0 ? Verdict::before_segment : Verdict::overflow;
    return false;
  }
  const std::size_t entries = building.offset_index.size();
  if (building.bytes_since_index_entry > request.config.index_interval_bytes && entries > 0 &&
      relative <= building.offset_index[entries - 1].relative_offset) {
    // Kafka: only the index notices an offset that goes back, and then the whole segment goes.
    verdict = Verdict::goes_back;
    return false;
  }
  index_batch(building, header, batch.position,
              {request.config.index_interval_bytes, request.config.segment_index_bytes});
  building.size_bytes = batch.position + header.size_bytes();
  if (header.leader_epoch.value >= 0 &&
      (!epochs.latest() || header.leader_epoch > *epochs.latest()))
    epochs.assign(header.leader_epoch, header.base_offset);
  next_offset = header.next_offset();
  if (!is_index_only) note_producer(producers, header, batch.body, building.aborted, next_offset);
  if (recent.size() >= 2 * kRecentMax)
    recent.erase(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(kRecentMax));
  recent.emplace_back(header.last_offset(), batch.position);
  return true;
}

void LogLoader::State::end_recovery(Context& context, Disk& disk) {
  Segment& segment = segments[at];
  if (verdict == Verdict::before_segment) {
    fail(IoError::io, "a batch lies before the base offset of its segment in " +
                          path_of(segment_file_name(segment.base_offset, ".log")));
    return;
  }
  if (verdict == Verdict::overflow) {
    begin_split(context, disk);
    return;
  }
  std::int64_t valid_end = scan.valid_end();
  if (verdict == Verdict::goes_back) {
    valid_end = 0;
    building = Segment{
        .base_offset = segment.base_offset, .file = segment.file, .created = segment.created};
    next_offset = segment.base_offset;
    recent.clear();
    report.warnings.push_back("Found invalid offset during recovery of segment " +
                              std::to_string(segment.base_offset.value));
  }
  const std::int64_t cut = segment.size_bytes - valid_end;
  if (cut == 0) {
    after_recovery(context, disk);
    return;
  }
  report.bytes_cut += cut;
  report.warnings.push_back("Corruption found in segment " +
                            std::to_string(segment.base_offset.value) + ", truncating to offset " +
                            std::to_string(next_offset.value));
  drop_segments_after(context, disk, at);
  step = Step::cut;
  const FileId file = open_log(context, disk, at);
  disk.truncate(context, main_owner(), file, valid_end, false);
}

void LogLoader::State::after_recovery(Context& context, Disk& disk) {
  finish_time_index(building);
  // What the file said is replaced by what the log says, at once or when the log is closed.
  if (has_txn_index[at] && !is_index_only)
    disk.remove(context, side_owner(true),
                path_of(segment_file_name(building.base_offset, ".txnindex")));
  building.file = segments[at].file;
  building.is_stored = false;
  segments[at] = std::move(building);
  building = Segment{};
  needs_recovery[at] = false;
  if (!is_index_only) write_snapshot(context, disk, next_offset);
  is_index_only = false;
  if (at + 1 < segments.size()) {
    store_segment(context, disk, segments[at]);
    close_log(context, at);
    recent.clear();
  } else {
    end = next_offset;
    is_end_known = true;
  }
  step = Step::next_segment;
}

void LogLoader::State::store_segment(Context& context, Disk& disk, Segment& segment) {
  const Offset base = segment.base_offset;
  disk.replace(context, side_owner(false), path_of(segment_file_name(base, ".index")),
               Slice(segment.offset_index.to_bytes()));
  disk.replace(context, side_owner(false), path_of(segment_file_name(base, ".timeindex")),
               Slice(segment.time_index.to_bytes()));
  if (!segment.aborted.empty())
    disk.replace(context, side_owner(false), path_of(segment_file_name(base, ".txnindex")),
                 Slice(format_aborted_txns(segment.aborted)));
  segment.is_stored = true;
}

void LogLoader::State::drop_segments_after(Context& context, Disk& disk, std::size_t index) {
  constexpr std::array<std::string_view, 3> kSuffixes{".log", ".index", ".timeindex"};
  for (std::size_t i = index + 1; i < segments.size(); ++i) {
    close_log(context, i);
    const Offset base = segments[i].base_offset;
    for (const std::string_view suffix : kSuffixes)
      disk.remove(context, side_owner(true), path_of(segment_file_name(base, suffix)));
    if (has_txn_index[i])
      disk.remove(context, side_owner(true), path_of(segment_file_name(base, ".txnindex")));
    report.bytes_cut += segments[i].size_bytes;
    ++report.segments_removed;
  }
  segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(index) + 1, segments.end());
  needs_recovery.resize(segments.size());
  has_indexes.resize(segments.size());
  has_txn_index.resize(segments.size());
}

// ---- A batch whose offset does not fit behind the segment's base
// ---------------------------------

void LogLoader::State::begin_split(Context& context, Disk& disk) {
  // The tail becomes a segment of its own. Kafka: splitOverflowedSegment.
  const std::int64_t from = scan.valid_end();
  Segment& segment = segments[at];
  if (from == 0) {
    fail(IoError::io, "the first batch of " +
                          path_of(segment_file_name(segment.base_offset, ".log")) +
                          " does not belong to it");
    return;
  }
  step = Step::split_header;
  const FileId old_file = open_log(context, disk, at);
  // The batch that did not fit was looked at, so its header is at hand: read it once more.
  disk.load(context, main_owner(), old_file, Position(from),
            static_cast<std::int64_t>(record::kBatchHeaderBytes));
  split_from = from;
}

void LogLoader::State::take_split_header(Context& context, Disk& disk, const Slice& bytes) {
  const auto header = record::parse_batch_header(bytes);
  if (!header || header->base_offset <= segments[at].base_offset) {
    fail(IoError::io, "a segment cannot be split in " + request.identity.directory);
    return;
  }
  const FileId old_file = open_log(context, disk, at);
  const std::int64_t size = segments[at].size_bytes - split_from;
  // The tail goes where its offsets belong, which may be behind other segments.
  const auto behind = std::find_if(segments.begin(), segments.end(), [&](const Segment& segment) {
    return segment.base_offset >= header->base_offset;
  });
  if (behind != segments.end() && behind->base_offset == header->base_offset) {
    fail(IoError::io, "two segments would begin at one offset in " + request.identity.directory);
    return;
  }
  const auto place = behind - segments.begin();
  const auto index = static_cast<std::size_t>(place);
  segments.insert(behind,
                  Segment{.base_offset = header->base_offset, .created = segments[at].created});
  needs_recovery.insert(needs_recovery.begin() + place, true);
  has_indexes.insert(has_indexes.begin() + place, false);
  has_txn_index.insert(has_txn_index.begin() + place, false);
  const FileId new_file = open_log(context, disk, index);
  // An earlier start may have stopped behind the copy.
  disk.truncate(context, side_owner(false), new_file, 0, false);
  segments[index].size_bytes = size;
  step = Step::split_copy;
  disk.append(context, main_owner(), new_file, {FileRange{old_file, Position(split_from), size}});
}

void LogLoader::State::after_split(Context& context, Disk& disk) {
  Segment& segment = segments[at];
  segment.size_bytes = split_from;
  disk.truncate(context, side_owner(false), open_log(context, disk, at), split_from, false);
  after_recovery(context, disk);
}

// ---- The end of the active segment after a clean stop
// --------------------------------------------

void LogLoader::State::begin_end(Context& context, Disk& disk) {
  at = segments.size() - 1;
  if (!has_indexes[at]) {
    recover_active();
    return;
  }
  step = Step::end_index;
  small_file = disk.next_file();
  disk.open(context, side_owner(false), *small_file,
            path_of(segment_file_name(segments[at].base_offset, ".index")), false);
  ask_load(context, disk, *small_file, 0, kIndexLoadBytesMax);
}

void LogLoader::State::take_end_index(Context& context, Disk& disk, const Done& done) {
  Segment& segment = segments[at];
  segment.offset_index = OffsetIndex(done.bytes);
  segment.has_offset_index = true;
  if (!segment.offset_index.is_sane(std::int64_t{INT32_MAX} + 1, segment.size_bytes)) {
    recover_active();
    return;
  }
  step = Step::end_time_index;
  small_file = disk.next_file();
  disk.open(context, side_owner(false), *small_file,
            path_of(segment_file_name(segment.base_offset, ".timeindex")), false);
  ask_load(context, disk, *small_file, 0, kIndexLoadBytesMax);
}

void LogLoader::State::take_end_time_index(const Done& done) {
  Segment& segment = segments[at];
  segment.time_index = TimeIndex(done.bytes);
  segment.has_time_index = true;
  if (!segment.time_index.is_sane(std::int64_t{INT32_MAX} + 1)) {
    recover_active();
    return;
  }
  if (const auto last = segment.time_index.last()) {
    segment.max_timestamp = last->timestamp;
    segment.max_timestamp_offset = segment.base_offset + last->relative_offset;
  }
  walk_from.reset();
  const std::size_t entries = segment.offset_index.size();
  if (entries > 0) walk_from = segment.offset_index[entries - 1];
  const std::int64_t from = walk_from ? walk_from->position : 0;
  segment.bytes_since_index_entry = segment.size_bytes - from;
  next_offset = segment.base_offset;
  verdict = Verdict::fine;
  recent.clear();
  scan = BatchScan(from, segment.size_bytes, false);
  step = Step::end_walk;
}

bool LogLoader::State::walk_batch(const ScannedBatch& batch) {
  Segment& segment = segments[at];
  const record::BatchHeader& header = batch.header;
  const std::int64_t relative = segment.relative(header.last_offset());
  const bool is_indexed = walk_from && batch.position == walk_from->position;
  if (header.base_offset < next_offset || relative > INT32_MAX ||
      (is_indexed && relative != walk_from->relative_offset)) {
    verdict = Verdict::goes_back;
    return false;
  }
  next_offset = header.next_offset();
  if (batch.position == 0) segment.first_timestamp = header.max_timestamp;
  if (header.max_timestamp > segment.max_timestamp) {
    segment.max_timestamp = header.max_timestamp;
    segment.max_timestamp_offset = header.last_offset();
  }
  if (recent.size() >= 2 * kRecentMax)
    recent.erase(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(kRecentMax));
  recent.emplace_back(header.last_offset(), batch.position);
  return true;
}

void LogLoader::State::end_walk_done() {
  if (scan.state() != BatchScan::State::at_end) {
    // Kafka: a bad index or a cut file is believed after a clean stop. Ours reads the segment.
    recover_active();
    return;
  }
  end = next_offset;
  is_end_known = true;
  step = Step::next_segment;
}

void LogLoader::State::recover_active() {
  report.warnings.push_back("The indexes of segment " +
                            std::to_string(segments.back().base_offset.value) +
                            " do not fit its log, recovering it.");
  needs_recovery[segments.size() - 1] = true;
  is_index_only = true;
  step = Step::next_segment;
}

}  // namespace fl::storage
