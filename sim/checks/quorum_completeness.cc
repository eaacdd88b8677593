#include "sim/checks/quorum_completeness.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumCompletenessCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<raft::RoleChanged>()) return;
  const auto told = event.as<raft::RoleChanged>();
  if (told.to != "leader" || ghost_.lost_disks() >= ghost_.majority()) return;
  const Lineage& log = ghost_.log(event.node);
  const Offset committed = ghost_.committed_end();
  const auto parts = ghost_.committed().first_difference(log, committed);
  if (log.end() >= committed && !parts) return;
  const Offset from = parts ? *parts : log.end();
  violate(world,
          "node " + std::to_string(event.node.value) + " leads the quorum in epoch " +
              std::to_string(told.epoch.value) + " and lacks what is committed from offset " +
              std::to_string(from.value) + " to " + std::to_string(committed.value),
          event.step);
}

}  // namespace fl::sim
