#include "sim/checks/batch_identity.h"

#include "core/storage/log_events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void BatchIdentityCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (!event.is<storage::BatchAppended>()) return;
  const auto told = event.as<storage::BatchAppended>();
  const Batch batch{.base = told.base_offset,
                    .last = told.last_offset,
                    .size_bytes = told.size_bytes,
                    .max_timestamp = told.max_timestamp,
                    .producer_id = told.producer_id,
                    .base_sequence = told.base_sequence};
  const auto partition = topics_.of(event.node, {told.topic, told.partition});
  std::vector<Batch>& known = batches_[{partition, told.leader_epoch}];
  const auto at = std::ranges::lower_bound(known, batch.base, {}, &Batch::base);
  if (at == known.end() || at->base != batch.base)
    known.insert(at, batch);
  else if (*at != batch)
    violate(world,
            partition.name.to_text() + ": broker " + std::to_string(event.node.value) +
                " has another batch of epoch " + std::to_string(told.leader_epoch.value) +
                " at offset " + std::to_string(told.base_offset.value) + " than was there before",
            event.step);
}

}  // namespace fl::sim
