#include "sim/checks/topic_ids.h"

#include "core/controller/story.h"

namespace fl::sim {

std::optional<std::string> TopicIds::told(const StoredEvent& event) {
  if (event.is<controller::TopicCreated>()) {
    auto told = event.as<controller::TopicCreated>();
    ids_[{event.node, std::move(told.topic)}] = told.topic_id;
  } else if (event.is<controller::TopicDeleted>()) {
    auto told = event.as<controller::TopicDeleted>();
    const auto known = ids_.find({event.node, told.topic});
    if (known == ids_.end() || known->second != told.topic_id) return std::nullopt;
    ids_.erase(known);
    return std::move(told.topic);
  }
  return std::nullopt;
}

TopicIdPartition TopicIds::of(NodeId node, TopicPartition partition) const {
  const auto known = ids_.find({node, partition.topic});
  return {.topic_id = known != ids_.end() ? known->second : Uuid(), .name = std::move(partition)};
}

}  // namespace fl::sim
