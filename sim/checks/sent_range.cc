#include "sim/checks/sent_range.h"

#include "core/base/digest.h"
#include "sim/events.h"
#include "sim/workload/events.h"
#include "sim/workload/payload.h"

namespace fl::sim {

SentRangeCheck::SentRangeCheck(const Scenario& scenario)
    : is_open_to_outside_(!scenario.front_door.empty()) {
  for (const ProducerSpec& spec : scenario.producers)
    record_bytes_[spec.name] = spec.record_bytes;
}

void SentRangeCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<SentRangeChanged>()) {
    const auto changed = event.as<SentRangeChanged>();
    const auto lost = power_lost_.find(event.node);
    if (lost != power_lost_.end() && changed.sent_in <= lost->second) return;
    violate(world,
            "the range of " + std::to_string(changed.size) + " bytes at position " +
                std::to_string(changed.position) + " that step " +
                std::to_string(changed.sent_in.value) + " sent arrived with other bytes",
            event.step);
  } else if (event.is<NodeCrashed>()) {
    if (event.as<NodeCrashed>().crash != CrashKind::process_kill)
      power_lost_[event.node] = event.step;
  } else if (event.is<RecordsConsumed>()) {
    const auto consumed = event.as<RecordsConsumed>();
    for (const ConsumedRecord& record : consumed.records) {
      const auto bytes = record_bytes_.find(record.producer);
      // Through the front door real clients write what they like.
      if (bytes == record_bytes_.end() && is_open_to_outside_) continue;
      const bool is_as_made =
          bytes != record_bytes_.end() &&
          static_cast<std::int64_t>(digest_of(as_bytes(
              payload_of(record.producer, record.number, bytes->second)))) == record.value_digest;
      if (!is_as_made)
        violate(world,
                consumed.consumer + " got a record at offset " +
                    std::to_string(record.offset.value) + " of " + consumed.topic + "-" +
                    std::to_string(consumed.partition.value) + " that no producer made",
                event.step);
    }
  }
}

}  // namespace fl::sim
