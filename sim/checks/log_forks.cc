#include "sim/checks/log_forks.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void LogForksCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    compare(world, event.node, {told.topic, told.partition}, event.step);
  } else if (event.is<replication::BecameFollower>()) {
    const auto told = event.as<replication::BecameFollower>();
    compare(world, event.node, {told.topic, told.partition}, event.step);
  }
}

void LogForksCheck::compare(const World& world, NodeId node, const TopicPartition& partition,
                            StepId step) {
  const Lineage& mine = ghost_.lineage(node, partition);
  for (const auto& [key, theirs] : ghost_.lineages().all()) {
    if (key.first == node || key.second != partition) continue;
    if (const auto at = mine.forks_below(theirs))
      violate(world,
              partition.to_text() + ": brokers " + std::to_string(node.value) + " and " +
                  std::to_string(key.first.value) + " differ at offset " +
                  std::to_string(at->value) + " and have the same batches above it",
              step);
  }
}

void LogForksCheck::finish(const World& world) {
  for (const auto& [key, lineage] : ghost_.lineages().all())
    compare(world, key.first, key.second, {});
}

}  // namespace fl::sim
