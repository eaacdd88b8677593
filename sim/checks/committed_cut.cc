#include "sim/checks/committed_cut.h"

#include "core/replication/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void CommittedCutCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::FollowerTruncated>()) return;
  const auto told = event.as<replication::FollowerTruncated>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  // Where the leader's log begins later, all goes and is not missed.
  if (partition == nullptr || told.restarts || told.to >= told.from) return;
  const auto mine = ghost_.lineage(event.node, name).epoch_at(told.to);
  if (told.to < partition->committed_end && mine && partition->committed.holds(*mine, told.to))
    violate(world,
            name.to_text() + ": broker " + std::to_string(event.node.value) +
                " cuts its log at offset " + std::to_string(told.to.value) +
                ", and its batches up to " +
                std::to_string(std::min(told.from, partition->committed_end).value) +
                " are committed",
            event.step);
}

}  // namespace fl::sim
