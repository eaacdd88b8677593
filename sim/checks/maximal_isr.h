// R6: when a leader that the controller has not replaced moves its high watermark, everybody counts
// who is in the controller's ISR, whether the leader has heard of it or not (KIP-497).
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class MaximalIsrCheck final : public Check {
 public:
  explicit MaximalIsrCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "isr-not-maximal"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
