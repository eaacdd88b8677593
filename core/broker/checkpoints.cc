#include "core/broker/checkpoints.h"

#include "core/broker/server.h"
#include "core/storage/small_files.h"

#include <string_view>
#include <utility>

namespace fl::broker {

namespace {

/// Writes the checkpoint if it changed.
bool write(Server& server, Context& context, std::string_view name,
           const storage::OffsetCheckpoint& entries, std::string& written) {
  std::string text = storage::format_offset_checkpoint(entries);
  if (text == written) return false;
  written = text;
  server.disk.replace(context, {.kind = OwnerKind::shutdown},
                      server.startup.directory + "/" + std::string(name), Slice(std::move(text)));
  return true;
}

template <class Of>
storage::OffsetCheckpoint collected(const Server& server, Of of) {
  storage::OffsetCheckpoint entries;
  server.partitions.for_each(
      [&](const LogKey& /*key*/, const Partition& partition) { of(partition, entries); });
  return entries;
}

bool write_recovery_points(Server& server, Context& context) {
  return write(server, context, storage::kRecoveryPointCheckpoint,
               collected(server,
                         [](const Partition& partition, storage::OffsetCheckpoint& entries) {
                           entries[partition.name] = partition.log.recovery_point();
                         }),
               server.checkpoints.recovery_points);
}

/// Kafka: only logs whose start lies above the first segment's are named.
bool write_log_starts(Server& server, Context& context) {
  return write(
      server, context, storage::kLogStartCheckpoint,
      collected(server,
                [](const Partition& partition, storage::OffsetCheckpoint& entries) {
                  const auto& segments = partition.log.segments();
                  if (!segments.empty() && partition.log.start() > segments.front().base_offset)
                    entries[partition.name] = partition.log.start();
                }),
      server.checkpoints.log_starts);
}

bool write_high_watermarks(Server& server, Context& context) {
  return write(server, context, storage::kHighWatermarkCheckpoint,
               collected(server,
                         [](const Partition& partition, storage::OffsetCheckpoint& entries) {
                           entries[partition.name] = partition.high_watermark;
                         }),
               server.checkpoints.high_watermarks);
}

void arm(Server& server, Context& context, std::int64_t key) {
  const std::int64_t wait_ms = key == kRecoveryPointDue
                                   ? server.config.log_flush_offset_checkpoint_interval_ms
                                   : server.config.replica_high_watermark_checkpoint_interval_ms;
  server.deadlines.add(
      context, {context.now + wait_ms * kNanosecondsPerMillisecond, DeadlineKind::checkpoint, key});
}

}  // namespace

void start_checkpoints(Server& server, Context& context) {
  arm(server, context, kRecoveryPointDue);
  arm(server, context, kHighWatermarkDue);
}

void on_checkpoint_due(Server& server, Context& context, std::int64_t key) {
  if (server.phase != Phase::running) return;
  if (key == kRecoveryPointDue) {
    server.stop.pending += write_recovery_points(server, context) ? 1 : 0;
    server.stop.pending += write_log_starts(server, context) ? 1 : 0;
  } else {
    server.stop.pending += write_high_watermarks(server, context) ? 1 : 0;
  }
  arm(server, context, key);
}

std::int32_t write_checkpoints(Server& server, Context& context) {
  std::int32_t asked = 0;
  if (write_recovery_points(server, context)) ++asked;
  if (write_log_starts(server, context)) ++asked;
  if (write_high_watermarks(server, context)) ++asked;
  return asked;
}

}  // namespace fl::broker
