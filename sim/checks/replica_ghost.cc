#include "sim/checks/replica_ghost.h"

#include "core/controller/cluster_story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>

namespace fl::sim {

std::vector<BrokerId> GhostReplica::maximal_isr() const {
  std::vector<BrokerId> all = isr;
  if (joining && std::ranges::find(all, *joining) == all.end()) all.push_back(*joining);
  return all;
}

bool GhostPartition::may_lack(LeaderEpoch epoch) const {
  // The broker may have passed over the epoch of its own unclean election.
  const LeaderEpoch led = reigns.empty() ? LeaderEpoch(-1) : reigns.rbegin()->first;
  return led < may_lack_epoch && may_lack_epoch <= epoch;
}

void ReplicaGhost::told(const World& world, const StoredEvent& event) {
  if (const auto gone = topics_.told(event))
    std::erase_if(replicas_, [&](const auto& entry) {
      return entry.first.first == event.node && entry.first.second.topic == *gone;
    });
  lineages_.told(event);
  told_by_log(world, event);
  told_by_leader(event);
  told_by_controller(event);
  if (event.is<NodeBooted>()) {
    for (auto& [key, replica] : replicas_)
      if (key.first == event.node) replica.is_leading = false;
  } else if (event.is<NodeCrashed>() && event.as<NodeCrashed>().crash != CrashKind::process_kill) {
    lossy_.insert(event.node);
  }
}

void ReplicaGhost::told_by_log(const World& world, const StoredEvent& event) {
  const auto note = [&](const auto& told, Offset end) {
    GhostReplica& replica = replicas_[{event.node, {told.topic, told.partition}}];
    replica.end = end;
    replica.incarnation = world.incarnation(event.node);
  };
  if (event.is<storage::VisibleEndAdvanced>()) {
    const auto told = event.as<storage::VisibleEndAdvanced>();
    note(told, told.visible_end);
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    note(told, told.to);
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    note(told, told.end);
  }
}

void ReplicaGhost::told_by_leader(const StoredEvent& event) {
  const auto replica = [&](const auto& told) -> GhostReplica& {
    return replicas_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<replication::BecameLeader>()) {
    begins(event);
  } else if (event.is<replication::BecameFollower>()) {
    replica(event.as<replication::BecameFollower>()).is_leading = false;
  } else if (event.is<replication::HighWatermarkAdvanced>()) {
    advances(event);
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    replica(told).isr = told.after;
    replica(told).joining.reset();
  } else if (event.is<replication::IsrExpandAsked>()) {
    const auto told = event.as<replication::IsrExpandAsked>();
    replica(told).joining = told.added;
  } else if (event.is<replication::IsrChangeRefused>()) {
    // Of one that metadata overtook nobody knows whether it happened: it may have.
    const auto told = event.as<replication::IsrChangeRefused>();
    if (event.because.rule == "not-applied") replica(told).joining.reset();
  }
}

void ReplicaGhost::begins(const StoredEvent& event) {
  const auto told = event.as<replication::BecameLeader>();
  const TopicPartition name{told.topic, told.partition};
  GhostReplica& replica = replicas_[{event.node, name}];
  replica.is_leading = true;
  replica.epoch = told.leader_epoch;
  replica.replicas = told.replicas;
  replica.isr = told.isr;
  replica.joining.reset();
  replica.high_watermark.reset();
  GhostPartition& partition = partitions_[topics_.of(event.node, name)];
  const bool may_lack = partition.may_lack(told.leader_epoch);
  partition.reigns.try_emplace(
      told.leader_epoch,
      GhostReign{.leader = event.node, .start = told.epoch_start, .may_lack = may_lack});
  if (!may_lack) return;
  // What it lacks was committed, and is no longer.
  const Lineage& log = lineages_.of({event.node, name});
  const auto parts = partition.committed.first_difference(log, partition.committed_end);
  partition.committed_end =
      std::min({partition.committed_end, told.epoch_start, parts.value_or(told.epoch_start)});
  partition.committed.cut(partition.committed_end);
}

void ReplicaGhost::advances(const StoredEvent& event) {
  const auto told = event.as<replication::HighWatermarkAdvanced>();
  const TopicPartition name{told.topic, told.partition};
  replicas_[{event.node, name}].high_watermark = told.after;
  GhostPartition& partition = partitions_[topics_.of(event.node, name)];
  // A leader that another has replaced uncleanly commits nothing for the others.
  const auto later = partition.reigns.upper_bound(told.leader_epoch);
  if (std::any_of(later, partition.reigns.end(), [](const auto& r) { return r.second.may_lack; }))
    return;
  if (told.after <= partition.committed_end) return;
  partition.committed_end = told.after;
  partition.committed = lineages_.of({event.node, name});
  partition.committed.cut(told.after);
}

void ReplicaGhost::told_by_controller(const StoredEvent& event) {
  if (event.is<controller::IsrChanged>()) {
    auto told = event.as<controller::IsrChanged>();
    GhostPartition& partition =
        partitions_[topics_.of(event.node, {std::move(told.topic), told.partition})];
    partition.isr = std::move(told.isr);
    partition.eligible = std::move(told.eligible_leader_replicas);
  } else if (event.is<controller::LeaderElected>()) {
    auto told = event.as<controller::LeaderElected>();
    if (!told.is_unclean && event.because.rule != "last-known-leader-leads-again") return;
    GhostPartition& partition =
        partitions_[topics_.of(event.node, {std::move(told.topic), told.partition})];
    partition.may_lack_epoch = std::max(partition.may_lack_epoch, told.leader_epoch);
  } else if (event.is<controller::BrokerRegistered>()) {
    lossy_.erase(NodeId(event.as<controller::BrokerRegistered>().broker.value));
  }
}

const GhostReplica* ReplicaGhost::replica(NodeId node, const TopicPartition& partition) const {
  const auto found = replicas_.find({node, partition});
  return found != replicas_.end() ? &found->second : nullptr;
}

const GhostPartition* ReplicaGhost::partition(NodeId node, const TopicPartition& partition) const {
  const auto found = partitions_.find(topics_.of(node, partition));
  return found != partitions_.end() ? &found->second : nullptr;
}

std::optional<Offset> ReplicaGhost::live_end(const World& world, NodeId node,
                                             const TopicPartition& partition) const {
  const GhostReplica* known = replica(node, partition);
  if (known == nullptr || known->incarnation < 0 || !world.is_running(node) ||
      world.incarnation(node) != known->incarnation)
    return std::nullopt;
  return known->end;
}

}  // namespace fl::sim
