// L1: offsets are dense. An append begins where the log ends; on disk each batch begins where the
// one before it ended. (Compaction, which leaves holes, does not exist yet.)
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/scenario/cast.h"

#include <map>
#include <utility>

namespace fl::sim {

class OffsetGapCheck final : public Check {
 public:
  explicit OffsetGapCheck(const Cast& cast) : cast_(cast) {}

  std::string_view name() const override { return "offset-gap"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  using Key = std::pair<NodeId, TopicPartition>;

  const Cast& cast_;
  std::map<Key, Offset> end_;
};

}  // namespace fl::sim
