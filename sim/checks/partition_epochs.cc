#include "sim/checks/partition_epochs.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/replication/events.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void PartitionEpochsCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (event.is<controller::IsrChanged>()) {
    const auto told = event.as<controller::IsrChanged>();
    const auto partition = topics_.of(event.node, {told.topic, told.partition});
    const auto [known, is_first] =
        decided_.try_emplace({event.node, partition}, told.partition_epoch);
    if (!is_first && told.partition_epoch <= known->second)
      violate(world,
              partition.name.to_text() + ": the ISR changes with partition epoch " +
                  std::to_string(told.partition_epoch.value) + " after " +
                  std::to_string(known->second.value),
              event.step);
    known->second = told.partition_epoch;
  } else if (event.is<broker::ControllerActivated>()) {
    std::erase_if(decided_, [&](const auto& entry) { return entry.first.first == event.node; });
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    takes(world, event, {told.topic, told.partition}, told.partition_epoch);
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    takes(world, event, {told.topic, told.partition}, told.partition_epoch);
  } else if (event.is<NodeBooted>()) {
    std::erase_if(known_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

void PartitionEpochsCheck::takes(const World& world, const StoredEvent& event,
                                 const TopicPartition& name, PartitionEpoch epoch) {
  const std::pair key{event.node, topics_.of(event.node, name)};
  const auto [known, is_first] = known_.try_emplace(key, epoch);
  if (!is_first && epoch < known->second)
    violate(world,
            name.to_text() + ": broker " + std::to_string(event.node.value) +
                " goes back from partition epoch " + std::to_string(known->second.value) + " to " +
                std::to_string(epoch.value),
            event.step);
  known->second = epoch;
}

}  // namespace fl::sim
