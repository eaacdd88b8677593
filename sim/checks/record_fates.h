// What became of each record at the end of a run: found in the log or not, once or more often, and
// for a lost one whether anything had promised it. The rule of the promise: an acknowledged record
// may be gone only if acks=0 promised nothing, if the power went before it was synced, if the disk
// went, or if the log start moved past it.
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/crash_ledger.h"
#include "sim/history/history.h"
#include "sim/scenario/cast.h"
#include "sim/world.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fl::sim {

/// Why an acknowledged record may be gone; `unexplained` is a violation.
enum class LossReason : std::uint8_t {
  acks_none,   ///< acks=0
  power_loss,  ///< not synced when the power went
  disk_loss,
  deleted,  ///< below the log start
  unexplained,
};

std::string_view name_of(LossReason reason);

struct LostRecord {
  std::string producer;
  std::int64_t number = 0;
  TopicPartition partition;
  Offset offset{-1};
  std::int16_t acks = 0;
  Instant acknowledged_at;
  LossReason reason = LossReason::unexplained;
};

struct ProducerFate {
  std::int64_t sent = 0;
  std::int64_t acknowledged = 0;
  std::int64_t failed = 0;
  std::int64_t survived = 0;
  std::int64_t duplicated = 0;  ///< records that stand in the log more than once
  std::vector<LostRecord> lost;

  std::int64_t lost_for(LossReason reason) const;
};

/// By producer. Scans the disks of the brokers.
std::map<std::string, ProducerFate> record_fates(const World& world, const Cast& cast,
                                                 const History& history, const CrashLedger& ledger);

}  // namespace fl::sim
