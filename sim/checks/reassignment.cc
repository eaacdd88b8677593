#include "sim/checks/reassignment.h"

#include "core/controller/cluster_story.h"
#include "sim/checks/id_lists.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void ReassignmentCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<controller::ReplicasChanged>()) {
    auto told = event.as<controller::ReplicasChanged>();
    step_ = event.step;
    partition_ = {std::move(told.topic), told.partition};
    replicas_ = std::move(told.replicas);
  } else if (event.is<controller::IsrChanged>() && event.step == step_) {
    // Told right after the replicas that go with it.
    const auto told = event.as<controller::IsrChanged>();
    if (TopicPartition{told.topic, told.partition} != partition_) return;
    const auto was_in = [&](BrokerId id) { return contains(told.before, id); };
    const bool is_asked = event.because.rule != "leader-proposes-isr";
    // A leader's proposal may bring the last target in and complete the move at once.
    if (is_asked && !told.before.empty() && std::ranges::none_of(told.isr, was_in))
      violate(world,
              partition_.to_text() + ": the partition moves and nobody of the ISR " +
                  text_of(told.before) + " stays in it",
              event.step);
    if (is_asked && !told.before.empty() && !std::ranges::all_of(told.isr, was_in))
      violate(world,
              partition_.to_text() + ": the move itself makes the ISR " + text_of(told.isr) +
                  " of " + text_of(told.before),
              event.step);
    for (const BrokerId id : told.isr)
      if (!contains(replicas_, id))
        violate(world,
                partition_.to_text() + ": broker " + std::to_string(id.value) +
                    " is in the ISR after the move, and is no replica",
                event.step);
  }
}

}  // namespace fl::sim
