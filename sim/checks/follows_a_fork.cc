#include "sim/checks/follows_a_fork.h"

#include "core/storage/log_events.h"

#include <string>

namespace fl::sim {

void FollowsAForkCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<storage::BatchAppended>()) return;
  const auto told = event.as<storage::BatchAppended>();
  const TopicPartition name{told.topic, told.partition};
  const Lineage& mine = ghost_.lineage(event.node, name);
  if (told.leader_epoch == mine.last_epoch()) return;
  const GhostReplica* follower = ghost_.replica(event.node, name);
  if (follower == nullptr || follower->is_leading || follower->leader.value < 0) return;
  const NodeId leader(follower->leader.value);
  const GhostReplica* its_leader = ghost_.replica(leader, name);
  if (its_leader == nullptr || !its_leader->is_leading || its_leader->epoch != follower->epoch)
    return;
  const auto at = mine.first_difference(ghost_.lineage(leader, name), told.base_offset);
  if (at)
    violate(world,
            name.to_text() + ": broker " + std::to_string(event.node.value) +
                " appends at offset " + std::to_string(told.base_offset.value) + " what broker " +
                std::to_string(leader.value) + " leads, and its log differs from offset " +
                std::to_string(at->value) + " on",
            event.step);
}

}  // namespace fl::sim
