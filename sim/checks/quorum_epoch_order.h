// Q5: the epoch of a node in the metadata quorum never goes back, also not over a crash: it is
// durable before anybody hears of it. Told: a node whose disk is lost remembers none.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>

namespace fl::sim {

class QuorumEpochOrderCheck final : public Check {
 public:
  std::string_view name() const override { return "quorum-epoch-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  std::map<NodeId, LeaderEpoch> epochs_;
};

}  // namespace fl::sim
