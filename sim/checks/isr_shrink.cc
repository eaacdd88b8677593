#include "sim/checks/isr_shrink.h"

#include "core/replication/events.h"

#include <string>

namespace fl::sim {

void IsrShrinkCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<replication::IsrShrinkAsked>()) return;
  const auto told = event.as<replication::IsrShrinkAsked>();
  const TopicPartition partition{told.topic, told.partition};
  for (const Term& term : event.because.terms) {
    if (term.name != "lag_max_ms") continue;
    for (const replication::LaggingReplica& lagging : told.lagging)
      // -1: it never had all in this epoch, and was not in sync when that began.
      if (lagging.behind_records == 0 || (lagging.behind_ms >= 0 && lagging.behind_ms < term.value))
        violate(world,
                partition.to_text() + ": broker " + std::to_string(lagging.replica.value) +
                    " is dropped from the ISR after " + std::to_string(lagging.behind_ms) +
                    " ms, replica.lag.time.max.ms is " + std::to_string(term.value),
                event.step);
  }
}

}  // namespace fl::sim
