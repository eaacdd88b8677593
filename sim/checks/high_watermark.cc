#include "sim/checks/high_watermark.h"

#include "core/controller/story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void HighWatermarkCheck::told(const World& world, const StoredEvent& event) {
  const auto isr = [&](const auto& told) -> std::vector<BrokerId>& {
    return isr_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<replication::HighWatermarkAdvanced>()) {
    advanced(world, event);
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    isr(told) = told.isr;
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    isr(told) = told.after;
  } else if (event.is<replication::IsrExpandAsked>()) {
    const auto told = event.as<replication::IsrExpandAsked>();
    isr(told).push_back(told.added);
  } else if (event.is<replication::IsrChangeRefused>()) {
    // Whether it still waits is not told: the committed ISR comes again.
    const auto told = event.as<replication::IsrChangeRefused>();
    isr(told).clear();
  } else if (event.is<NodeBooted>()) {
    std::erase_if(marks_,
                  [&](const auto& entry) { return std::get<NodeId>(entry.first) == event.node; });
    std::erase_if(isr_, [&](const auto& entry) { return entry.first.first == event.node; });
  } else if (event.is<controller::TopicDeleted>()) {
    const std::string topic = event.as<controller::TopicDeleted>().topic;
    std::erase_if(marks_, [&](const auto& entry) {
      return std::get<TopicPartition>(entry.first).topic == topic;
    });
    std::erase_if(ends_, [&](const auto& entry) { return entry.first.second.topic == topic; });
    std::erase_if(isr_, [&](const auto& entry) { return entry.first.second.topic == topic; });
  } else {
    told_by_log(world, event);
  }
}

void HighWatermarkCheck::told_by_log(const World& world, const StoredEvent& event) {
  const auto note = [&](const auto& told, Offset end) {
    ends_[{event.node, {told.topic, told.partition}}] = {
        .end = end, .incarnation = world.incarnation(event.node)};
  };
  if (event.is<storage::VisibleEndAdvanced>()) {
    const auto told = event.as<storage::VisibleEndAdvanced>();
    note(told, told.visible_end);
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    note(told, told.to);
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    note(told, told.end);
  }
}

void HighWatermarkCheck::advanced(const World& world, const StoredEvent& event) {
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition partition{told.topic, told.partition};
  for (const BrokerId member : isr_[{event.node, partition}]) {
    const NodeId node(member.value);
    const auto known = ends_.find({node, partition});
    if (known == ends_.end() || !world.is_running(node) ||
        world.incarnation(node) != known->second.incarnation)
      continue;
    if (known->second.end < told.after)
      violate(world,
              partition.to_text() + ": the high watermark is " + std::to_string(told.after.value) +
                  ", the log of broker " + std::to_string(member.value) + " in the ISR ends at " +
                  std::to_string(known->second.end.value),
              event.step);
  }
  Offset& mark =
      marks_.try_emplace({event.node, partition, told.leader_epoch}, told.after).first->second;
  if (told.after < mark)
    violate(world,
            partition.to_text() + ": the high watermark goes back from " +
                std::to_string(mark.value) + " to " + std::to_string(told.after.value),
            event.step);
  mark = told.after;
}

}  // namespace fl::sim
