#include "sim/checks/offset_gap.h"

#include "core/storage/log_events.h"
#include "sim/checks/log_scan.h"
#include "sim/events.h"

namespace fl::sim {

void OffsetGapCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<storage::BatchAppended>()) {
    const auto appended = event.as<storage::BatchAppended>();
    const Key key{event.node, {appended.topic, appended.partition}};
    const auto [entry, is_new] = end_.try_emplace(key, Offset(0));
    if (appended.base_offset != entry->second)
      violate(world,
              key.second.to_text() + ": a batch got offset " +
                  std::to_string(appended.base_offset.value) + ", the log ended at " +
                  std::to_string(entry->second.value),
              event.step);
    entry->second = appended.last_offset + 1;
  } else if (event.is<storage::LogRecovered>()) {
    const auto recovered = event.as<storage::LogRecovered>();
    end_[{event.node, {recovered.topic, recovered.partition}}] = recovered.end;
  } else if (event.is<storage::LogTruncated>()) {
    const auto truncated = event.as<storage::LogTruncated>();
    end_[{event.node, {truncated.topic, truncated.partition}}] = truncated.to;
  } else if (event.is<storage::LogMovedAway>()) {
    const auto moved = event.as<storage::LogMovedAway>();
    end_.erase({event.node, {moved.topic, moved.partition}});
  } else if (event.is<NodeBooted>()) {
    // A topic that was deleted, or a log that is gone, begins anew; the others tell LogRecovered.
    std::erase_if(end_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

void OffsetGapCheck::finish(const World& world) {
  for (const NodeId broker : cast_.brokers()) {
    if (!world.is_running(broker)) continue;
    for (const auto& [partition, log] : scan_logs(world.disk(broker), kLogDirectory)) {
      std::optional<Offset> next;
      for (const ScannedSegment& segment : log.segments) {
        if (next && segment.base_offset != *next)
          violate(world, partition.to_text() + ": a segment begins at offset " +
                             std::to_string(segment.base_offset.value) +
                             ", the one before ends at " + std::to_string(next->value));
        next = segment.base_offset;
        for (const ScannedBatch& batch : segment.batches) {
          if (batch.header.base_offset != *next)
            violate(world, partition.to_text() + ": a stored batch begins at offset " +
                               std::to_string(batch.header.base_offset.value) +
                               ", the one before ends at " + std::to_string(next->value));
          next = batch.header.next_offset();
        }
      }
    }
  }
}

}  // namespace fl::sim
