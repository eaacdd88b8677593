#include "sim/checks/isr_agrees.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void IsrAgreesCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition name{told.topic, told.partition};
  const GhostReplica* leader = ghost_.replica(event.node, name);
  if (leader == nullptr) return;
  const Lineage& log = ghost_.lineage(event.node, name);
  for (const BrokerId member : leader->isr) {
    const NodeId node(member.value);
    if (node == event.node || !ghost_.live_end(world, node, name)) continue;
    if (const auto at = log.first_difference(ghost_.lineage(node, name), told.after))
      violate(world,
              name.to_text() + ": broker " + std::to_string(node.value) +
                  " is in the ISR of broker " + std::to_string(event.node.value) +
                  " and has another batch at offset " + std::to_string(at->value) +
                  ", below the high watermark " + std::to_string(told.after.value),
              event.step);
  }
}

}  // namespace fl::sim
