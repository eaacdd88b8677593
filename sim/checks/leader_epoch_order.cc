#include "sim/checks/leader_epoch_order.h"

#include "core/replication/events.h"
#include "sim/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void LeaderEpochOrderCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    takes(world, event, {told.topic, told.partition}, told.leader_epoch);
  } else if (event.is<replication::BecameFollower>()) {
    const auto told = event.as<replication::BecameFollower>();
    takes(world, event, {told.topic, told.partition}, told.leader_epoch);
  } else if (event.is<NodeBooted>()) {
    // It may have read less of the metadata log than its life before.
    std::erase_if(epochs_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

void LeaderEpochOrderCheck::takes(const World& world, const StoredEvent& event,
                                  const TopicPartition& name, LeaderEpoch epoch) {
  const auto partition = topics_.of(event.node, name);
  LeaderEpoch& known = epochs_.try_emplace({event.node, partition}, epoch).first->second;
  if (epoch < known)
    violate(world,
            name.to_text() + ": broker " + std::to_string(event.node.value) +
                " goes back from epoch " + std::to_string(known.value) + " to " +
                std::to_string(epoch.value),
            event.step);
  known = std::max(known, epoch);
}

}  // namespace fl::sim
