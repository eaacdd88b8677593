// The ghost state that checks of replication share: what each broker told of its replicas, what the
// controller told of ISRs and elections, and from both what is committed of each partition. A fold
// over the story alone. It takes each event after the checks: they judge an event by what was
// before it.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/lineage.h"
#include "sim/checks/topic_ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

/// A replica as its own broker told of it.
struct GhostReplica {
  Offset end;                     ///< what readers may see; exclusive
  std::int32_t incarnation = -1;  ///< of the broker when it told the end; -1: never
  bool is_leading = false;
  BrokerId leader{-1};  ///< whom it follows, or itself
  LeaderEpoch epoch{-1};
  // Of a leader:
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> isr;        ///< as the leader knows it
  std::optional<BrokerId> joining;  ///< whom it asked to be taken in
  std::optional<Offset> high_watermark;

  /// Whoever may be in the controller's ISR.
  std::vector<BrokerId> maximal_isr() const;
};

/// One leader of a partition: where its log ended when it began.
struct GhostReign {
  NodeId leader;
  Offset start;
  /// An unclean election, or one of the last known leader: it may lack what was committed.
  bool may_lack = false;
};

/// A partition as a whole.
struct GhostPartition {
  Offset committed_end;  ///< the highest that any leader's high watermark was
  Lineage committed;     ///< which epoch wrote what is below
  std::map<LeaderEpoch, GhostReign> reigns;
  LeaderEpoch may_lack_epoch{-1};  ///< the newest unclean election
  // As the active controller told last; nothing since another one is active.
  LeaderEpoch elected_epoch{-1};
  std::optional<std::vector<BrokerId>> isr;
  std::vector<BrokerId> eligible;

  /// Whether the leader of a new epoch may lack what was committed.
  bool may_lack(LeaderEpoch epoch) const;
};

class ReplicaGhost final : public Fold {
 public:
  /// `min_isr`: the brokers' own min.insync.replicas.
  explicit ReplicaGhost(std::int64_t min_isr) : first_min_isr_(min_isr) {}

  void told(const World& world, const StoredEvent& event) override;

  /// nullptr: nothing was told.
  const GhostReplica* replica(NodeId node, const TopicPartition& partition) const;
  /// The partition that the node means.
  const GhostPartition* partition(NodeId node, const TopicPartition& partition) const;

  const Lineage& lineage(NodeId node, const TopicPartition& partition) const {
    return lineages_.of({node, partition});
  }

  const Lineages& lineages() const { return lineages_; }

  /// The end of a replica's log, if its broker runs and told of it in this life.
  std::optional<Offset> live_end(const World& world, NodeId node,
                                 const TopicPartition& partition) const;

  /// How much of what was committed is left when the leader begins whom `event` (BecameLeader) is
  /// about: all, unless its election allowed it to lack something.
  Offset kept_end(const StoredEvent& event) const;

  /// min.insync.replicas of a topic as the node knows it.
  std::int64_t min_isr(NodeId node, const std::string& topic) const;

  /// The broker lost its power or disk, and the controller does not know it yet.
  bool is_back_from_loss(NodeId broker) const { return lossy_.contains(broker); }

 private:
  void told_by_leader(const StoredEvent& event);
  void told_by_log(const World& world, const StoredEvent& event);
  void told_by_controller(const StoredEvent& event);
  void begins(const StoredEvent& event);
  void configured(const StoredEvent& event);
  void advances(const StoredEvent& event);

  TopicIds topics_;
  Lineages lineages_;
  std::map<std::pair<NodeId, TopicPartition>, GhostReplica> replicas_;
  std::map<TopicIdPartition, GhostPartition> partitions_;
  std::set<NodeId> lossy_;
  /// By node and topic; the topic "" is the cluster's default.
  std::map<std::pair<NodeId, std::string>, std::int64_t> min_isr_;
  std::int64_t first_min_isr_ = 1;
};

}  // namespace fl::sim
