#include "sim/checks/min_isr_commit.h"

#include "core/replication/events.h"
#include "sim/checks/id_lists.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void MinIsrCommitCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition partition{told.topic, told.partition};
  const GhostReplica* leader = ghost_.replica(event.node, partition);
  if (leader == nullptr || !leader->is_leading) return;
  const auto needed = std::min(ghost_.min_isr(event.node, told.topic),
                               static_cast<std::int64_t>(leader->replicas.size()));
  if (static_cast<std::int64_t>(leader->isr.size()) < needed)
    violate(world,
            partition.to_text() + ": the high watermark moves to " +
                std::to_string(told.after.value) + " with ISR " + text_of(leader->isr) +
                ", min.insync.replicas is " + std::to_string(needed),
            event.step);
}

}  // namespace fl::sim
