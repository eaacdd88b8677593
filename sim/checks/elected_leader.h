// R4: a leader that the controller elects is in the ISR, and, if the election was clean, was in the
// ISR or eligible (ELR) before. The last known leader, which leads again with what it still has
// when nobody else may, counts as elected uncleanly.
#pragma once
#include "core/base/ids.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <vector>

namespace fl::sim {

class ElectedLeaderCheck final : public Check {
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

  void elected(const World& world, const StoredEvent& event);

  TopicIds topics_;
  std::map<TopicIdPartition, Known> known_;
};

}  // namespace fl::sim
