#include "sim/checks/quorum_mark.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumMarkCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<raft::QuorumHighWatermarkMoved>()) return;
  const auto told = event.as<raft::QuorumHighWatermarkMoved>();
  if (told.is_leader && told.after < ghost_.committed_end())
    violate(world,
            "node " + std::to_string(event.node.value) + " leads the quorum and commits up to " +
                std::to_string(told.after.value) + ", and all below " +
                std::to_string(ghost_.committed_end().value) + " was committed before",
            event.step);
}

}  // namespace fl::sim
