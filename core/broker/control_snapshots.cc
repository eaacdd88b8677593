#include "core/broker/control_snapshots.h"

#include "core/raft/quorum.h"
#include "core/raft/snapshot_file.h"

#include <utility>
#include <vector>

namespace fl::broker {

namespace {

void reset(SnapshotState& snapshot, Instant now) {
  snapshot.record_bytes = 0;
  snapshot.counted_since = now;
}

bool is_due(const Server& server, Instant now) {
  const SnapshotState& snapshot = server.control.snapshot;
  const config::BrokerConfig& config = server.config;
  if (snapshot.record_bytes >= config.metadata_log_max_record_bytes_between_snapshots) return true;
  const std::int64_t interval_ms = config.metadata_log_max_snapshot_interval_ms;
  return interval_ms != 0 &&
         now - snapshot.counted_since >= interval_ms * kNanosecondsPerMillisecond;
}

void begin_if_due(Server& server, Context& context) {
  SnapshotState& snapshot = server.control.snapshot;
  // One at a time. Inside of a transaction the image is not yet what the log's end says.
  if (!snapshot.is_counting || snapshot.writer || server.image.is_in_transaction()) return;
  if (!is_due(server, context.now)) return;
  reset(snapshot, context.now);
  const bool has_begun = server.control.quorum.begin_snapshot(
      context, server.disk, {.end = server.image.end, .epoch = snapshot.epoch}, snapshot.timestamp);
  if (has_begun) snapshot.writer.emplace(server.image);
}

}  // namespace

void note_applied(Server& server, Context& context, const raft::CommittedBatch& batch) {
  SnapshotState& snapshot = server.control.snapshot;
  snapshot.epoch = batch.epoch;
  snapshot.timestamp = batch.timestamp;
  snapshot.record_bytes += batch.size_bytes;
  begin_if_due(server, context);
}

void note_restored(Server& server, Context& context, const raft::CommittedSnapshot& restored) {
  SnapshotState& snapshot = server.control.snapshot;
  snapshot.epoch = restored.id.epoch;
  snapshot.timestamp = restored.head.last_contained_timestamp;
  reset(snapshot, context.now);
}

void begin_counting(Server& server, Context& context) {
  SnapshotState& snapshot = server.control.snapshot;
  if (std::exchange(snapshot.is_counting, true)) return;
  reset(snapshot, context.now);
}

void write_snapshot(Server& server, Context& context) {
  SnapshotState& snapshot = server.control.snapshot;
  if (!snapshot.writer) return;
  raft::Quorum& quorum = server.control.quorum;
  if (!quorum.is_writing_snapshot()) {
    // The disk refused it: the next one is due in its time.
    snapshot.writer.reset();
    return;
  }
  if (!quorum.wants_snapshot_values()) return;
  const std::vector<ByteVector> values = snapshot.writer->next(raft::kSnapshotBatchBytesMax);
  quorum.add_snapshot_values(context, server.disk, values);
  if (values.empty()) snapshot.writer.reset();
}

}  // namespace fl::broker
