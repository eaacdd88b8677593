// R1, R2: nobody leads a partition in an epoch in which another broker leads it, and a broker that
// led or followed in an epoch does neither in a lower one.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class LeaderEpochsCheck final : public Check {
 public:
  std::string_view name() const override { return "two-leaders-in-an-epoch"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  void takes(const World& world, const StoredEvent& event, const TopicPartition& partition,
             LeaderEpoch epoch);

  std::map<std::pair<TopicPartition, LeaderEpoch>, NodeId> leaders_;
  std::map<std::pair<NodeId, TopicPartition>, LeaderEpoch> epochs_;  ///< of this life
};

}  // namespace fl::sim
