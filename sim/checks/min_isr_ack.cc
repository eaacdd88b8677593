#include "sim/checks/min_isr_ack.h"

#include "core/broker/events.h"
#include "core/replication/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void MinIsrAckCheck::look(NodeId node, const TopicPartition& partition) {
  const GhostReplica* leader = ghost_.replica(node, partition);
  if (leader == nullptr || !leader->is_leading || !leader->high_watermark) return;
  const auto needed = std::min(ghost_.min_isr(node, partition.topic),
                               static_cast<std::int64_t>(leader->replicas.size()));
  if (static_cast<std::int64_t>(leader->maximal_isr().size()) < needed) return;
  Offset& well = well_[{node, partition}];
  well = std::max(well, *leader->high_watermark);
}

void MinIsrAckCheck::told(const World& world, const StoredEvent& event) {
  // The state between two events counts: what comes before a change of the ISR, and an
  // acknowledgement, is looked at when that is told.
  if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    look(event.node, {told.topic, told.partition});
  } else if (event.is<replication::IsrChangeRefused>()) {
    const auto told = event.as<replication::IsrChangeRefused>();
    look(event.node, {told.topic, told.partition});
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    well_[{event.node, {told.topic, told.partition}}] = told.high_watermark;
  } else if (event.is<broker::ProduceAcknowledged>()) {
    const auto told = event.as<broker::ProduceAcknowledged>();
    if (told.acks != -1 || told.error != wire::ErrorCode::none) return;
    const TopicPartition partition{told.topic, told.partition};
    look(event.node, partition);
    const Offset well = well_[{event.node, partition}];
    if (told.end_offset > well)
      violate(world,
              partition.to_text() + ": acknowledged with acks=all up to offset " +
                  std::to_string(told.end_offset.value) + ", and only what is below " +
                  std::to_string(well.value) + " was committed by an ISR of min.insync.replicas",
              event.step);
  }
}

}  // namespace fl::sim
