// R5: nobody is in the ISR and an eligible leader replica (ELR) at once; while the ISR has
// min.insync.replicas members nobody is eligible; no broker is taken in that the controller itself
// holds for fenced.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>

namespace fl::sim {

class IsrShapeCheck final : public Check {
 public:
  std::string_view name() const override { return "isr-at-odds-with-elr"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  std::map<BrokerId, bool> is_fenced_;  ///< as the active controller told
};

}  // namespace fl::sim
