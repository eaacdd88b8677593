#include "sim/checks/leader_completeness.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void LeaderCompletenessCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::BecameLeader>()) return;
  const auto told = event.as<replication::BecameLeader>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  if (partition == nullptr || partition->may_lack(told.leader_epoch)) return;
  // It learns late that it led: another leads since, and what that one committed it need not have.
  if (!partition->reigns.empty() && partition->reigns.rbegin()->first > told.leader_epoch) return;
  const Offset committed = partition->committed_end;
  const auto parts =
      partition->committed.first_difference(ghost_.lineage(event.node, name), committed);
  if (told.epoch_start >= committed && !parts) return;
  const Offset from = parts ? *parts : told.epoch_start;
  violate(world,
          name.to_text() + ": broker " + std::to_string(event.node.value) + " leads in epoch " +
              std::to_string(told.leader_epoch.value) +
              " and lacks what was committed from offset " + std::to_string(from.value) + " to " +
              std::to_string(committed.value),
          event.step);
}

}  // namespace fl::sim
