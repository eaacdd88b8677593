// R1: in one leader epoch of a partition, one broker leads.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class LeaderEpochsCheck final : public Check {
 public:
  std::string_view name() const override { return "two-leaders-in-an-epoch"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  TopicIds topics_;
  std::map<std::pair<TopicIdPartition, LeaderEpoch>, NodeId> leaders_;
};

}  // namespace fl::sim
