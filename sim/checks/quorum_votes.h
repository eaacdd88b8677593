// Q6: in one epoch of the metadata quorum a node votes for one candidate, itself included, also
// over a crash: the vote is durable before the answer leaves. Told: a node whose disk is lost
// remembers none.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class QuorumVotesCheck final : public Check {
 public:
  std::string_view name() const override { return "two-votes-in-an-epoch"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  void votes(const World& world, const StoredEvent& event, LeaderEpoch epoch, NodeId candidate);

  std::map<std::pair<NodeId, LeaderEpoch>, NodeId> votes_;
};

}  // namespace fl::sim
