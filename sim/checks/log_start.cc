#include "sim/checks/log_start.h"

#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void LogStartCheck::told(const World& world, const StoredEvent& event) {
  if (const auto gone = topics_.told(event))
    std::erase_if(starts_, [&](const auto& entry) {
      return entry.first.first == event.node && entry.first.second.topic == *gone;
    });
  if (event.is<storage::LogStartAdvanced>()) {
    const auto told = event.as<storage::LogStartAdvanced>();
    starts(world, event, {event.node, {told.topic, told.partition}}, told.start);
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    // A checkpoint of the start that was not durable may be older: not what was deleted.
    const Key key{event.node, {told.topic, told.partition}};
    starts_.insert_or_assign(key, told.start);
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    const auto known = starts_.find({event.node, {told.topic, told.partition}});
    if (known != starts_.end()) known->second = std::min(known->second, told.to);
  } else if (event.is<replication::FollowerTruncated>()) {
    const auto told = event.as<replication::FollowerTruncated>();
    if (told.restarts) starts_.erase({event.node, {told.topic, told.partition}});
  }
}

void LogStartCheck::starts(const World& world, const StoredEvent& event, Key key, Offset start) {
  Offset& known = starts_.try_emplace(key, start).first->second;
  if (start < known)
    violate(world,
            key.second.to_text() + ": the log of broker " + std::to_string(key.first.value) +
                " begins at " + std::to_string(start.value) + ", and began at " +
                std::to_string(known.value) + " before",
            event.step);
  known = start;
}

}  // namespace fl::sim
