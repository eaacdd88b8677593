// The offset checkpoints of the log directory: from where recovery must read, where logs start, and
// up to where records are committed. They are written when they changed, at Kafka's intervals, and
// at a clean stop.   Source: LogManager.checkpointLogRecoveryOffsets, ReplicaManager.
#pragma once
#include "core/base/ids.h"
#include "core/node/context.h"

#include <cstdint>
#include <string>

namespace fl::broker {

struct Server;

/// The texts as last written: a checkpoint that did not change is not written again.
struct Checkpoints {
  std::string recovery_points;
  std::string log_starts;
  std::string high_watermarks;
};

/// Keys of DeadlineKind::checkpoint.
inline constexpr std::int64_t kRecoveryPointDue = 0;
inline constexpr std::int64_t kHighWatermarkDue = 1;

/// Arms the intervals.
void start_checkpoints(Server& server, Context& context);
void on_checkpoint_due(Server& server, Context& context, std::int64_t key);

/// Writes all three, where changed; returns how many disk operations were asked for.
std::int32_t write_checkpoints(Server& server, Context& context);

}  // namespace fl::broker
