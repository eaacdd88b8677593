#include "sim/checks/replicas_agree.h"

#include "core/base/digest.h"
#include "core/replication/events.h"
#include "sim/events.h"
#include "sim/scenario/cluster_view.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fl::sim {

namespace {

/// Exclusive. A log without batches ends where its last segment begins.
Offset end_of(const ScannedLog& log) {
  if (log.segments.empty()) return Offset(0);
  const ScannedSegment& last = log.segments.back();
  return last.batches.empty() ? last.base_offset : last.batches.back().header.next_offset();
}

/// The batches of a log below an offset, by base offset.
std::map<Offset, std::uint64_t> batches_below(const ScannedLog& log, Offset end) {
  std::map<Offset, std::uint64_t> batches;
  for (const ScannedSegment& segment : log.segments)
    for (const ScannedBatch& batch : segment.batches)
      if (batch.header.next_offset() <= end)
        batches[batch.header.base_offset] =
            digest_of(segment.bytes
                          .sub(static_cast<std::size_t>(batch.position),
                               static_cast<std::size_t>(batch.header.size_bytes()))
                          .span());
  return batches;
}

/// The first offset at which they differ; what only one of them still has (its log begins earlier)
/// does not count.
std::optional<Offset> first_difference(const std::map<Offset, std::uint64_t>& a,
                                       const std::map<Offset, std::uint64_t>& b) {
  if (a.empty() || b.empty()) return std::nullopt;
  const Offset start = std::max(a.begin()->first, b.begin()->first);
  auto left = a.lower_bound(start);
  auto right = b.lower_bound(start);
  for (; left != a.end() && right != b.end(); ++left, ++right)
    if (*left != *right) return std::min(left->first, right->first);
  return std::nullopt;
}

}  // namespace

void ReplicasAgreeCheck::told(const World&, const StoredEvent& event) {
  const auto mark = [&](const auto& told) -> Offset& {
    return marks_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    mark(told) = told.after;
  } else if (event.is<replication::FollowerHighWatermarkMoved>()) {
    const auto told = event.as<replication::FollowerHighWatermarkMoved>();
    mark(told) = told.after;
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    mark(told) = told.high_watermark;
  } else if (event.is<replication::BecameFollower>()) {
    const auto told = event.as<replication::BecameFollower>();
    mark(told) = told.high_watermark;
  }
}

void ReplicasAgreeCheck::finish(const World& world) {
  if (cast_.brokers().size() == 1) return;
  std::set<TopicPartition> partitions;
  for (const auto& [replica, mark] : marks_)
    partitions.insert(replica.second);
  std::map<NodeId, std::map<TopicPartition, ScannedLog>> disks;
  for (const NodeId broker : cast_.brokers())
    if (world.is_running(broker)) disks[broker] = scan_logs(world.disk(broker), kLogDirectory);
  for (const TopicPartition& partition : partitions) {
    const metadata::PartitionImage* image = partition_image(world, cast_, partition);
    if (image == nullptr) continue;
    std::vector<NodeId> members;
    for (const BrokerId id : image->isr)
      if (disks.contains(NodeId(id.value))) members.emplace_back(id.value);
    compare(world, partition, members, disks);
  }
}

void ReplicasAgreeCheck::compare(const World& world, const TopicPartition& partition,
                                 const std::vector<NodeId>& members, const Disks& disks) {
  static const ScannedLog kNothing;
  const ScannedLog* first = nullptr;
  for (const NodeId node : members) {
    const auto found = disks.at(node).find(partition);
    const ScannedLog& log = found != disks.at(node).end() ? found->second : kNothing;
    const GhostPartition* known = ghost_.partition(node, partition);
    const Offset has = end_of(log);
    if (known != nullptr && has < known->committed_end && !ghost_.is_back_from_loss(node))
      violate(world, partition.to_text() + ": broker " + std::to_string(node.value) +
                         " is in the ISR and has nothing from offset " + std::to_string(has.value) +
                         " on, and all below " + std::to_string(known->committed_end.value) +
                         " is committed");
    if (first == nullptr) {
      first = &log;
      continue;
    }
    const NodeId other = members.front();
    const Offset end = std::min(marks_[{other, partition}], marks_[{node, partition}]);
    const auto at = first_difference(batches_below(*first, end), batches_below(log, end));
    if (at)
      violate(world, partition.to_text() + ": brokers " + std::to_string(other.value) + " and " +
                         std::to_string(node.value) + " differ from offset " +
                         std::to_string(at->value) + " on, below their high watermarks");
  }
}

}  // namespace fl::sim
