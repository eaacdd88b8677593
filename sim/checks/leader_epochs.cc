#include "sim/checks/leader_epochs.h"

#include "core/controller/story.h"
#include "core/replication/events.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void LeaderEpochsCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    const TopicPartition partition{told.topic, told.partition};
    const auto [known, is_first] = leaders_.try_emplace({partition, told.leader_epoch}, event.node);
    if (!is_first && known->second != event.node)
      violate(world,
              partition.to_text() + ": broker " + std::to_string(event.node.value) +
                  " leads in epoch " + std::to_string(told.leader_epoch.value) +
                  ", in which broker " + std::to_string(known->second.value) + " leads",
              event.step);
    takes(world, event, partition, told.leader_epoch);
  } else if (event.is<replication::BecameFollower>()) {
    const auto told = event.as<replication::BecameFollower>();
    takes(world, event, {told.topic, told.partition}, told.leader_epoch);
  } else if (event.is<NodeBooted>()) {
    std::erase_if(epochs_, [&](const auto& entry) { return entry.first.first == event.node; });
  } else if (event.is<controller::TopicDeleted>()) {
    // Its name may come again, with epochs from the beginning.
    const std::string topic = event.as<controller::TopicDeleted>().topic;
    std::erase_if(leaders_, [&](const auto& entry) { return entry.first.first.topic == topic; });
    std::erase_if(epochs_, [&](const auto& entry) { return entry.first.second.topic == topic; });
  }
}

void LeaderEpochsCheck::takes(const World& world, const StoredEvent& event,
                              const TopicPartition& partition, LeaderEpoch epoch) {
  LeaderEpoch& known = epochs_.try_emplace({event.node, partition}, epoch).first->second;
  if (epoch < known)
    violate(world,
            partition.to_text() + ": broker " + std::to_string(event.node.value) +
                " goes back from epoch " + std::to_string(known.value) + " to " +
                std::to_string(epoch.value),
            event.step);
  known = std::max(known, epoch);
}

}  // namespace fl::sim
