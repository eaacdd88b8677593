#include "sim/checks/commit_first.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void CommitFirstCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (event.is<controller::IsrChanged>()) {
    const auto told = event.as<controller::IsrChanged>();
    const auto partition = topics_.of(event.node, {told.topic, told.partition});
    decided_[{partition, told.partition_epoch}] = event.node;
  } else if (event.is<controller::MetadataCommitted>()) {
    // The log is one: what was decided last may be in a later batch, but nothing before this one.
    std::erase_if(decided_, [&](const auto& entry) { return entry.second == event.node; });
  } else if (event.is<broker::ControllerActivated>()) {
    // It commits what the one before it had only written.
    decided_.clear();
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    const auto partition = topics_.of(event.node, {told.topic, told.partition});
    if (decided_.contains({partition, told.partition_epoch}))
      violate(world,
              partition.name.to_text() + ": broker " + std::to_string(event.node.value) +
                  " learns of partition epoch " + std::to_string(told.partition_epoch.value) +
                  " before it is committed",
              event.step);
  }
}

}  // namespace fl::sim
