#include "sim/checks/isr_join.h"

#include "core/controller/cluster_story.h"
#include "core/replication/events.h"
#include "sim/checks/id_lists.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void IsrJoinCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<replication::IsrExpandAsked>()) asked(world, event);
  if (event.is<controller::IsrChanged>() && event.because.rule == "leader-proposes-isr")
    agreed(world, event);
}

void IsrJoinCheck::asked(const World& world, const StoredEvent& event) {
  const auto told = event.as<replication::IsrExpandAsked>();
  const TopicPartition name{told.topic, told.partition};
  Offset has(-1);
  Offset needs(0);
  for (const Term& term : event.because.terms) {
    if (term.name == "fetch_offset") has = Offset(term.value);
    if (term.name == "high_watermark") needs = std::max(needs, Offset(term.value));
  }
  if (const GhostPartition* partition = ghost_.partition(event.node, name))
    if (const auto reign = partition->reigns.find(told.leader_epoch);
        reign != partition->reigns.end())
      needs = std::max(needs, reign->second.start);
  if (has < needs)
    violate(world,
            name.to_text() + ": broker " + std::to_string(told.added.value) +
                " is to come into the ISR and has only what is below " + std::to_string(has.value) +
                ", it needs all below " + std::to_string(needs.value),
            event.step);
}

void IsrJoinCheck::agreed(const World& world, const StoredEvent& event) {
  const auto told = event.as<controller::IsrChanged>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* partition = ghost_.partition(event.node, name);
  if (partition == nullptr) return;
  for (const BrokerId id : told.isr) {
    const NodeId node(id.value);
    if (contains(told.before, id) || ghost_.is_back_from_loss(node)) continue;
    const auto end = ghost_.live_end(world, node, name);
    if (end && *end < partition->committed_end)
      violate(world,
              name.to_text() + ": broker " + std::to_string(id.value) +
                  " comes into the ISR, its log ends at " + std::to_string(end->value) +
                  ", and all below " + std::to_string(partition->committed_end.value) +
                  " is committed",
              event.step);
  }
}

}  // namespace fl::sim
