// R10, R11: who begins to lead has all that was committed, batch for batch. Told: an unclean
// election, also that of the last known leader, may lack some; then the rest counts as committed.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class LeaderCompletenessCheck final : public Check {
 public:
  explicit LeaderCompletenessCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "leader-lacks-committed"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
