#include "sim/checks/quorum_roles.h"

#include "core/raft/events.h"

#include <string>

namespace fl::sim {

void QuorumRolesCheck::told(const World& world, const StoredEvent& event) {
  if (!event.is<raft::RoleChanged>()) return;
  const auto told = event.as<raft::RoleChanged>();
  const std::string who = "node " + std::to_string(event.node.value) + " is " + told.to +
                          " in epoch " + std::to_string(told.epoch.value) + " of the quorum";
  const bool stands = told.to == "prospective" || told.to == "candidate" || told.to == "leader";
  if (stands && !ghost_.is_voter(event.node))
    violate(world, who + ", and has no vote in it", event.step);
  if (told.to == "leader" && ghost_.votes_in(told.epoch) < ghost_.majority())
    violate(world,
            who + " with " + std::to_string(ghost_.votes_in(told.epoch)) +
                " votes: " + std::to_string(ghost_.majority()) + " are a majority",
            event.step);
  if (told.to == "follower" && told.leader.value < 0)
    violate(world, who + ", and knows no leader", event.step);
}

}  // namespace fl::sim
