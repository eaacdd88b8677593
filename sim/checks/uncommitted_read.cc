#include "sim/checks/uncommitted_read.h"

#include "sim/workload/events.h"

#include <string>

namespace fl::sim {

void UncommittedReadCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<RecordsConsumed>()) return;
  const auto told = event.as<RecordsConsumed>();
  if (told.high_watermark.value < 0 || told.records.empty()) return;
  const Offset last = told.records.back().offset;
  if (last < told.high_watermark) return;
  violate(world,
          told.topic + "-" + std::to_string(told.partition.value) + ": " + told.consumer +
              " gets offset " + std::to_string(last.value) + ", and the high watermark is " +
              std::to_string(told.high_watermark.value),
          event.step);
}

}  // namespace fl::sim
