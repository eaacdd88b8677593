#include "sim/checks/elected_leader.h"

#include "core/controller/cluster_story.h"
#include "core/replication/events.h"
#include "sim/checks/id_lists.h"

#include <string>

namespace fl::sim {

void ElectedLeaderCheck::told(const World& world, const StoredEvent& event) {
  topics_.told(event);
  if (event.is<controller::IsrChanged>()) {
    const auto told = event.as<controller::IsrChanged>();
    const auto partition = topics_.of(event.node, {told.topic, told.partition});
    Known& known = known_.try_emplace(partition, Known{.isr = told.before}).first->second;
    known.had_all = known.isr;
    known.had_all.insert(known.had_all.end(), known.eligible.begin(), known.eligible.end());
    if (event.because.rule == "leader-proposes-isr")
      known.had_all.insert(known.had_all.end(), told.isr.begin(), told.isr.end());
    known.step = event.step;
    known.isr = told.isr;
    known.eligible = told.eligible_leader_replicas;
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    known_.try_emplace(topics_.of(event.node, {told.topic, told.partition}),
                       Known{.isr = told.isr, .had_all = told.isr});
  } else if (event.is<controller::LeaderElected>()) {
    elected(world, event);
  }
}

void ElectedLeaderCheck::elected(const World& world, const StoredEvent& event) {
  const auto told = event.as<controller::LeaderElected>();
  const auto partition = topics_.of(event.node, {told.topic, told.partition});
  const auto found = known_.find(partition);
  if (told.leader.value < 0 || found == known_.end()) return;
  const Known& known = found->second;
  if (!contains(known.isr, told.leader))
    violate(world,
            partition.name.to_text() + ": broker " + std::to_string(told.leader.value) +
                " is elected, and is not in the ISR " + text_of(known.isr),
            event.step);
  else if (!told.is_unclean && known.step == event.step && !contains(known.had_all, told.leader))
    violate(world,
            partition.name.to_text() + ": broker " + std::to_string(told.leader.value) +
                " is elected cleanly, and only " + text_of(known.had_all) +
                " had every committed record",
            event.step);
}

}  // namespace fl::sim
