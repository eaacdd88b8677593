// R19: moving a partition takes nobody into the ISR by itself, and leaves somebody in it who was in
// it before: copies are made first, and only then is a replica given up.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <string_view>
#include <vector>

namespace fl::sim {

class ReassignmentCheck final : public Check {
 public:
  std::string_view name() const override { return "reassignment-unsafe"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  StepId step_{};  ///< in which a partition moved
  TopicPartition partition_;
  std::vector<BrokerId> replicas_;
};

}  // namespace fl::sim
