// Q4: a majority of the voters has all committed metadata durably whenever a leader begins and at
// the end. Told: a disk that was lost has nothing until its node has copied the log again.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumDurabilityCheck final : public Check {
 public:
  explicit QuorumDurabilityCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-not-durable"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  void look(const World& world, StepId step);

  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
