// Q3: who leads the metadata quorum has all that is committed. Told: where a majority of the disks
// was lost, nobody has it.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumCompletenessCheck final : public Check {
 public:
  explicit QuorumCompletenessCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-leader-lacks-committed"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
