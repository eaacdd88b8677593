// L3: where two replicas have a batch of the same epoch at the same offset, all before is the same
// too. A replica whose log has another history than its leader's, and goes on with the leader's
// batches above it, never notices again.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class LogForksCheck final : public Check {
 public:
  explicit LogForksCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "log-history-forks"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  void compare(const World& world, NodeId node, const TopicPartition& partition, StepId step);

  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
