#include "sim/checks/quorum_commit.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumCommitCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<raft::QuorumHighWatermarkMoved>()) return;
  const auto told = event.as<raft::QuorumHighWatermarkMoved>();
  if (!told.is_leader) return;
  const std::size_t holders = ghost_.holders_of(told.after);
  if (holders < ghost_.majority())
    violate(world,
            "node " + std::to_string(event.node.value) + " commits metadata up to " +
                std::to_string(told.after.value) + ", and " + std::to_string(holders) +
                " voters have it durably: " + std::to_string(ghost_.majority()) + " are a majority",
            event.step);
}

}  // namespace fl::sim
