// Q7: what the metadata quorum has committed stays so: a leader never counts less as committed than
// anybody knew to be before.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumMarkCheck final : public Check {
 public:
  explicit QuorumMarkCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-high-watermark-goes-back"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
