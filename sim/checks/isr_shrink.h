// R18: a leader drops a replica from its ISR only if that did not have all for longer than
// replica.lag.time.max.ms, by the numbers that decided.
#pragma once
#include "sim/checks/check.h"

#include <string_view>

namespace fl::sim {

class IsrShrinkCheck final : public Check {
 public:
  std::string_view name() const override { return "shrinks-too-early"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
};

}  // namespace fl::sim
