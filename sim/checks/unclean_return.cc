#include "sim/checks/unclean_return.h"

#include "core/controller/cluster_story.h"
#include "sim/checks/id_lists.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void UncleanReturnCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<NodeCrashed>()) {
    if (event.as<NodeCrashed>().crash != CrashKind::process_kill) losses_[event.node] = {};
  } else if (event.is<controller::BrokerRegistered>()) {
    const auto found = losses_.find(NodeId(event.as<controller::BrokerRegistered>().broker.value));
    if (found != losses_.end() && !found->second.is_registered)
      found->second = {.is_registered = true, .step = event.step};
  } else if (event.is<controller::IsrChanged>() && event.because.rule == "leader-proposes-isr") {
    const auto told = event.as<controller::IsrChanged>();
    for (const BrokerId id : told.isr)
      if (!contains(told.before, id))
        joined_[{NodeId(id.value), {told.topic, told.partition}}] = event.step;
  } else if (event.is<controller::LeaderElected>()) {
    const auto told = event.as<controller::LeaderElected>();
    const TopicPartition partition{told.topic, told.partition};
    const NodeId leader(told.leader.value);
    const auto loss = losses_.find(leader);
    // It leads with what it still has, and that others may lose by it is told (KIP-966).
    if (told.is_unclean || event.because.rule == "last-known-leader-leads-again") {
      joined_[{leader, partition}] = event.step;
      return;
    }
    if (loss == losses_.end() || !loss->second.is_registered) return;
    const auto joined = joined_.find({leader, partition});
    if (joined == joined_.end() || joined->second < loss->second.step)
      violate(world,
              partition.to_text() + ": broker " + std::to_string(leader.value) +
                  " is elected cleanly; it came back from a loss, and was not in sync since",
              event.step);
  }
}

}  // namespace fl::sim
