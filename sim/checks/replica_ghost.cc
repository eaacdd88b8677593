#include "sim/checks/replica_ghost.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>
#include <charconv>

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
  } else if (event.is<storage::LogMovedAway>()) {
    const auto told = event.as<storage::LogMovedAway>();
    note(told, Offset(0));
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
    const auto told = event.as<replication::BecameFollower>();
    replica(told).is_leading = false;
    replica(told).leader = told.leader;
    replica(told).epoch = told.leader_epoch;
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
  replica.leader = BrokerId(event.node.value);
  replica.epoch = told.leader_epoch;
  replica.replicas = told.replicas;
  replica.isr = told.isr;
  replica.joining.reset();
  replica.high_watermark = told.high_watermark;
  GhostPartition& partition = partitions_[topics_.of(event.node, name)];
  partition.committed_end = kept_end(event);
  partition.committed.cut(partition.committed_end);
  partition.reigns.try_emplace(told.leader_epoch,
                               GhostReign{.leader = event.node,
                                          .start = told.epoch_start,
                                          .may_lack = partition.may_lack(told.leader_epoch)});
}

Offset ReplicaGhost::kept_end(const StoredEvent& event) const {
  const auto told = event.as<replication::BecameLeader>();
  const TopicPartition name{told.topic, told.partition};
  const GhostPartition* known = partition(event.node, name);
  if (known == nullptr) return Offset(0);
  if (!known->may_lack(told.leader_epoch)) return known->committed_end;
  const auto parts = known->committed.first_difference(lineage(event.node, name), told.epoch_start);
  return std::min({known->committed_end, told.epoch_start, parts.value_or(told.epoch_start)});
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
    GhostPartition& partition =
        partitions_[topics_.of(event.node, {std::move(told.topic), told.partition})];
    partition.elected_epoch = told.leader_epoch;
    if (told.is_unclean)
      partition.may_lack_epoch = std::max(partition.may_lack_epoch, told.leader_epoch);
  } else if (event.is<controller::BrokerRegistered>()) {
    lossy_.erase(NodeId(event.as<controller::BrokerRegistered>().broker.value));
  } else if (event.is<broker::ControllerActivated>()) {
    // What the one before it decided last may not have been committed.
    for (auto& [key, partition] : partitions_)
      partition.isr.reset();
  } else if (event.is<controller::ConfigChanged>()) {
    configured(event);
  }
}

void ReplicaGhost::configured(const StoredEvent& event) {
  const auto told = event.as<controller::ConfigChanged>();
  if (told.property != "min.insync.replicas") return;
  const bool is_topic = told.resource_type == "topic";
  if (!is_topic && !told.resource.empty()) return;
  const std::pair key{event.node, is_topic ? told.resource : std::string()};
  std::int64_t value = 0;
  if (told.after)
    std::from_chars(told.after->data(), told.after->data() + told.after->size(), value);
  if (value > 0)
    min_isr_[key] = value;
  else
    min_isr_.erase(key);
}

std::int64_t ReplicaGhost::min_isr(NodeId node, const std::string& topic) const {
  for (const std::string& name : {topic, std::string()})
    if (const auto found = min_isr_.find({node, name}); found != min_isr_.end())
      return found->second;
  return first_min_isr_;
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
