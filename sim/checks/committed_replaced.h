// R8: what is committed once stays so: a later leader commits other batches only above. Told: an
// unclean election gives up what its leader lacks.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class CommittedReplacedCheck final : public Check {
 public:
  explicit CommittedReplacedCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "committed-record-replaced"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
