// Q8: a leader of the metadata quorum counts as committed only what a majority of the voters has
// durably.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumCommitCheck final : public Check {
 public:
  explicit QuorumCommitCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-committed-by-few"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
