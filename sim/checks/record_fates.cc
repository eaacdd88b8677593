#include "sim/checks/record_fates.h"

#include "core/metadata/image.h"
#include "core/record/reader.h"
#include "sim/checks/log_scan.h"
#include "sim/scenario/cluster_view.h"
#include "sim/workload/payload.h"

#include <algorithm>
#include <array>
#include <set>

namespace fl::sim {

namespace {

using Copies = std::map<PayloadName, std::int64_t>;

/// How often each record of the workload stands in the batches of a log.
void count_copies(const ScannedLog& log, Copies& copies) {
  for (const ScannedSegment& segment : log.segments)
    for (const ScannedBatch& batch : segment.batches) {
      const auto opened = record::open_batch(
          segment.bytes.sub(static_cast<std::size_t>(batch.position),
                            static_cast<std::size_t>(batch.header.size_bytes())));
      if (opened.error != record::ReadError::none) continue;
      record::RecordReader reader(opened.batch);
      while (const auto record = reader.next())
        if (record->value)
          if (const auto name = name_in_payload(*record->value)) ++copies[*name];
    }
}

/// Whether a crash after the broker's acknowledgement may have taken the record.
LossReason reason_after(Instant acknowledged_at, Offset offset,
                        const std::vector<LogAtCrash>& crashes) {
  for (const LogAtCrash& crash : crashes) {
    if (crash.at < acknowledged_at) continue;
    if (crash.kind == CrashKind::disk_loss) return LossReason::disk_loss;
    if (crash.kind == CrashKind::power_loss && offset >= crash.flushed_end)
      return LossReason::power_loss;
  }
  return LossReason::unexplained;
}

/// The first leader after the acknowledgement that had another record in its place, or none.
struct Replacement {
  bool is_there = false;
  bool is_unclean = false;
  bool is_last_known = false;
  bool was_committed = false;  ///< the record, before
  bool was_replicated = false;
};

Replacement replacement_of(const GivenAck& ack, const LostRecord& lost, const CrashLedger& ledger) {
  Replacement found{.was_committed = lost.acks == -1};
  for (const Reign& reign : ledger.reigns(lost.partition)) {
    found.was_replicated |= reign.is_replicated;
    if (reign.epoch < ack.epoch) continue;
    if (reign.epoch > ack.epoch && !reign.log.holds(ack.written, lost.offset)) {
      found.is_there = true;
      found.is_unclean = reign.is_unclean;
      found.is_last_known = reign.is_last_known;
      return found;
    }
    found.was_committed |= reign.committed_end > lost.offset;
  }
  return found;
}

/// What may have taken a record that `broker` acknowledged then, with whoever was in the ISR.
LossReason reason_for_ack(const GivenAck& ack, const LostRecord& lost, NodeId broker,
                          const CrashLedger& ledger) {
  const Replacement replaced = replacement_of(ack, lost, ledger);
  if (replaced.is_there && !replaced.was_committed) return LossReason::acks_one;
  // Everybody who had to have it must have lost it.
  std::vector<NodeId> holders{broker};
  for (const BrokerId id : ack.isr)
    if (id.value != broker.value) holders.emplace_back(id.value);
  LossReason reason = LossReason::unexplained;
  for (const NodeId holder : holders) {
    reason = reason_after(ack.at, lost.offset, ledger.crashes_of({holder, lost.partition}));
    if (reason == LossReason::unexplained) break;
  }
  if (reason == LossReason::unexplained) {
    if (!replaced.is_unclean) return reason;
    return replaced.is_last_known ? LossReason::last_known_leader : LossReason::unclean_election;
  }
  return holders.size() == 1 && replaced.was_replicated && lost.acks == -1 ? LossReason::min_isr_one
                                                                           : reason;
}

LossReason reason_for(const LostRecord& lost, const std::vector<NodeId>& brokers,
                      const CrashLedger& ledger) {
  if (lost.acks == 0) return LossReason::acks_none;
  for (const NodeId broker : brokers) {
    const CrashLedger::Key key{broker, lost.partition};
    if (lost.offset.value >= 0 && lost.offset < ledger.log_start(key)) return LossReason::deleted;
    // The response may have been on its way when the broker died: what counts is when it was given.
    for (const GivenAck& ack : ledger.acks_of(key, lost.offset, lost.acknowledged_at))
      if (const LossReason reason = reason_for_ack(ack, lost, broker, ledger);
          reason != LossReason::unexplained)
        return reason;
  }
  // Nobody told of giving it: a duplicate of an earlier life, told by its producer alone.
  if (brokers.size() != 1) return LossReason::unexplained;
  return reason_after(lost.acknowledged_at, lost.offset,
                      ledger.crashes_of({brokers.front(), lost.partition}));
}

using Logs = std::map<TopicPartition, ScannedLog>;

Offset end_of(const Logs& logs, const TopicPartition& partition) {
  const auto log = logs.find(partition);
  if (log == logs.end()) return Offset(-1);
  for (auto segment = log->second.segments.rbegin(); segment != log->second.segments.rend();
       ++segment)
    if (!segment->batches.empty()) return segment->batches.back().header.next_offset();
  return Offset(0);
}

/// Whose log says what there is of the partition.
NodeId keeper_of(const World& world, const Cast& cast, const TopicPartition& partition,
                 const std::map<NodeId, Logs>& disks) {
  if (cast.brokers().size() == 1) return cast.brokers().front();
  const metadata::PartitionImage* image = partition_image(world, cast, partition);
  if (image != nullptr && image->leader != metadata::kNoLeader) return NodeId(image->leader.value);
  std::vector<NodeId> candidates;
  if (image != nullptr)
    for (const auto* group :
         {&image->isr, &image->eligible_leader_replicas, &image->last_known_elr})
      for (const BrokerId id : *group)
        candidates.emplace_back(id.value);
  if (candidates.empty()) candidates = cast.brokers();
  return *std::ranges::max_element(candidates, [&](NodeId a, NodeId b) {
    return end_of(disks.at(a), partition) < end_of(disks.at(b), partition);
  });
}

/// How often each record stands in the logs that count.
Copies copies_of(const World& world, const Cast& cast) {
  std::map<NodeId, Logs> disks;
  std::set<TopicPartition> partitions;
  for (const NodeId broker : cast.brokers()) {
    disks[broker] = scan_logs(world.disk(broker), kLogDirectory);
    for (const auto& [partition, log] : disks[broker])
      partitions.insert(partition);
  }
  Copies copies;
  for (const TopicPartition& partition : partitions) {
    const Logs& logs = disks.at(keeper_of(world, cast, partition, disks));
    if (const auto log = logs.find(partition); log != logs.end()) count_copies(log->second, copies);
  }
  return copies;
}

}  // namespace

std::string_view name_of(LossReason reason) {
  switch (reason) {
    case LossReason::acks_none:
      return "acks-none";
    case LossReason::acks_one:
      return "acks-one";
    case LossReason::unclean_election:
      return "unclean-election";
    case LossReason::last_known_leader:
      return "last-known-leader";
    case LossReason::min_isr_one:
      return "min-isr-one";
    case LossReason::power_loss:
      return "power-loss";
    case LossReason::disk_loss:
      return "disk-loss";
    case LossReason::deleted:
      return "deleted";
    case LossReason::unexplained:
      return "unexplained";
  }
  return "";
}

std::span<const LossReason> loss_reasons() {
  static constexpr std::array kAll{
      LossReason::acks_none,         LossReason::acks_one,    LossReason::unclean_election,
      LossReason::last_known_leader, LossReason::min_isr_one, LossReason::power_loss,
      LossReason::disk_loss,         LossReason::deleted,     LossReason::unexplained};
  return kAll;
}

std::int64_t ProducerFate::lost_for(LossReason reason) const {
  return std::count_if(lost.begin(), lost.end(),
                       [reason](const LostRecord& one) { return one.reason == reason; });
}

std::map<std::string, ProducerFate> record_fates(const World& world, const Cast& cast,
                                                 const History& history,
                                                 const CrashLedger& ledger) {
  const Copies copies = copies_of(world, cast);
  std::map<std::string, ProducerFate> fates;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const HistoryEntry& operation = history[i];
    if (operation.kind == HistoryKind::consumed) continue;
    const std::string& producer = history.clients()[static_cast<std::size_t>(operation.producer)];
    ProducerFate& fate = fates[producer];
    if (operation.kind == HistoryKind::sent) ++fate.sent;
    if (operation.kind == HistoryKind::failed) ++fate.failed;
    if (operation.kind != HistoryKind::acknowledged) continue;
    ++fate.acknowledged;
    if (copies.contains({producer, operation.number})) {
      ++fate.survived;
      continue;
    }
    LostRecord lost{
        .producer = producer,
        .number = operation.number,
        .partition = history.partitions()[static_cast<std::size_t>(operation.partition)],
        .offset = operation.offset,
        .acks = operation.acks,
        .acknowledged_at = operation.at};
    lost.reason = reason_for(lost, cast.brokers(), ledger);
    fate.lost.push_back(std::move(lost));
  }
  for (const auto& [name, count] : copies)
    if (count > 1) ++fates[name.producer].duplicated;
  return fates;
}

}  // namespace fl::sim
