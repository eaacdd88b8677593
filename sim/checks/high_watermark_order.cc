#include "sim/checks/high_watermark_order.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void HighWatermarkOrderCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition partition{told.topic, told.partition};
  const GhostReplica* leader = ghost_.replica(event.node, partition);
  if (leader == nullptr || !leader->high_watermark || leader->epoch != told.leader_epoch) return;
  if (told.after < *leader->high_watermark)
    violate(world,
            partition.to_text() + ": the high watermark goes back from " +
                std::to_string(leader->high_watermark->value) + " to " +
                std::to_string(told.after.value),
            event.step);
}

}  // namespace fl::sim
