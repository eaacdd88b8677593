#include "sim/checks/zombie_ack.h"

#include "core/broker/events.h"

#include <string>

namespace fl::sim {

void ZombieAckCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<broker::ProduceAcknowledged>()) return;
  const auto told = event.as<broker::ProduceAcknowledged>();
  if (told.acks != -1 || told.error != wire::ErrorCode::none) return;
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  const GhostReplica* replica = ghost_.replica(event.node, name);
  if (partition == nullptr || replica == nullptr || !replica->is_leading) return;
  for (auto reign = partition->reigns.upper_bound(replica->epoch);
       reign != partition->reigns.end() && !reign->second.may_lack; ++reign) {
    if (reign->second.leader == event.node) continue;
    if (told.end_offset > reign->second.start)
      violate(world,
              name.to_text() + ": broker " + std::to_string(event.node.value) +
                  " acknowledges up to offset " + std::to_string(told.end_offset.value) +
                  " as leader of epoch " + std::to_string(replica->epoch.value) + "; broker " +
                  std::to_string(reign->second.leader.value) + " leads since epoch " +
                  std::to_string(reign->first.value) + ", and had only what is below " +
                  std::to_string(reign->second.start.value),
              event.step);
    return;
  }
}

}  // namespace fl::sim
