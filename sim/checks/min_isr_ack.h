// R16: an acknowledgement with acks=all is given only for records whose high watermark was reached
// while the ISR, with whoever is being taken in, had min.insync.replicas members. (A topic of fewer
// replicas needs no more than it has.)
#pragma once
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/replica_ghost.h"

#include <map>
#include <string_view>
#include <utility>

namespace fl::sim {

class MinIsrAckCheck final : public Check {
 public:
  explicit MinIsrAckCheck(const ReplicaGhost& ghost) : ghost_(ghost) {}

  std::string_view name() const override { return "acked-below-min-isr"; }

  void told(const World& world, const StoredEvent& event) override;

 private:
  /// Up to where the high watermark was while the ISR was enough, as of before `event`.
  void look(NodeId node, const TopicPartition& partition);

  const ReplicaGhost& ghost_;
  std::map<std::pair<NodeId, TopicPartition>, Offset> well_;
};

}  // namespace fl::sim
