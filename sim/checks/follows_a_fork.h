// L10: a follower appends what its leader has only once its log agrees with the leader's: it makes
// it agree in every new leader epoch before the first append (KIP-320). Compared where the epoch of
// the batches changes, while both are in the same leader epoch.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class FollowsAForkCheck final : public Check {
 public:
  explicit FollowsAForkCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "appends-to-a-fork"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
