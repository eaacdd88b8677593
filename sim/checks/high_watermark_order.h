// R8: a leader's high watermark never goes back within its epoch. (A new leader's may begin below
// that of the one before it: Kafka answers OFFSET_NOT_AVAILABLE until it has caught up.)
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class HighWatermarkOrderCheck final : public Check {
 public:
  explicit HighWatermarkOrderCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "high-watermark-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
