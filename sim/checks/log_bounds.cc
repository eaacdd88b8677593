#include "sim/checks/log_bounds.h"

#include "core/replication/events.h"
#include "core/storage/log_events.h"

#include <string>

namespace fl::sim {

void LogBoundsCheck::told(const World& world, const StoredEvent& event) {
  // A log that was there before the story began told of no batches.
  const auto above_end = [&](const auto& told, Offset offset, std::string_view what) {
    const TopicPartition partition{told.topic, told.partition};
    const Lineage& log = ghost_.lineage(event.node, partition);
    if (offset > log.end() && log.last_epoch().value >= 0)
      violate(world,
              partition.to_text() + ": the " + std::string(what) + " of broker " +
                  std::to_string(event.node.value) + " is " + std::to_string(offset.value) +
                  ", its log ends at " + std::to_string(log.end().value),
              event.step);
  };
  if (event.is<storage::VisibleEndAdvanced>()) {
    const auto told = event.as<storage::VisibleEndAdvanced>();
    above_end(told, told.visible_end, "visible end");
  } else if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    above_end(told, told.after, "high watermark");
  } else if (event.is<replication::FollowerHighWatermarkMoved>()) {
    const auto told = event.as<replication::FollowerHighWatermarkMoved>();
    if (told.after > told.before) above_end(told, told.after, "high watermark");
  } else if (event.is<storage::LogFlushed>()) {
    const auto told = event.as<storage::LogFlushed>();
    above_end(told, told.flushed_end, "flushed end");
  } else if (event.is<storage::LogStartAdvanced>()) {
    const auto told = event.as<storage::LogStartAdvanced>();
    above_end(told, told.start, "log start");
    const TopicPartition partition{told.topic, told.partition};
    const GhostPartition* known = ghost_.partition(event.node, partition);
    if (known != nullptr && told.start > known->committed_end)
      violate(world,
              partition.to_text() + ": the log of broker " + std::to_string(event.node.value) +
                  " begins at " + std::to_string(told.start.value) +
                  " now, and only what is below " + std::to_string(known->committed_end.value) +
                  " is committed",
              event.step);
  }
}

}  // namespace fl::sim
