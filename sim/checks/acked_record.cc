#include "sim/checks/acked_record.h"

namespace fl::sim {

void AckedRecordCheck::finish(const World& world) {
  for (const auto& [producer, fate] : record_fates(world, cast_, history_, ledger_))
    for (const LostRecord& lost : fate.lost)
      if (lost.reason == LossReason::unexplained)
        violate(world, "record " + std::to_string(lost.number) + " of " + producer +
                           ", acknowledged with acks=" +
                           (lost.acks == -1 ? "all" : std::to_string(lost.acks)) + " at offset " +
                           std::to_string(lost.offset.value) + " of " + lost.partition.to_text() +
                           ", is gone and nothing allows it");
}

}  // namespace fl::sim
