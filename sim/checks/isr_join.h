// R10, R13: who comes into the ISR has all that is committed, and all that the leader had when its
// epoch began (KAFKA-7128): by the numbers that decided, and by what the joining replica itself
// told of its log. The leader's numbers are judged when it asks, those of the replica also when the
// controller agrees, unless its broker has died or come back meanwhile and the controller does not
// know.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class IsrJoinCheck final : public Check {
 public:
  explicit IsrJoinCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "isr-join-too-early"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  void asked(const World& world, const StoredEvent& event);
  void agreed(const World& world, const StoredEvent& event);

  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
