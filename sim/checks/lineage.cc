#include "sim/checks/lineage.h"

#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/events.h"

#include <algorithm>

namespace fl::sim {

void Lineage::append(LeaderEpoch epoch, Offset base, Offset end) {
  if (base < end_) cut(base);
  if (runs_.empty() || runs_.back().epoch != epoch) runs_.push_back({epoch, base});
  end_ = end;
}

void Lineage::cut(Offset end) {
  end_ = std::min(end_, end);
  while (!runs_.empty() && runs_.back().start >= end_)
    runs_.pop_back();
}

std::optional<LeaderEpoch> Lineage::epoch_at(Offset offset) const {
  if (offset >= end_) return std::nullopt;
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run)
    if (run->start <= offset) return run->epoch;
  return std::nullopt;
}

std::optional<Offset> Lineage::first_difference(const Lineage& other, Offset to) const {
  to = std::min({to, end_, other.end_});
  if (runs_.empty() || other.runs_.empty()) return std::nullopt;
  // Epochs change only where a run begins: nothing has to be compared between.
  std::optional<Offset> first;
  const auto look = [&](Offset offset) {
    if (offset >= to || (first && *first <= offset)) return;
    const auto mine = epoch_at(offset);
    const auto theirs = other.epoch_at(offset);
    if (mine && theirs && *mine != *theirs) first = offset;
  };
  for (const Run& run : runs_)
    look(run.start);
  for (const Run& run : other.runs_)
    look(run.start);
  return first;
}

std::optional<Offset> Lineage::forks_below(const Lineage& other) const {
  // Where both have the same epoch at an offset, all before has to be the same: it is enough to
  // look at the last offset of which that is so.
  const Offset to = std::min(end_, other.end_);
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    const auto theirs = std::ranges::find(other.runs_, run->epoch, &Run::epoch);
    if (theirs == other.runs_.end()) continue;
    const Offset common = std::max(run->start, theirs->start);
    if (common >= to || !holds(run->epoch, common) || !other.holds(run->epoch, common)) continue;
    return first_difference(other, common);
  }
  return std::nullopt;
}

void Lineages::told(const StoredEvent& event) {
  if (event.is<storage::BatchAppended>()) {
    const auto told = event.as<storage::BatchAppended>();
    logs_[{event.node, {told.topic, told.partition}}].append(told.leader_epoch, told.base_offset,
                                                             told.last_offset + 1);
  } else if (event.is<storage::LogTruncated>()) {
    const auto told = event.as<storage::LogTruncated>();
    Lineage& log = logs_[{event.node, {told.topic, told.partition}}];
    // A snapshot takes the log's place, which goes on behind it.
    if (told.to > log.end()) return log.clear();
    log.cut(told.to);
  } else if (event.is<storage::LogRecovered>()) {
    const auto told = event.as<storage::LogRecovered>();
    logs_[{event.node, {told.topic, told.partition}}].cut(told.end);
  } else if (event.is<storage::LogMovedAway>()) {
    const auto told = event.as<storage::LogMovedAway>();
    logs_[{event.node, {told.topic, told.partition}}].clear();
  } else if (event.is<replication::FollowerTruncated>()) {
    const auto told = event.as<replication::FollowerTruncated>();
    if (told.restarts) logs_[{event.node, {told.topic, told.partition}}].clear();
  } else if (event.is<NodeCrashed>() && event.as<NodeCrashed>().crash == CrashKind::disk_loss) {
    for (auto& [key, lineage] : logs_)
      if (key.first == event.node) lineage.clear();
  }
}

const Lineage& Lineages::of(const Key& key) const {
  static const Lineage kNone;
  const auto found = logs_.find(key);
  return found != logs_.end() ? found->second : kNone;
}

}  // namespace fl::sim
