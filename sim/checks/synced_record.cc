#include "sim/checks/synced_record.h"

#include "core/broker/events.h"
#include "core/storage/log_events.h"
#include "sim/checks/log_scan.h"
#include "sim/scenario/cluster_view.h"

#include <vector>

namespace fl::sim {

void SyncedRecordCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<storage::LogRecovered>()) {
    const auto recovered = event.as<storage::LogRecovered>();
    const CrashLedger::Key key{event.node, {recovered.topic, recovered.partition}};
    const auto promised = ledger_.unproven().find(key);
    if (promised != ledger_.unproven().end() && recovered.end < promised->second)
      violate(world,
              key.second.to_text() + ": recovered up to offset " +
                  std::to_string(recovered.end.value) + ", but everything below " +
                  std::to_string(promised->second.value) + " had been promised",
              event.step);
    ledger_.prove(key);
  } else if (event.is<broker::BrokerStarted>()) {
    std::vector<CrashLedger::Key> gone;
    for (const auto& [key, promised] : ledger_.unproven()) {
      if (key.first != event.node) continue;
      if (promised > ledger_.log_start(key) && is_replica(world, cast_, key.first, key.second))
        violate(world, key.second.to_text() + ": the whole log is gone after the crash",
                event.step);
      gone.push_back(key);
    }
    for (const auto& key : gone)
      ledger_.prove(key);
  }
  ledger_.told(event);
}

void SyncedRecordCheck::finish(const World& world) {
  for (const NodeId broker : cast_.brokers()) {
    if (!world.is_running(broker)) continue;
    for (const auto& [partition, log] : scan_logs(world.disk(broker), kLogDirectory))
      for (const ScannedSegment& segment : log.segments)
        if (!segment.is_whole() && &segment != &log.segments.back())
          violate(world, segment.path + ": bytes from " + std::to_string(segment.valid_bytes) +
                             " on are no valid batches, and segments follow");
  }
}

}  // namespace fl::sim
