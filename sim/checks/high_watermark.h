// R7: a leader moves its high watermark only to where every replica of its maximal ISR has the log,
// as far as their fetches told it; and never back within an epoch.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"

#include <map>
#include <string_view>
#include <tuple>

namespace fl::sim {

class HighWatermarkCheck final : public Check {
 public:
  std::string_view name() const override { return "high-watermark-too-high"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  std::map<std::tuple<NodeId, TopicPartition, LeaderEpoch>, Offset> marks_;
};

}  // namespace fl::sim
