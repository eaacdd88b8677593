// L4, L13: at the end of a run, running replicas that are in the ISR of a partition hold the same
// bytes below the smallest of their high watermarks, batch by batch.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/scenario/cast.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class ReplicasAgreeCheck final : public Check {
 public:
  explicit ReplicasAgreeCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "replicas-differ"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  const Cast& cast_;
  std::map<std::pair<NodeId, TopicPartition>, Offset> marks_;  ///< high watermarks
};

}  // namespace fl::sim
