// L2: along a log the leader epochs of its batches never go back.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class LogEpochsCheck final : public Check {
 public:
  explicit LogEpochsCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "log-epoch-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
