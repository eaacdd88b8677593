#include "sim/checks/log_epochs.h"

#include "core/storage/log_events.h"

#include <string>

namespace fl::sim {

void LogEpochsCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<storage::BatchAppended>()) return;
  const auto told = event.as<storage::BatchAppended>();
  const TopicPartition partition{told.topic, told.partition};
  const LeaderEpoch before = ghost_.lineage(event.node, partition).last_epoch();
  if (told.leader_epoch < before)
    violate(world,
            partition.to_text() + ": broker " + std::to_string(event.node.value) +
                " appends a batch of epoch " + std::to_string(told.leader_epoch.value) +
                " at offset " + std::to_string(told.base_offset.value) + " after one of epoch " +
                std::to_string(before.value),
            event.step);
}

}  // namespace fl::sim
