#include "sim/checks/read_agreement.h"

#include "core/replication/events.h"
#include "sim/workload/events.h"

#include <string>

namespace fl::sim {

void ReadAgreementCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    const TopicPartition partition{told.topic, told.partition};
    const GhostPartition* known = ghost_.partition(event.node, partition);
    if (known == nullptr || !known->may_lack(told.leader_epoch)) return;
    std::vector<Read>& reads = reads_[partition];
    const auto kept = static_cast<std::size_t>(ghost_.kept_end(event).value);
    if (kept < reads.size()) reads.resize(kept);
  } else if (event.is<RecordsConsumed>()) {
    const auto told = event.as<RecordsConsumed>();
    std::vector<Read>& reads = reads_[{told.topic, told.partition}];
    for (const ConsumedRecord& record : told.records) {
      if (record.offset.value < 0) continue;
      const auto index = static_cast<std::size_t>(record.offset.value);
      if (index >= reads.size()) reads.resize(index + 1);
      Read& read = reads[index];
      if (read.number >= 0 && (read.digest != record.value_digest || read.number != record.number))
        violate(world,
                told.topic + "-" + std::to_string(told.partition.value) + ": " + told.consumer +
                    " gets record " + std::to_string(record.number) + " at offset " +
                    std::to_string(record.offset.value) + ", where record " +
                    std::to_string(read.number) + " was read before",
                event.step);
      read = {.digest = record.value_digest, .number = record.number};
    }
  }
}

}  // namespace fl::sim
