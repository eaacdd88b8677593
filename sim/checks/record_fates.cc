#include "sim/checks/record_fates.h"

#include "core/record/reader.h"
#include "sim/checks/log_scan.h"
#include "sim/workload/payload.h"

#include <algorithm>

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
LossReason reason_after(Instant acknowledged_at, const LostRecord& lost,
                        const std::vector<LogAtCrash>& crashes) {
  for (const LogAtCrash& crash : crashes) {
    if (crash.at < acknowledged_at) continue;
    if (crash.kind == CrashKind::disk_loss) return LossReason::disk_loss;
    if (crash.kind == CrashKind::power_loss && lost.offset >= crash.flushed_end)
      return LossReason::power_loss;
  }
  return LossReason::unexplained;
}

LossReason reason_for(const LostRecord& lost, const std::vector<NodeId>& brokers,
                      const CrashLedger& ledger) {
  if (lost.acks == 0) return LossReason::acks_none;
  for (const NodeId broker : brokers) {
    const CrashLedger::Key key{broker, lost.partition};
    if (lost.offset.value >= 0 && lost.offset < ledger.log_start(key)) return LossReason::deleted;
    const auto& crashes = ledger.crashes_of(key);
    // The response may have been on its way when the broker died: what counts is when it was given.
    const auto acks = ledger.acks_of(key, lost.offset, lost.acknowledged_at);
    for (const GivenAck& ack : acks)
      if (const LossReason reason = reason_after(ack.at, lost, crashes);
          reason != LossReason::unexplained)
        return reason;
    if (!acks.empty()) continue;
    if (const LossReason reason = reason_after(lost.acknowledged_at, lost, crashes);
        reason != LossReason::unexplained)
      return reason;
  }
  return LossReason::unexplained;
}

}  // namespace

std::string_view name_of(LossReason reason) {
  switch (reason) {
    case LossReason::acks_none:
      return "acks-none";
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

std::int64_t ProducerFate::lost_for(LossReason reason) const {
  return std::count_if(lost.begin(), lost.end(),
                       [reason](const LostRecord& one) { return one.reason == reason; });
}

std::map<std::string, ProducerFate> record_fates(const World& world, const Cast& cast,
                                                 const History& history,
                                                 const CrashLedger& ledger) {
  Copies copies;
  for (const NodeId broker : cast.brokers())
    for (const auto& [partition, log] : scan_logs(world.disk(broker), kLogDirectory))
      count_copies(log, copies);

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
