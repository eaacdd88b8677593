// R7 with KIP-966: the high watermark stands still while the ISR is smaller than
// min.insync.replicas: otherwise fewer replicas hold what is committed than may fail.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class MinIsrCommitCheck final : public Check {
 public:
  explicit MinIsrCommitCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "committed-below-min-isr"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
