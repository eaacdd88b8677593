#include "sim/checks/committed_replaced.h"

#include "core/replication/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void CommittedReplacedCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  if (partition == nullptr) return;
  // One that was replaced by an unclean election goes on for a while in its own history.
  const auto later = partition->reigns.upper_bound(told.leader_epoch);
  if (std::any_of(later, partition->reigns.end(), [](const auto& r) { return r.second.may_lack; }))
    return;
  const auto at = partition->committed.first_difference(
      ghost_.lineage(event.node, name), std::min(told.after, partition->committed_end));
  if (at)
    violate(world,
            name.to_text() + ": broker " + std::to_string(event.node.value) + " commits in epoch " +
                std::to_string(told.leader_epoch.value) + " another batch at offset " +
                std::to_string(at->value) + " than was committed there before",
            event.step);
}

}  // namespace fl::sim
