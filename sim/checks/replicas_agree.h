// L4, L13: at the end of a run, running replicas that are in the ISR of a partition hold the same
// bytes below the smallest of their high watermarks, batch by batch; and each has all that is
// committed. Told: a broker that is just back from a loss of its power or disk, of which the
// controller does not know yet.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/log_scan.h"
#include "sim/checks/replica_ghost.h"
#include "sim/scenario/cast.h"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

class ReplicasAgreeCheck final : public Check {
 public:
  ReplicasAgreeCheck(const Cast& cast, const ReplicaGhost& ghost) : cast_(cast), ghost_(ghost) {}

  std::string_view name() const override { return "replicas-differ"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  using Disks = std::map<NodeId, std::map<TopicPartition, ScannedLog>>;

  void compare(const World& world, const TopicPartition& partition,
               const std::vector<NodeId>& members, const Disks& disks);

  const Cast& cast_;
  const ReplicaGhost& ghost_;
  std::map<std::pair<NodeId, TopicPartition>, Offset> marks_;  ///< high watermarks
};

}  // namespace fl::sim
