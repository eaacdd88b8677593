#include "sim/checks/isr_shape.h"

#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/replication/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

namespace {

std::string text_of(const std::vector<BrokerId>& ids) {
  std::string text = "[";
  for (const BrokerId id : ids)
    text += (text.size() > 1 ? ", " : "") + std::to_string(id.value);
  return text + "]";
}

bool contains(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

void IsrShapeCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<controller::IsrChanged>()) {
    const auto told = event.as<controller::IsrChanged>();
    const TopicPartition partition{told.topic, told.partition};
    Known& known = known_.try_emplace(partition, Known{.isr = told.before}).first->second;
    known.had_all = known.isr;
    known.had_all.insert(known.had_all.end(), known.eligible.begin(), known.eligible.end());
    if (event.because.rule == "leader-proposes-isr")
      known.had_all.insert(known.had_all.end(), told.isr.begin(), told.isr.end());
    known.step = event.step;
    known.isr = told.isr;
    known.eligible = told.eligible_leader_replicas;
    const auto is_both = [&](BrokerId id) { return contains(told.isr, id); };
    if (std::ranges::any_of(told.eligible_leader_replicas, is_both))
      violate(world,
              partition.to_text() + ": somebody is in the ISR " + text_of(told.isr) +
                  " and eligible " + text_of(told.eligible_leader_replicas) + " at once",
              event.step);
    for (const Term& term : event.because.terms)
      if (term.name == "min_isr" && !told.eligible_leader_replicas.empty() &&
          static_cast<std::int64_t>(told.isr.size()) >= term.value)
        violate(world,
                partition.to_text() + ": ISR " + text_of(told.isr) + " is enough, and still " +
                    text_of(told.eligible_leader_replicas) + " are eligible",
                event.step);
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    known_.try_emplace({told.topic, told.partition}, Known{.isr = told.isr, .had_all = told.isr});
  } else if (event.is<controller::LeaderElected>()) {
    const auto told = event.as<controller::LeaderElected>();
    const TopicPartition partition{told.topic, told.partition};
    const auto found = known_.find(partition);
    if (told.leader.value < 0 || found == known_.end()) return;
    const Known& known = found->second;
    if (!contains(known.isr, told.leader))
      violate(world,
              partition.to_text() + ": broker " + std::to_string(told.leader.value) +
                  " is elected, and is not in the ISR " + text_of(known.isr),
              event.step);
    else if (!told.is_unclean && known.step == event.step && !contains(known.had_all, told.leader))
      violate(world,
              partition.to_text() + ": broker " + std::to_string(told.leader.value) +
                  " is elected cleanly, and only " + text_of(known.had_all) +
                  " had every committed record",
              event.step);
  } else if (event.is<controller::TopicDeleted>()) {
    const std::string topic = event.as<controller::TopicDeleted>().topic;
    std::erase_if(known_, [&](const auto& entry) { return entry.first.topic == topic; });
  }
}

}  // namespace fl::sim
