#include "sim/checks/high_watermark.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void HighWatermarkCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition partition{told.topic, told.partition};
  const GhostReplica* leader = ghost_.replica(event.node, partition);
  if (leader == nullptr) return;
  for (const BrokerId member : leader->maximal_isr()) {
    const auto end = ghost_.live_end(world, NodeId(member.value), partition);
    if (end && *end < told.after)
      violate(world,
              partition.to_text() + ": the high watermark is " + std::to_string(told.after.value) +
                  ", the log of broker " + std::to_string(member.value) + " in the ISR ends at " +
                  std::to_string(end->value),
              event.step);
  }
}

}  // namespace fl::sim
