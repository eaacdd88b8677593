#include "sim/checks/high_watermark.h"

#include "core/controller/story.h"
#include "core/replication/events.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void HighWatermarkCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    const TopicPartition partition{told.topic, told.partition};
    for (const replication::ComparedEnd& one : told.ends)
      if (one.is_in_isr && one.end < told.after)
        violate(world,
                partition.to_text() + ": the high watermark is " +
                    std::to_string(told.after.value) + ", broker " +
                    std::to_string(one.replica.value) + " of the ISR has the log up to " +
                    std::to_string(one.end.value),
                event.step);
    Offset& mark =
        marks_.try_emplace({event.node, partition, told.leader_epoch}, told.after).first->second;
    if (told.after < mark)
      violate(world,
              partition.to_text() + ": the high watermark goes back from " +
                  std::to_string(mark.value) + " to " + std::to_string(told.after.value),
              event.step);
    mark = told.after;
  } else if (event.is<NodeBooted>()) {
    std::erase_if(marks_,
                  [&](const auto& entry) { return std::get<NodeId>(entry.first) == event.node; });
  } else if (event.is<controller::TopicDeleted>()) {
    const std::string topic = event.as<controller::TopicDeleted>().topic;
    std::erase_if(marks_, [&](const auto& entry) {
      return std::get<TopicPartition>(entry.first).topic == topic;
    });
  }
}

}  // namespace fl::sim
