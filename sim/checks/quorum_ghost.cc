#include "sim/checks/quorum_ghost.h"

#include "core/raft/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>

namespace fl::sim {

const TopicPartition& QuorumGhost::partition() {
  static const TopicPartition kMetadata{"__cluster_metadata", PartitionIndex(0)};
  return kMetadata;
}

void QuorumGhost::told(const World&, const StoredEvent& event) {
  if (event.is<storage::LogFlushed>()) {
    const auto told = event.as<storage::LogFlushed>();
    if (told.topic == partition().topic) durable_ends_[event.node] = told.flushed_end;
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    if (told.topic == partition().topic)
      durable_ends_[event.node] = std::min(durable_ends_[event.node], told.to);
  } else if (event.is<storage::LogRecovered>()) {
    // What a voter reads back it syncs before it says that it has it.
    const auto told = event.as<storage::LogRecovered>();
    if (told.topic == partition().topic) durable_ends_[event.node] = told.end;
  } else if (event.is<NodeCrashed>()) {
    if (event.as<NodeCrashed>().crash != CrashKind::disk_loss) return;
    durable_ends_.erase(event.node);
    if (is_voter(event.node)) ++lost_disks_;
  } else if (event.is<raft::VoteAnswered>()) {
    const auto told = event.as<raft::VoteAnswered>();
    if (told.is_granted && !told.is_pre_vote) votes_[told.epoch].insert(event.node);
  } else if (event.is<raft::RoleChanged>()) {
    const auto told = event.as<raft::RoleChanged>();
    if (told.to == "candidate") votes_[told.epoch].insert(event.node);
  } else if (event.is<raft::QuorumHighWatermarkMoved>()) {
    const auto told = event.as<raft::QuorumHighWatermarkMoved>();
    if (told.after <= committed_end_) return;
    committed_end_ = told.after;
    committed_ = log(event.node);
    committed_.cut(told.after);
  }
}

bool QuorumGhost::is_voter(NodeId node) const {
  return std::ranges::find(voters_, node) != voters_.end();
}

std::size_t QuorumGhost::holders_of(Offset end) const {
  return static_cast<std::size_t>(std::ranges::count_if(voters_, [&](NodeId voter) {
    const auto known = durable_ends_.find(voter);
    return known != durable_ends_.end() && known->second >= end;
  }));
}

std::size_t QuorumGhost::votes_in(LeaderEpoch epoch) const {
  const auto votes = votes_.find(epoch);
  if (votes == votes_.end()) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(votes->second, [this](NodeId node) { return is_voter(node); }));
}

}  // namespace fl::sim
