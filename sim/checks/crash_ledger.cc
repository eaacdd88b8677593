#include "sim/checks/crash_ledger.h"

#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>

namespace fl::sim {

void CrashLedger::told(const StoredEvent& event) {
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
  } else if (event.is<controller::TopicDeleted>()) {
    const std::string topic = event.as<controller::TopicDeleted>().topic;
    std::erase_if(ends_, [&](const auto& entry) { return entry.first.second.topic == topic; });
    std::erase_if(unproven_, [&](const auto& entry) { return entry.first.second.topic == topic; });
  } else if (event.is<controller::LeaderElected>()) {
    const auto told = event.as<controller::LeaderElected>();
    leader_changes_[{told.topic, told.partition}].push_back(
        {.epoch = told.leader_epoch,
         .leader = told.leader,
         .is_unclean = told.is_unclean,
         .is_last_known = event.because.rule == "last-known-leader-leads-again"});
  } else if (event.is<NodeCrashed>()) {
    crashed(event);
  } else {
    told_by_leader(event);
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
    // With acks=all the high watermark has passed it already.
    known.given.push_back({.base = told.base_offset,
                           .end = told.end_offset,
                           .at = event.at,
                           .epoch = known.epoch,
                           .isr = known.isr,
                           .is_committed = told.acks == -1});
  } else if (event.is<replication::BecameLeader>()) {
    const auto told = event.as<replication::BecameLeader>();
    Acks& known = acks(told);
    known.epoch = told.leader_epoch;
    known.isr = told.isr;
    known.uncommitted = known.given.size();
  } else if (event.is<replication::IsrLearned>()) {
    const auto told = event.as<replication::IsrLearned>();
    acks(told).isr = told.after;
  } else if (event.is<replication::HighWatermarkAdvanced>()) {
    const auto told = event.as<replication::HighWatermarkAdvanced>();
    Acks& known = acks(told);
    while (known.uncommitted < known.given.size() &&
           known.given[known.uncommitted].end <= told.after)
      known.given[known.uncommitted++].is_committed = true;
  }
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

const std::vector<LeaderChange>& CrashLedger::leader_changes(
    const TopicPartition& partition) const {
  static const std::vector<LeaderChange> kNone;
  const auto found = leader_changes_.find(partition);
  return found != leader_changes_.end() ? found->second : kNone;
}

}  // namespace fl::sim
