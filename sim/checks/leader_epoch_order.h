// R2: the leader epochs that a broker takes up of a partition never go back.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class LeaderEpochOrderCheck final : public Check {
 public:
  std::string_view name() const override { return "leader-epoch-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  void takes(const World& world, const StoredEvent& event, const TopicPartition& name,
             LeaderEpoch epoch);

  TopicIds topics_;
  std::map<std::pair<NodeId, TopicIdPartition>, LeaderEpoch> epochs_;  ///< since its boot
};

}  // namespace fl::sim
