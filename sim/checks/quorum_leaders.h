// Q1, Q5: the metadata quorum has one leader in an epoch at most, and a controller's epoch never
// goes back, crashes included: what it voted is durable.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>

namespace fl::sim {

class QuorumLeadersCheck final : public Check {
 public:
  std::string_view name() const override { return "two-controllers-in-an-epoch"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  std::map<LeaderEpoch, NodeId> leaders_;
  std::map<NodeId, LeaderEpoch> epochs_;
};

}  // namespace fl::sim
