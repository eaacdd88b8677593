#include "core/replication/leader.h"

#include "core/base/assert.h"
#include "core/replication/events.h"

#include <algorithm>
#include <utility>

namespace fl::replication {

namespace {

bool contains(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::optional<Instant> later(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a) return b;
  if (!b) return a;
  return std::max(*a, *b);
}

/// Nothing while the broker is fenced: an earlier epoch says nothing then.
/// Source: KRaftMetadataCache.getAliveBrokerEpoch.
std::optional<BrokerEpoch> alive_epoch(const Brokers& brokers, BrokerId id) {
  const metadata::BrokerImage* broker = brokers.find(id);
  if (broker == nullptr || broker->is_fenced) return std::nullopt;
  return broker->epoch;
}

std::int64_t ms_between(Instant from, Instant to) {
  return (to - from) / kNanosecondsPerMillisecond;
}

/// A replica as its leader begins an epoch.   Source: Replica.resetReplicaState.
RemoteReplica reset(const RemoteReplica& before, Instant now, Offset epoch_start, bool was_leader,
                    bool is_in_isr) {
  // The high watermark is not to wait for one that left the ISR: it counts as caught up never.
  const std::optional<Instant> caught_up = is_in_isr ? std::optional(now) : std::nullopt;
  if (!was_leader) return {.id = before.id, .last_caught_up = caught_up};
  return {.id = before.id,
          .log_start = before.log_start,
          .end = before.end,
          .last_fetch_leader_end = epoch_start,
          .last_fetch = caught_up,
          .last_caught_up = caught_up,
          .broker_epoch = before.broker_epoch};
}

}  // namespace

bool is_caught_up(const RemoteReplica& replica, Offset log_end, Instant now,
                  std::int64_t lag_max_ms) {
  if (replica.end == log_end) return true;
  return replica.last_caught_up &&
         now - *replica.last_caught_up <= lag_max_ms * kNanosecondsPerMillisecond;
}

LeaderReplica LeaderReplica::become_leader(Context& context, const Surroundings& around,
                                           const metadata::PartitionImage& image, Offset log_end,
                                           Offset high_watermark) {
  LeaderReplica leader;
  leader.high_watermark_ = std::min(high_watermark, log_end);
  leader.take_metadata(context, around, image, log_end, false);
  leader.advance_high_watermark(context, around, log_end);
  return leader;
}

LeaderMetadataOutcome LeaderReplica::on_metadata(Context& context, const Surroundings& around,
                                                 const metadata::PartitionImage& image,
                                                 Offset log_end) {
  if (image.partition_epoch < partition_epoch_) return {.is_ignored = true};
  LeaderMetadataOutcome outcome{.is_new_epoch = image.leader_epoch > leader_epoch_};
  take_metadata(context, around, image, log_end, true);
  outcome.has_high_watermark_moved = advance_high_watermark(context, around, log_end);
  return outcome;
}

void LeaderReplica::take_metadata(Context& context, const Surroundings& around,
                                  const metadata::PartitionImage& image, Offset log_end,
                                  bool was_leader) {
  FL_ASSERT(image.leader == around.self);
  std::vector<RemoteReplica> followers;
  for (const BrokerId id : image.replicas) {
    if (id == around.self) continue;
    const RemoteReplica* known = follower(id);
    followers.push_back(known != nullptr ? *known : RemoteReplica{.id = id});
  }
  followers_ = std::move(followers);
  const bool is_new_epoch = !was_leader || image.leader_epoch > leader_epoch_;
  if (is_new_epoch) {
    for (RemoteReplica& replica : followers_)
      replica = reset(replica, context.now, log_end, was_leader, contains(image.isr, replica.id));
    epoch_start_ = log_end;
  }
  leader_epoch_ = image.leader_epoch;
  partition_epoch_ = image.partition_epoch;
  const std::vector<BrokerId> before = std::exchange(isr_, image.isr);
  isr_state_ = IsrCommitted{};
  if (is_new_epoch)
    context.tell<BecameLeader>([&] {
      return Telling<BecameLeader>{{.topic = around.partition.topic,
                                    .partition = around.partition.partition,
                                    .leader_epoch = leader_epoch_,
                                    .partition_epoch = partition_epoch_,
                                    .epoch_start = epoch_start_,
                                    .high_watermark = high_watermark_,
                                    .replicas = image.replicas,
                                    .isr = isr_},
                                   {"metadata-names-this-broker", {}}};
    });
  else if (before != isr_)
    context.tell<IsrLearned>([&] {
      return Telling<IsrLearned>{{.topic = around.partition.topic,
                                  .partition = around.partition.partition,
                                  .leader_epoch = leader_epoch_,
                                  .partition_epoch = partition_epoch_,
                                  .before = before,
                                  .after = isr_},
                                 {"metadata-has-another-isr", {}}};
    });
}

FollowerFetchOutcome LeaderReplica::on_follower_fetch(Context& context, const Surroundings& around,
                                                      const FollowerFetch& fetch, Offset log_end) {
  const auto found = std::find_if(followers_.begin(), followers_.end(),
                                  [&](const RemoteReplica& r) { return r.id == fetch.replica; });
  FL_ASSERT(found != followers_.end());
  const std::optional<BrokerEpoch> known = alive_epoch(around.brokers, fetch.replica);
  if (around.switches.isr_broker_epoch_check && fetch.broker_epoch.value != -1 && known &&
      *known > fetch.broker_epoch)
    return {.error = wire::ErrorCode::not_leader_or_follower};

  RemoteReplica& replica = *found;
  const Offset end_before = replica.end;
  if (fetch.offset >= fetch.leader_end) {
    replica.last_caught_up = later(replica.last_caught_up, context.now);
  } else if (fetch.offset >= replica.last_fetch_leader_end) {
    // It has all that there was when it fetched last: so then it was caught up. Without this, a
    // follower that is always one request behind would never count as caught up.
    replica.last_caught_up = later(replica.last_caught_up, replica.last_fetch);
  }
  replica.end = fetch.offset;
  replica.log_start = fetch.log_start;
  replica.last_fetch_leader_end = std::max(replica.last_fetch_leader_end, fetch.leader_end);
  replica.last_fetch = context.now;
  replica.broker_epoch = fetch.broker_epoch;

  FollowerFetchOutcome outcome;
  outcome.ask = expand_isr(context, around, replica);
  if (end_before != replica.end)
    outcome.has_high_watermark_moved = advance_high_watermark(context, around, log_end);
  return outcome;
}

bool LeaderReplica::may_join(const Surroundings& around, const RemoteReplica& replica) const {
  const metadata::BrokerImage* broker = around.brokers.find(replica.id);
  if (broker == nullptr || broker->is_fenced || broker->is_in_controlled_shutdown) return false;
  if (!around.switches.isr_broker_epoch_check) return true;
  if (!replica.broker_epoch) return false;
  return replica.broker_epoch->value == -1 || *replica.broker_epoch == broker->epoch;
}

std::optional<IsrProposal> LeaderReplica::expand_isr(Context& context, const Surroundings& around,
                                                     const RemoteReplica& replica) {
  if (is_change_pending() || is_in_isr(replica.id)) return std::nullopt;
  if (!may_join(around, replica)) return std::nullopt;
  if (replica.end < high_watermark_) return std::nullopt;
  if (around.switches.isr_expand_rule == IsrExpandRule::hw_and_epoch_start &&
      replica.end < epoch_start_)
    return std::nullopt;
  std::vector<BrokerId> isr = isr_;
  isr.push_back(replica.id);
  IsrProposal proposal = propose(around, isr);
  isr_state_ = PendingExpand{.added = replica.id, .proposal = proposal};
  context.tell<IsrExpandAsked>([&] {
    return Telling<IsrExpandAsked>{{.topic = around.partition.topic,
                                    .partition = around.partition.partition,
                                    .leader_epoch = leader_epoch_,
                                    .partition_epoch = partition_epoch_,
                                    .added = replica.id,
                                    .isr = isr_,
                                    .asked_isr = isr},
                                   {"follower-has-all-committed",
                                    {{"fetch_offset", replica.end.value},
                                     {"high_watermark", high_watermark_.value},
                                     {"epoch_start", epoch_start_.value}}}};
  });
  return proposal;
}

IsrProposal LeaderReplica::propose(const Surroundings& around, const std::vector<BrokerId>& isr) {
  IsrProposal proposal{
      .number = ++proposals_, .leader_epoch = leader_epoch_, .partition_epoch = partition_epoch_};
  for (const BrokerId id : isr) {
    BrokerEpoch epoch{-1};  // Of any life: the controller does not compare it.
    if (!around.switches.isr_broker_epoch_check) {
      // As before KIP-903.
    } else if (id == around.self) {
      epoch = around.self_epoch;
    } else if (const RemoteReplica* replica = follower(id)) {
      epoch = replica->broker_epoch.value_or(BrokerEpoch(-1));
    }
    proposal.isr.push_back({.broker_id = id, .broker_epoch = epoch});
  }
  return proposal;
}

std::optional<IsrProposal> LeaderReplica::shrink_isr(Context& context, const Surroundings& around,
                                                     Offset log_end) {
  if (is_change_pending()) return std::nullopt;
  std::vector<BrokerId> stay;
  std::vector<BrokerId> removed;
  for (const BrokerId id : isr_) {
    const RemoteReplica* replica = follower(id);
    const bool is_well =
        id == around.self ||
        (replica != nullptr && is_caught_up(*replica, log_end, context.now, around.lag_max_ms));
    (is_well ? stay : removed).push_back(id);
  }
  if (removed.empty()) return std::nullopt;
  IsrProposal proposal = propose(around, stay);
  context.tell<IsrShrinkAsked>([&] {
    IsrShrinkAsked event{.topic = around.partition.topic,
                         .partition = around.partition.partition,
                         .leader_epoch = leader_epoch_,
                         .partition_epoch = partition_epoch_,
                         .lagging = {},
                         .isr = isr_,
                         .asked_isr = stay};
    for (const BrokerId id : removed) {
      const RemoteReplica* replica = follower(id);
      const RemoteReplica lagging = replica != nullptr ? *replica : RemoteReplica{.id = id};
      event.lagging.push_back({.replica = id,
                               .end = lagging.end,
                               .behind_records = log_end - lagging.end,
                               .behind_ms = lagging.last_caught_up
                                                ? ms_between(*lagging.last_caught_up, context.now)
                                                : -1});
    }
    return Telling<IsrShrinkAsked>{
        std::move(event),
        {"follower-lags",
         {{"log_end", log_end.value},
          {"lag_max_ms", around.lag_max_ms, "replica.lag.time.max.ms"}}}};
  });
  isr_state_ = PendingShrink{.removed = std::move(removed), .proposal = proposal};
  return proposal;
}

bool LeaderReplica::advance_high_watermark(Context& context, const Surroundings& around,
                                           Offset log_end) {
  if (around.switches.hw_requires_min_isr && is_under_min_isr(around)) return false;
  const std::vector<BrokerId> isr =
      around.switches.isr_hw_set == IsrHwSet::maximal ? maximal_isr() : isr_;
  // An almost caught-up replica is waited for: it could never join if the high watermark followed
  // the leader's own end.
  const auto is_waited_for = [&](const RemoteReplica& replica) {
    return contains(isr, replica.id) ||
           (is_caught_up(replica, log_end, context.now, around.lag_max_ms) &&
            may_join(around, replica));
  };
  Offset candidate = log_end;
  for (const RemoteReplica& replica : followers_)
    if (replica.end < candidate && is_waited_for(replica)) candidate = replica.end;
  if (candidate <= high_watermark_) return false;
  const Offset before = std::exchange(high_watermark_, candidate);
  context.tell<HighWatermarkAdvanced>([&] {
    HighWatermarkAdvanced event{.topic = around.partition.topic,
                                .partition = around.partition.partition,
                                .leader_epoch = leader_epoch_,
                                .before = before,
                                .after = candidate};
    event.ends.push_back({around.self, log_end, true, true});
    for (const RemoteReplica& replica : followers_)
      event.ends.push_back(
          {replica.id, replica.end, contains(isr, replica.id), is_waited_for(replica)});
    return Telling<HighWatermarkAdvanced>{
        std::move(event),
        {"smallest-end-of-maximal-isr",
         {{"isr_size", static_cast<std::int64_t>(isr_.size())},
          {"effective_min_isr", effective_min_isr(around), "min.insync.replicas"}}}};
  });
  return true;
}

void LeaderReplica::on_log_start(Offset log_start) {
  high_watermark_ = std::max(high_watermark_, log_start);
}

bool LeaderReplica::is_in_isr(BrokerId replica) const {
  return contains(isr_, replica);
}

std::vector<BrokerId> LeaderReplica::maximal_isr() const {
  std::vector<BrokerId> all = isr_;
  if (const auto* expand = std::get_if<PendingExpand>(&isr_state_)) all.push_back(expand->added);
  return all;
}

const RemoteReplica* LeaderReplica::follower(BrokerId id) const {
  const auto found = std::find_if(followers_.begin(), followers_.end(),
                                  [id](const RemoteReplica& r) { return r.id == id; });
  return found == followers_.end() ? nullptr : &*found;
}

}  // namespace fl::replication
