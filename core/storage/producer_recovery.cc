// The part of a load that finds out what producers a log knows: the newest good snapshot, then the
// batches behind it.   Source: UnifiedLog.rebuildProducerState,
// ProducerStateManager.truncateAndReload.
#include "core/base/assert.h"
#include "core/storage/loader_state.h"
#include "core/storage/small_files.h"

#include <algorithm>

namespace fl::storage {

void LogLoader::State::ensure_producers(Context& context, Disk& disk, Offset goal_offset,
                                        Goal why) {
  producers_goal = goal_offset;
  goal = why;
  std::vector<Offset> kept;
  for (const Offset snapshot : snapshots) {
    if (snapshot > log_start && snapshot <= goal_offset) {
      kept.push_back(snapshot);
    } else {
      disk.remove(context, side_owner(true), path_of(segment_file_name(snapshot, ".snapshot")));
      if (written_snapshot == snapshot) written_snapshot.reset();
    }
  }
  snapshots = std::move(kept);
  try_snapshot(context, disk);
}

void LogLoader::State::try_snapshot(Context& context, Disk& disk) {
  producers.clear();
  producers_end = log_start;
  if (snapshots.empty()) {
    begin_replay();
    return;
  }
  if (written_snapshot == snapshots.back()) {
    take_snapshot(context, disk, written_bytes);
    return;
  }
  step = Step::snapshot;
  ask_file(context, disk, segment_file_name(snapshots.back(), ".snapshot"));
}

void LogLoader::State::take_snapshot(Context& context, Disk& disk, const Slice& bytes) {
  FL_ASSERT(!snapshots.empty());
  auto parsed =
      parse_producer_snapshot(bytes, context.wall, request.config.producer_id_expiration_ms);
  if (!parsed) {
    const std::string name = segment_file_name(snapshots.back(), ".snapshot");
    report.warnings.push_back("Failed to load producer snapshot from " + name);
    disk.remove(context, side_owner(true), path_of(name));
    snapshots.pop_back();
    try_snapshot(context, disk);
    return;
  }
  producers = std::move(*parsed);
  producers_end = snapshots.back();
  begin_replay();
}

void LogLoader::State::begin_replay() {
  // Kafka: after a clean stop without any snapshot nothing is known, and nothing is read for it.
  if (goal == Goal::end_of_log && request.is_clean && !had_snapshots && snapshots.empty())
    producers_end = producers_goal;
  replay_at = 0;
  scan = BatchScan(0, 0, false);
  step = Step::replay;
}

bool LogLoader::State::replay_next_segment() {
  for (; replay_at < segments.size(); ++replay_at) {
    const Segment& segment = segments[replay_at];
    if (segment.base_offset >= producers_goal || producers_end >= producers_goal) return false;
    const bool is_last = replay_at + 1 == segments.size();
    if (!is_last && segments[replay_at + 1].base_offset <= producers_end) continue;
    at = replay_at;
    scan = BatchScan(0, segment.size_bytes, false);
    ++replay_at;
    return true;
  }
  return false;
}

bool LogLoader::State::replay_batch(const ScannedBatch& batch) {
  if (batch.header.base_offset >= producers_goal) return false;
  if (batch.header.last_offset() < producers_end) return true;
  std::vector<AbortedTxn> known_already;
  note_producer(producers, batch.header, batch.body, known_already, batch.header.next_offset());
  return true;
}

void LogLoader::State::producers_ready(Context& context, Disk& disk) {
  producers_end = producers_goal;
  write_snapshot(context, disk, producers_goal);
  if (goal == Goal::recover_segment) {
    at = static_cast<std::size_t>(std::find(needs_recovery.begin(), needs_recovery.end(), true) -
                                  needs_recovery.begin());
    FL_ASSERT(at < segments.size());
    begin_recovery();
    return;
  }
  // What was read but is sealed is closed; the active segment stays open.
  for (std::size_t i = 0; i + 1 < segments.size(); ++i)
    close_log(context, i);
  if (segments.empty() || segments.back().size_bytes == 0 ||
      segments.back().first_timestamp.value >= 0) {
    step = Step::settle;
    return;
  }
  at = segments.size() - 1;
  step = Step::first_header;
  ask_load(context, disk, open_log(context, disk, at), 0,
           static_cast<std::int64_t>(record::kBatchHeaderBytes));
}

/// Writes what is known up to `at` unless there is such a snapshot.
void LogLoader::State::write_snapshot(Context& context, Disk& disk, Offset offset) {
  if (offset <= log_start) return;
  if (!snapshots.empty() && snapshots.back() >= offset) return;
  written_snapshot = offset;
  written_bytes = Slice(format_producer_snapshot(producers));
  disk.replace(context, side_owner(false), path_of(segment_file_name(offset, ".snapshot")),
               written_bytes);
  snapshots.push_back(offset);
}

}  // namespace fl::storage
