// Q2, Q9: below what a node takes for committed, its metadata log is that of everybody else; and
// nobody cuts off what is committed.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/quorum_ghost.h"

#include <string_view>

namespace fl::sim {

class QuorumAgreementCheck final : public Check {
 public:
  explicit QuorumAgreementCheck(const QuorumGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "metadata-differs"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const QuorumGhost& ghost_;
};

}  // namespace fl::sim
