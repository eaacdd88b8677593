// R4, R5: a leader that the controller elects is in the ISR; nobody is in the ISR and an eligible
// leader replica at once; while the ISR has min.insync.replicas members there are none of those.
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
  std::map<TopicPartition, std::vector<BrokerId>> isr_;
};

}  // namespace fl::sim
