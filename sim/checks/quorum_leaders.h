// Q1: in one epoch of the metadata quorum, one node leads.
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
};

}  // namespace fl::sim
