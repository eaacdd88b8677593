#include "sim/checks/quorum_votes.h"

#include "core/raft/events.h"
#include "sim/events.h"

#include <string>

namespace fl::sim {

void QuorumVotesCheck::told(const World& world, const StoredEvent& event) {
  if (event.is<raft::VoteAnswered>()) {
    const auto told = event.as<raft::VoteAnswered>();
    if (told.is_granted && !told.is_pre_vote) votes(world, event, told.epoch, told.candidate);
  } else if (event.is<raft::RoleChanged>()) {
    const auto told = event.as<raft::RoleChanged>();
    if (told.to == "candidate") votes(world, event, told.epoch, event.node);
  } else if (event.is<NodeCrashed>() && event.as<NodeCrashed>().crash == CrashKind::disk_loss) {
    std::erase_if(votes_, [&](const auto& entry) { return entry.first.first == event.node; });
  }
}

void QuorumVotesCheck::votes(const World& world, const StoredEvent& event, LeaderEpoch epoch,
                             NodeId candidate) {
  const auto [known, is_first] = votes_.try_emplace({event.node, epoch}, candidate);
  if (!is_first && known->second != candidate)
    violate(world,
            "node " + std::to_string(event.node.value) + " votes for node " +
                std::to_string(candidate.value) + " in epoch " + std::to_string(epoch.value) +
                " of the quorum, and voted for node " + std::to_string(known->second.value),
            event.step);
}

}  // namespace fl::sim
