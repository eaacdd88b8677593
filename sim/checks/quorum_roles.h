// Q12: only voters stand for election or lead; a leader has the votes of a majority of the voters,
// its own included; a follower knows its leader.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumRolesCheck final : public Check {
 public:
  explicit QuorumRolesCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "quorum-role-without-right"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
