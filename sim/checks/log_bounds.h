// L6: log start <= high watermark <= log end, visible end <= log end, and what is durable is
// visible; by what each broker told of its own log.
#pragma once
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <string_view>

namespace fl::sim {

class LogBoundsCheck final : public Check {
 public:
  explicit LogBoundsCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "log-bounds-cross"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  const ReplicaGhost& ghost_;
};

}  // namespace fl::sim
