#include "sim/checks/isr_shape.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "sim/checks/id_lists.h"

#include <string>

namespace fl::sim {

void IsrShapeCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<controller::IsrChanged>()) {
    const auto told = event.as<controller::IsrChanged>();
    const TopicPartition partition{told.topic, told.partition};
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
    for (const BrokerId id : told.isr) {
      const auto fenced = is_fenced_.find(id);
      if (fenced != is_fenced_.end() && fenced->second && !contains(told.before, id))
        violate(world,
                partition.to_text() + ": broker " + std::to_string(id.value) +
                    " is taken into the ISR " + text_of(told.isr) + ", and is fenced",
                event.step);
    }
  } else if (event.is<controller::BrokerStateChanged>()) {
    const auto told = event.as<controller::BrokerStateChanged>();
    is_fenced_[told.broker] = told.after == "fenced";
  } else if (event.is<broker::ControllerActivated>()) {
    // What the one before it decided last may not have been committed.
    is_fenced_.clear();
  }
}

}  // namespace fl::sim
