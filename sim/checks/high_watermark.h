// R7: a leader moves its high watermark only to where every replica of the ISR has the log, by what
// those replicas themselves told of their logs. The maximal ISR counts: with the replica that the
// leader has asked to take in. One that crashed since is not judged.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class HighWatermarkCheck final : public Check {
 public:
  explicit HighWatermarkCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "high-watermark-too-high"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
