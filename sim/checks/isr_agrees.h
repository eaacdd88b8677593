// R12: when a leader commits, the replicas of its ISR have the same batches below its high
// watermark, by the epochs that wrote them. Told: one that crashed since it last told of its log.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class IsrAgreesCheck final : public Check {
 public:
  explicit IsrAgreesCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "isr-diverges"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
