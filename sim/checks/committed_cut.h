// L9: a follower that makes its log agree with its leader's cuts no batch that is committed.
// Cutting a batch of another history at the same offset is what cutting is for.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class CommittedCutCheck final : public Check {
 public:
  explicit CommittedCutCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "committed-record-cut"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
