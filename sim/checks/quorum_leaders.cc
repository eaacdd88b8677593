#include "sim/checks/quorum_leaders.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumLeadersCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<raft::RoleChanged>()) return;
  const auto told = event.as<raft::RoleChanged>();
  if (told.to != "leader") return;
  const auto [known, is_first] = leaders_.try_emplace(told.epoch, event.node);
  if (!is_first && known->second != event.node)
    violate(world,
            "node " + std::to_string(event.node.value) + " leads the quorum in epoch " +
                std::to_string(told.epoch.value) + ", in which node " +
                std::to_string(known->second.value) + " leads",
            event.step);
}

}  // namespace fl::sim
