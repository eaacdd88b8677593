#include "tests/core/replication/harness/replicas.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>

namespace fl::replication {

namespace {

std::vector<BrokerId> ids_of(const std::vector<std::int32_t>& numbers) {
  std::vector<BrokerId> ids;
  for (const std::int32_t number : numbers)
    ids.push_back(BrokerId(number));
  return ids;
}

Records as_bytes_of(const std::vector<TestRecord>& records) {
  Records all;
  if (!records.empty()) all.parts.push_back(Slice(std::string(records.size(), 'r')));
  return all;
}

}  // namespace

Replicas::Replicas(std::int32_t count, Switches with) : switches(with) {
  for (std::int32_t i = 1; i <= count; ++i) {
    const BrokerEpoch epoch(++last_broker_epoch_);
    replicas_[BrokerId(i)].broker_epoch = epoch;
    brokers_.put(BrokerId(i), {.id = BrokerId(i), .epoch = epoch});
    committed.replicas.push_back(BrokerId(i));
  }
  committed.isr = committed.replicas;
  committed.leader_epoch = LeaderEpoch(-1);
}

Surroundings Replicas::around(std::int32_t id) const {
  return {.partition = name_,
          .brokers = brokers_,
          .self = BrokerId(id),
          .self_epoch = replicas_.at(BrokerId(id)).broker_epoch,
          .switches = switches,
          .min_isr = min_isr,
          .lag_max_ms = lag_max_ms};
}

// ---- The controller.

void Replicas::elect(std::int32_t leader, std::vector<std::int32_t> isr) {
  committed.leader = BrokerId(leader);
  committed.isr = ids_of(isr);
  ++committed.leader_epoch;
  ++committed.partition_epoch;
}

bool Replicas::is_in_isr(std::int32_t id) const {
  return std::find(committed.isr.begin(), committed.isr.end(), BrokerId(id)) != committed.isr.end();
}

void Replicas::fence(std::int32_t id) {
  broker(id).is_fenced = true;
  if (committed.isr.size() > 1) std::erase(committed.isr, BrokerId(id));
  ++committed.partition_epoch;
  if (committed.leader != BrokerId(id)) return;
  committed.leader = metadata::kNoLeader;
  ++committed.leader_epoch;
  for (const BrokerId member : committed.isr)
    if (committed.leader.value < 0 && broker(member.value).is_active()) committed.leader = member;
}

void Replicas::learn_all() {
  for (const auto& [id, one] : replicas_)
    learn(id.value);
}

void Replicas::learn(std::int32_t id) {
  Replica& mine = replica(id);
  if (!mine.is_up) return;
  mine.image = committed;
  with([&](Context& context) {
    const Surroundings here = around(id);
    if (committed.leader == BrokerId(id)) {
      mine.following.reset();
      if (mine.leading) {
        if (mine.leading->on_metadata(context, here, committed, mine.log.end()).is_new_epoch)
          mine.log.begin_epoch(committed.leader_epoch);
      } else {
        mine.log.begin_epoch(committed.leader_epoch);
        mine.leading = LeaderReplica::become_leader(context, here, committed, mine.log.end(),
                                                    mine.high_watermark);
      }
      mine.high_watermark = mine.leading->high_watermark();
      return;
    }
    mine.leading.reset();
    LogWork work;
    if (mine.following) {
      work = mine.following->on_metadata(context, here, committed, mine.log.view()).work;
    } else {
      mine.following.emplace();
      work = mine.following->become_follower(context, here, committed, mine.log.view(),
                                             mine.high_watermark);
    }
    perform(BrokerId(id), work, {});
  });
}

wire::ErrorCode Replicas::decide(BrokerId leader, const IsrProposal& proposal) const {
  if (proposal.leader_epoch < committed.leader_epoch) return wire::ErrorCode::fenced_leader_epoch;
  if (committed.leader != leader) return wire::ErrorCode::invalid_request;
  if (proposal.partition_epoch < committed.partition_epoch)
    return wire::ErrorCode::invalid_update_version;
  for (const auto& member : proposal.isr) {
    const metadata::BrokerImage* broker = brokers_.find(member.broker_id);
    const bool is_same_life =
        member.broker_epoch.value == -1 || broker->epoch == member.broker_epoch;
    if (!broker->is_active() || !is_same_life) return wire::ErrorCode::ineligible_replica;
  }
  return wire::ErrorCode::none;
}

DecidedProposal Replicas::decide_proposal(std::int32_t leader) {
  DecidedProposal decided{.proposal = *std::exchange(asked_[BrokerId(leader)], std::nullopt)};
  decided.answer.error = decide(BrokerId(leader), decided.proposal);
  if (decided.answer.error != wire::ErrorCode::none) return decided;
  committed.isr.clear();
  for (const auto& member : decided.proposal.isr)
    committed.isr.push_back(member.broker_id);
  ++committed.partition_epoch;
  decided.answer.leader_epoch = committed.leader_epoch;
  decided.answer.partition_epoch = committed.partition_epoch;
  decided.answer.isr = committed.isr;
  return decided;
}

void Replicas::take(std::int32_t leader, const DecidedProposal& decided) {
  Replica& mine = replica(leader);
  if (!mine.leading) return;
  const auto outcome = with([&](Context& context) {
    return mine.leading->on_alter_partition(context, around(leader), decided.proposal,
                                            decided.answer, mine.log.end());
  });
  if (outcome.ask) asked_[BrokerId(leader)] = outcome.ask;
  mine.high_watermark = mine.leading->high_watermark();
}

wire::ErrorCode Replicas::answer_proposal(std::int32_t leader) {
  const DecidedProposal decided = decide_proposal(leader);
  take(leader, decided);
  return decided.answer.error;
}

// ---- Brokers.

std::optional<Offset> Replicas::append(std::int32_t id, const std::string& value) {
  Replica& mine = replica(id);
  if (!mine.is_up || !mine.leading) return std::nullopt;
  mine.log.append({.epoch = mine.leading->leader_epoch(), .value = value});
  with([&](Context& context) {
    mine.leading->advance_high_watermark(context, around(id), mine.log.end());
  });
  mine.high_watermark = mine.leading->high_watermark();
  return mine.log.end();
}

std::optional<Question> Replicas::ask(std::int32_t id) {
  Replica& mine = replica(id);
  if (!mine.is_up || !mine.following) return std::nullopt;
  FollowerWish wish = mine.following->wish(around(id), mine.log.view(), now_);
  if (std::holds_alternative<std::monostate>(wish)) return std::nullopt;
  return Question{.from = BrokerId(id),
                  .to = mine.following->leader(),
                  .broker_epoch = mine.broker_epoch,
                  .wish = wish};
}

/// Source: Partition.localReplicaOrThrow, checkCurrentLeaderEpoch.
wire::ErrorCode Replicas::check(const Replica& leader, LeaderEpoch epoch,
                                bool carries_epoch) const {
  if (carries_epoch && leader.image.leader_epoch > epoch)
    return wire::ErrorCode::fenced_leader_epoch;
  if (carries_epoch && leader.image.leader_epoch < epoch)
    return wire::ErrorCode::unknown_leader_epoch;
  return leader.leading ? wire::ErrorCode::none : wire::ErrorCode::not_leader_or_follower;
}

/// Source: Partition.readRecords, fetchRecords.
void Replicas::fetch(const Question& question, const FollowerFetchPosition& position,
                     Reply& reply) {
  Replica& mine = replica(question.to.value);
  reply.error = check(mine, position.leader_epoch, position.carries_epoch);
  if (reply.error != wire::ErrorCode::none) return;
  reply.data.high_watermark = mine.high_watermark;
  reply.data.log_start_offset = mine.log.start();
  if (position.last_fetched_epoch.value >= 0) {
    const auto end = mine.log.epochs().end_for(position.last_fetched_epoch, mine.log.end());
    if (!end || position.offset < mine.log.start()) {
      reply.error = wire::ErrorCode::offset_out_of_range;
      return;
    }
    if (end->epoch < position.last_fetched_epoch || end->end < position.offset) {
      reply.data.diverging_epoch = {.epoch = end->epoch, .end_offset = end->end};
      return;
    }
  }
  const auto outcome = with([&](Context& context) {
    return mine.leading->on_follower_fetch(context, around(question.to.value),
                                           {.replica = question.from,
                                            .broker_epoch = question.broker_epoch,
                                            .offset = position.offset,
                                            .log_start = position.log_start,
                                            .leader_end = mine.log.end()},
                                           mine.log.end());
  });
  reply.error = outcome.error;
  if (outcome.ask) asked_[question.to] = outcome.ask;
  mine.high_watermark = mine.leading->high_watermark();
  if (reply.error == wire::ErrorCode::none &&
      (position.offset < mine.log.start() || position.offset > mine.log.end()))
    reply.error = wire::ErrorCode::offset_out_of_range;
  if (reply.error != wire::ErrorCode::none) return;
  reply.data.high_watermark = mine.high_watermark;
  reply.records = mine.log.from(position.offset);
  reply.data.records = as_bytes_of(reply.records);
}

std::optional<Reply> Replicas::serve(const Question& question) {
  const Replica& mine = replica(question.to.value);
  if (!mine.is_up) return std::nullopt;
  Reply reply{.question = question};
  if (const auto* position = std::get_if<FollowerFetchPosition>(&question.wish)) {
    fetch(question, *position, reply);
    reply.data.error_code = reply.error;
  } else if (const auto* epoch = std::get_if<EpochEndQuery>(&question.wish)) {
    reply.error = check(mine, epoch->leader_epoch, epoch->carries_epoch);
    reply.epoch_end = mine.log.epochs().end_for(epoch->epoch, mine.log.end());
  } else if (const auto* bound = std::get_if<LogBoundQuery>(&question.wish)) {
    reply.error = check(mine, bound->leader_epoch, bound->carries_epoch);
    reply.bound = bound->is_end ? mine.log.end() : mine.log.start();
  }
  return reply;
}

void Replicas::take(const Reply& reply) {
  const std::int32_t id = reply.question.from.value;
  Replica& mine = replica(id);
  if (!mine.is_up || !mine.following) return;
  LogWork work;
  with([&](Context& context) {
    const Surroundings here = around(id);
    FollowerReplica& following = *mine.following;
    if (const auto* position = std::get_if<FollowerFetchPosition>(&reply.question.wish)) {
      work = following.on_fetch(context, here, mine.log.view(), *position, reply.data);
    } else if (const auto* epoch = std::get_if<EpochEndQuery>(&reply.question.wish)) {
      work = following.on_epoch_end(context, here, mine.log.view(), *epoch, reply.error,
                                    reply.epoch_end);
    } else if (const auto* bound = std::get_if<LogBoundQuery>(&reply.question.wish)) {
      work =
          following.on_log_bound(context, here, mine.log.view(), *bound, reply.error, reply.bound);
    }
  });
  perform(reply.question.from, work, reply.records);
}

void Replicas::perform(BrokerId id, LogWork work, const std::vector<TestRecord>& records) {
  Replica& mine = replica(id.value);
  for (;;) {
    if (work.raise_log_start) mine.log.raise_start(*work.raise_log_start);
    if (work.is_none()) break;
    if (work.kind == LogWork::Kind::append) {
      for (const TestRecord& record : records)
        mine.log.append(record);
    } else if (work.kind == LogWork::Kind::truncate) {
      mine.log.cut(work.to);
    } else {
      mine.log.restart(work.to);
    }
    work = with([&](Context& context) {
      return mine.following->on_worked(context, around(id.value), mine.log.view());
    });
  }
  mine.high_watermark = mine.following->high_watermark();
}

bool Replicas::exchange(std::int32_t id) {
  const auto question = ask(id);
  if (!question) return false;
  const auto reply = serve(*question);
  if (!reply) {
    with([&](Context& context) { follower(id).on_no_answer(context, around(id), "no answer"); });
    return false;
  }
  take(*reply);
  return true;
}

bool Replicas::catch_up(std::int32_t id) {
  for (int i = 0; i < 20; ++i) {
    if (!exchange(id)) return false;
    const Replica& ahead = replica(follower(id).leader().value);
    const Replica& mine = replica(id);
    const bool is_known =
        ahead.leading && ahead.leading->follower(BrokerId(id))->end == mine.log.end();
    if (is_known && mine.following->state() == FollowerState::fetching &&
        mine.log.end() == ahead.log.end() && mine.high_watermark == ahead.high_watermark)
      return true;
  }
  return false;
}

void Replicas::look_for_lag(std::int32_t id) {
  with([&](Context& context) {
    auto asked = leader(id).shrink_isr(context, around(id), replica(id).log.end());
    if (asked) asked_[BrokerId(id)] = asked;
  });
}

void Replicas::crash(std::int32_t id, Offset keep) {
  Replica& mine = replica(id);
  mine.is_up = false;
  mine.leading.reset();
  mine.following.reset();
  asked_[BrokerId(id)].reset();
  mine.log.cut(std::max(keep, mine.log.start()));
  mine.log.flush();
  mine.high_watermark = std::clamp(mine.checkpoint, mine.log.start(), mine.log.end());
}

void Replicas::boot(std::int32_t id) {
  Replica& mine = replica(id);
  mine.is_up = true;
  mine.broker_epoch = BrokerEpoch(++last_broker_epoch_);
  broker(id).epoch = mine.broker_epoch;
  broker(id).is_fenced = false;
  if (committed.leader.value >= 0 || !is_in_isr(id)) return;
  committed.leader = BrokerId(id);
  ++committed.leader_epoch;
  ++committed.partition_epoch;
}

}  // namespace fl::replication
