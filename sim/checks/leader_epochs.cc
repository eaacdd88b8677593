#include "sim/checks/leader_epochs.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void LeaderEpochsCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (!event.is<replication::BecameLeader>()) return;
  const auto told = event.as<replication::BecameLeader>();
  const auto partition = topics_.of(event.node, {told.topic, told.partition});
  const auto [known, is_first] = leaders_.try_emplace({partition, told.leader_epoch}, event.node);
  if (!is_first && known->second != event.node)
    violate(world,
            partition.name.to_text() + ": broker " + std::to_string(event.node.value) +
                " leads in epoch " + std::to_string(told.leader_epoch.value) +
                ", in which broker " + std::to_string(known->second.value) + " leads",
            event.step);
}

}  // namespace fl::sim
