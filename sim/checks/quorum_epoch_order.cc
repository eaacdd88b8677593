#include "sim/checks/quorum_epoch_order.h"

#include "core/raft/events.h"
#include "sim/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void QuorumEpochOrderCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<NodeCrashed>()) {
    // An empty disk remembers no epoch, and a write that was under way may not have come to be.
    const auto crashed = event.as<NodeCrashed>();
    if (crashed.crash == CrashKind::disk_loss || crashed.unanswered_operations > 0)
      epochs_.erase(event.node);
    return;
  }
  if (!event.is<raft::RoleChanged>()) return;
  const auto told = event.as<raft::RoleChanged>();
  LeaderEpoch& epoch = epochs_.try_emplace(event.node, told.epoch).first->second;
  if (told.epoch < epoch)
    violate(world,
            "the quorum's epoch of node " + std::to_string(event.node.value) + " goes back from " +
                std::to_string(epoch.value) + " to " + std::to_string(told.epoch.value),
            event.step);
  epoch = std::max(epoch, told.epoch);
}

}  // namespace fl::sim
