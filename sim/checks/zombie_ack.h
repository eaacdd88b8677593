// R15: a leader that has been replaced acknowledges with acks=all only what its successor had when
// it began. Told: an unclean election gives up what its leader lacks.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class ZombieAckCheck final : public Check {
 public:
  explicit ZombieAckCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "zombie-acknowledges"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
