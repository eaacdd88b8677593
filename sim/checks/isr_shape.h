// R4, R5: a leader that the controller elects is in the ISR, and, if the election was clean, was in
// the ISR or eligible before; nobody is in the ISR and an eligible leader replica at once; while
// the ISR has min.insync.replicas members there are none of those.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <vector>

namespace fl::sim {

class IsrShapeCheck final : public Check {
 public:
  std::string_view name() const override { return "isr-without-leader"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  struct Known {
    std::vector<BrokerId> isr;
    std::vector<BrokerId> eligible;
    /// Who had every committed record when the ISR changed in `step`: the ISR and the eligible of
    /// before, and whom the leader itself took in.
    std::vector<BrokerId> had_all;
    StepId step{};
  };

  std::map<TopicPartition, Known> known_;
};

}  // namespace fl::sim
