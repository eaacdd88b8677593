#include "sim/checks/quorum_durability.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumDurabilityCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<raft::RoleChanged>() && event.as<raft::RoleChanged>().to == "leader")
    look(world, event.step);
}

void QuorumDurabilityCheck::finish(const World& world) {
  look(world, {});
}

void QuorumDurabilityCheck::look(const World& world, StepId step) {
  // Nothing was committed yet, and nobody told of its log.
  if (ghost_.committed_end() == Offset(0)) return;
  const std::size_t holders = ghost_.holders_of(ghost_.committed_end());
  if (holders + ghost_.lost_disks() < ghost_.majority())
    violate(world,
            "metadata is committed up to " + std::to_string(ghost_.committed_end().value) +
                ", and only " + std::to_string(holders) + " voters have it durably",
            step);
}

}  // namespace fl::sim
