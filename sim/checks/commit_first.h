// Q16: the controller answers a leader that wanted another ISR only after the change is committed.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/topic_ids.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class CommitFirstCheck final : public Check {
 public:
  std::string_view name() const override { return "acts-before-commit"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  TopicIds topics_;
  /// Who decided the change, as long as it has committed nothing since.
  std::map<std::pair<TopicIdPartition, PartitionEpoch>, NodeId> decided_;
};

}  // namespace fl::sim
