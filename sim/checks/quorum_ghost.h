// The ghost state that checks of the metadata quorum share: how far each node has the log durably,
// what is committed, who voted. A fold over the story; it takes each event after the checks.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/checks/check.h"
#include "sim/checks/lineage.h"
#include "sim/checks/replica_ghost.h"

#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace fl::sim {

class QuorumGhost final : public Fold {
 public:
  /// `replicas` is told of each event before this.
  QuorumGhost(const ReplicaGhost& replicas, std::vector<NodeId> voters)
      : replicas_(replicas), voters_(std::move(voters)) {}

  void told(const World& world, const StoredEvent& event) override;

  /// The metadata log of a node.
  const Lineage& log(NodeId node) const { return replicas_.lineage(node, partition()); }

  bool is_voter(NodeId node) const;

  std::size_t majority() const { return voters_.size() / 2 + 1; }

  /// How many voters have the metadata log durably up to `end`.
  std::size_t holders_of(Offset end) const;

  /// Voters that gave their vote in the epoch, candidates included.
  std::size_t votes_in(LeaderEpoch epoch) const;

  /// The highest that anybody knew to be committed, and which epochs wrote it.
  Offset committed_end() const { return committed_end_; }

  const Lineage& committed() const { return committed_; }

  /// Voters whose disk was lost: what a majority had may be gone with as many.
  std::size_t lost_disks() const { return lost_disks_; }

  static const TopicPartition& partition();

 private:
  const ReplicaGhost& replicas_;
  std::vector<NodeId> voters_;
  std::map<NodeId, Offset> durable_ends_;
  std::map<LeaderEpoch, std::set<NodeId>> votes_;
  Offset committed_end_;
  Lineage committed_;
  std::size_t lost_disks_ = 0;
};

}  // namespace fl::sim
