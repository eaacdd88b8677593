// Liveness: a cluster that is left alone is well again. Judged at the end of a run if every node
// has been up and no fault in force for a minute: each partition that anybody alive may lead has a
// leader, every replica is in its ISR, no broker is fenced, what was written a while ago is
// committed, all nodes know the same metadata, and no request has waited for longer than anybody
// would. Told: a broker whose disk failed it.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/metadata/image.h"
#include "sim/checks/check.h"
#include "sim/checks/faults_in_force.h"
#include "sim/checks/replica_ghost.h"
#include "sim/scenario/cast.h"

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace fl::sim {

class SettlingCheck final : public Check {
 public:
  /// How long a cluster may take: sessions, replica.lag.time.max.ms and elections one after
  /// another.
  static constexpr std::int64_t kSettlesWithinNs = 60'000'000'000;
  /// What happened since may still be on its way.
  static constexpr std::int64_t kOnItsWayNs = 5'000'000'000;
  static constexpr std::int64_t kRequestWaitsNs = 60'000'000'000;

  SettlingCheck(const Cast& cast, const ReplicaGhost& ghost) : cast_(cast), ghost_(ghost) {}

  std::string_view name() const override { return "left-unsettled"; }

  void told(const World& world, const StoredEvent& event) override;
  void finish(const World& world) override;

 private:
  struct Timed {
    Offset end;
    Instant at;
  };

  bool is_judged(const World& world) const;
  void judge(const World& world, const TopicPartition& name,
             const metadata::PartitionImage& partition);
  void judge_metadata(const World& world);

  const Cast& cast_;
  const ReplicaGhost& ghost_;
  FaultsInForce faults_;
  Instant last_boot_;
  std::set<NodeId> booted_;  ///< at least once: a spare may stay off
  std::set<TopicPartition> partitions_;
  std::map<std::pair<NodeId, TopicPartition>, Instant> last_append_;
  std::map<BrokerId, bool> is_fenced_;
  std::set<NodeId> failed_;  ///< their disks
  std::map<NodeId, Timed> metadata_;
  std::map<std::pair<NodeId, ConnId>, Instant> requests_;  ///< not answered
};

}  // namespace fl::sim
