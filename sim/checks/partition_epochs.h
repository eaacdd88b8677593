// R3: each change of an ISR gets a higher partition epoch than the one before, and a leader never
// learns of an older one: AlterPartition is a compare-and-set. Told: what one controller decided
// may not have been committed when the next one decides.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class PartitionEpochsCheck final : public Check {
 public:
  std::string_view name() const override { return "partition-epoch-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  void takes(const World& world, const StoredEvent& event, const TopicPartition& name,
             PartitionEpoch epoch);

  TopicIds topics_;
  /// By each controller: one that was replaced decides on for a while, and commits nothing.
  std::map<std::pair<NodeId, TopicIdPartition>, PartitionEpoch> decided_;
  std::map<std::pair<NodeId, TopicIdPartition>, PartitionEpoch> known_;  ///< to leaders
};

}  // namespace fl::sim
