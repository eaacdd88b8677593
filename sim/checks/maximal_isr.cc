#include "sim/checks/maximal_isr.h"

#include "core/replication/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void MaximalIsrCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::HighWatermarkAdvanced>()) return;
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  if (partition == nullptr || !partition->isr || told.leader_epoch < partition->elected_epoch)
    return;
  for (const BrokerId id : *partition->isr) {
    const auto counted = [&](const replication::ComparedEnd& end) {
      return end.replica == id && end.is_in_isr;
    };
    if (std::ranges::none_of(told.ends, counted))
      violate(world,
              name.to_text() + ": the high watermark moves to " + std::to_string(told.after.value) +
                  " without broker " + std::to_string(id.value) +
                  ", which is in the controller's ISR",
              event.step);
  }
}

}  // namespace fl::sim
