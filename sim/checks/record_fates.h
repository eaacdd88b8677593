// What became of each record at the end of a run: found in the log or not, once or more often, and
// for a lost one whether anything had promised it. The log is that of the partition's leader; while
// it has none, the longest among those who may lead again. The rule of the promise: an acknowledged
// record may be gone only if acks=0 promised nothing, if acks=1 promised the leader's copy alone
// and another one leads, if an unclean election was allowed, if every replica of the ISR that had
// it lost its power before a sync or its disk, or if the log start moved past it.
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/crash_ledger.h"
#include "sim/history/history.h"
#include "sim/scenario/cast.h"
#include "sim/world.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace fl::sim {

/// Why an acknowledged record may be gone; `unexplained` is a violation.
enum class LossReason : std::uint8_t {
  acks_none,          ///< acks=0
  acks_one,           ///< acks=1: it was not replicated when another broker took over
  unclean_election,   ///< a replica that lacked it was allowed to lead
  last_known_leader,  ///< all of the ISR had stopped uncleanly; the last one led again
  min_isr_one,        ///< the ISR was one replica, which lost it
  power_loss,         ///< not synced when the power went
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

/// Every reason, in the order in which a run lists them.
std::span<const LossReason> loss_reasons();

/// By producer. Scans the disks of the brokers.
std::map<std::string, ProducerFate> record_fates(const World& world, const Cast& cast,
                                                 const History& history, const CrashLedger& ledger);

}  // namespace fl::sim
