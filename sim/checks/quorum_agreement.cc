#include "sim/checks/quorum_agreement.h"

#include "core/raft/events.h"

#include <algorithm>
#include <string>

namespace fl::sim {

void QuorumAgreementCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<raft::QuorumHighWatermarkMoved>()) {
    const auto told = event.as<raft::QuorumHighWatermarkMoved>();
    const auto at = ghost_.committed().first_difference(
        ghost_.log(event.node), std::min(told.after, ghost_.committed_end()));
    if (at)
      violate(world,
              "node " + std::to_string(event.node.value) + " has other metadata at offset " +
                  std::to_string(at->value) + " than is committed there",
              event.step);
  } else if (event.is<raft::MetadataTruncated>()) {
    const auto told = event.as<raft::MetadataTruncated>();
    const auto mine = ghost_.log(event.node).epoch_at(told.to);
    if (told.to < ghost_.committed_end() && mine && ghost_.committed().holds(*mine, told.to))
      violate(world,
              "node " + std::to_string(event.node.value) + " cuts its metadata log at offset " +
                  std::to_string(told.to.value) + ", and all below " +
                  std::to_string(ghost_.committed_end().value) + " is committed",
              event.step);
  }
}

}  // namespace fl::sim
