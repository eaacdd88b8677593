#include "sim/checks/crash_ledger.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>
#include <cstdint>

namespace fl::sim {

void CrashLedger::told(const StoredEvent& event) {
  if (const auto gone = topics_.told(event)) {
    const auto is_gone = [&](const auto& entry) {
      return entry.first.first == event.node && entry.first.second.topic == *gone;
    };
    std::erase_if(ends_, is_gone);
    std::erase_if(unproven_, is_gone);
  }
  lineages_.told(event);
  if (event.is<NodeCrashed>()) {
    crashed(event);
  } else if (event.is<controller::LeaderElected>()) {
    const auto told = event.as<controller::LeaderElected>();
    elections_[{told.topic, told.partition}].push_back(
        {.epoch = told.leader_epoch,
         .is_unclean = told.is_unclean,
         .is_last_known = event.because.rule == "last-known-leader-leads-again"});
  } else {
    told_by_log(event);
    told_by_leader(event);
  }
}

void CrashLedger::told_by_log(const StoredEvent& event) {
  const auto ends = [&](const auto& told) -> Ends& {
    return ends_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<storage::VisibleEndAdvanced>()) {
    const auto told = event.as<storage::VisibleEndAdvanced>();
    ends(told).visible = told.visible_end;
  } else if (event.is<storage::LogFlushed>()) {
    const auto told = event.as<storage::LogFlushed>();
    ends(told).flushed = told.flushed_end;
  } else if (event.is<storage::LogStartAdvanced>()) {
    const auto told = event.as<storage::LogStartAdvanced>();
    ends(told).start = told.start;
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    ends(told).visible = std::min(ends(told).visible, told.to);
    ends(told).flushed = std::min(ends(told).flushed, told.to);
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    // What recovery kept is visible; nothing says that it was synced, but what was stays so.
    ends(told).visible = told.end;
    ends(told).flushed = std::min(ends(told).flushed, told.end);
    ends(told).start = told.start;
  }
}

void CrashLedger::told_by_leader(const StoredEvent& event) {
  const auto acks = [&](const auto& told) -> Acks& {
    return acks_[{event.node, {told.topic, told.partition}}];
  };
  if (event.is<broker::ProduceAcknowledged>()) {
    const auto told = event.as<broker::ProduceAcknowledged>();
    if (told.error != wire::ErrorCode::none) return;
    Acks& known = acks(told);
    const auto written =
        lineages_.of({event.node, {told.topic, told.partition}}).epoch_at(told.base_offset);
    known.given.push_back({.base = told.base_offset,
                           .end = told.end_offset,
                           .at = event.at,
                           .epoch = known.epoch,
                           .written = written.value_or(known.epoch),
                           .isr = known.isr});
  } else if (event.is<replication::BecameLeader>()) {
    begins(event);
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    acks(told).isr = told.after;
  } else if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    if (Reign* now = reign({told.topic, told.partition}, told.leader_epoch))
      now->committed_end = std::max(now->committed_end, told.after);
  }
}

void CrashLedger::begins(const StoredEvent& event) {
  const auto told = event.as<replication::BecameLeader>();
  const TopicPartition partition{told.topic, told.partition};
  Acks& known = acks_[{event.node, partition}];
  known.epoch = told.leader_epoch;
  known.isr = told.isr;
  std::vector<Reign>& reigns = reigns_[partition];
  const LeaderEpoch before = reigns.empty() ? LeaderEpoch(-1) : reigns.back().epoch;
  Reign begun = elected_after(partition, before, told.leader_epoch);
  begun.epoch = told.leader_epoch;
  begun.is_replicated = told.replicas.size() > 1;
  begun.log = lineages_.of({event.node, partition});
  begun.log.cut(told.epoch_start);
  reigns.push_back(std::move(begun));
}

/// Who was elected after one epoch, up to another. A broker may pass over the epoch of its own
/// election if a newer one follows at once.
Reign CrashLedger::elected_after(const TopicPartition& partition, LeaderEpoch before,
                                 LeaderEpoch until) const {
  Reign elected;
  const auto elections = elections_.find(partition);
  if (elections == elections_.end()) return elected;
  for (const Election& one : elections->second) {
    if (one.epoch <= before || one.epoch > until) continue;
    elected.epoch = one.epoch;
    elected.is_unclean |= one.is_unclean;
    elected.is_last_known |= one.is_last_known;
  }
  return elected;
}

Reign* CrashLedger::reign(const TopicPartition& partition, LeaderEpoch epoch) {
  const auto found = reigns_.find(partition);
  if (found == reigns_.end()) return nullptr;
  const auto one = std::ranges::find(found->second, epoch, &Reign::epoch);
  return one != found->second.end() ? &*one : nullptr;
}

void CrashLedger::crashed(const StoredEvent& event) {
  const CrashKind kind = event.as<NodeCrashed>().crash;
  for (auto& [key, now] : ends_) {
    if (key.first != event.node) continue;
    const LogAtCrash crash{
        .at = event.at, .kind = kind, .visible_end = now.visible, .flushed_end = now.flushed};
    crashes_[key].push_back(crash);
    // A second crash before the log was loaded promises no more than the first.
    const auto earlier = unproven_.find(key);
    const Offset promised = crash.promised_end();
    unproven_[key] = earlier == unproven_.end() ? promised : std::min(promised, earlier->second);
    if (kind == CrashKind::disk_loss) now = Ends{};
  }
}

const std::vector<LogAtCrash>& CrashLedger::crashes_of(const Key& key) const {
  static const std::vector<LogAtCrash> kNone;
  const auto found = crashes_.find(key);
  return found != crashes_.end() ? found->second : kNone;
}

std::vector<GivenAck> CrashLedger::acks_of(const Key& key, Offset offset, Instant until) const {
  std::vector<GivenAck> found;
  const auto acks = acks_.find(key);
  if (acks == acks_.end()) return found;
  for (const GivenAck& ack : acks->second.given)
    if (ack.base <= offset && offset < ack.end && ack.at <= until) found.push_back(ack);
  return found;
}

Offset CrashLedger::log_start(const Key& key) const {
  const auto found = ends_.find(key);
  return found != ends_.end() ? found->second.start : Offset(0);
}

std::vector<Reign> CrashLedger::reigns(const TopicPartition& partition) const {
  const auto found = reigns_.find(partition);
  std::vector<Reign> all = found != reigns_.end() ? found->second : std::vector<Reign>();
  const LeaderEpoch last = all.empty() ? LeaderEpoch(-1) : all.back().epoch;
  Reign elected = elected_after(partition, last, LeaderEpoch(INT32_MAX));
  if (elected.epoch > last) all.push_back(std::move(elected));
  return all;
}

}  // namespace fl::sim
