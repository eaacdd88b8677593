// What a follower asks, what it does with each answer, and where it cuts its log.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

/// Broker 1 leads, broker 2 follows; both have "a@0 b@0", of which "a" is known to be committed.
Replicas pair(Truncation truncation = Truncation::onfetch) {
  Replicas replicas(2, {.truncation = truncation});
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.catch_up(2);
  replicas.append(1, "b");
  replicas.exchange(2);
  return replicas;
}

FollowerWish wish(Replicas& replicas) {
  const auto question = replicas.ask(2);
  return question ? question->wish : FollowerWish();
}

/// Asks, and takes an answer with this error.
void fail_with(Replicas& replicas, ErrorCode error) {
  const auto question = replicas.ask(2);
  ASSERT_TRUE(question);
  auto reply = replicas.serve(*question);
  ASSERT_TRUE(reply);
  reply->error = error;
  reply->data = {.error_code = error, .high_watermark = Offset(-1)};
  reply->records.clear();
  replicas.take(*reply);
}

/// Asks, and takes an answer that the logs diverge.
void diverge(Replicas& replicas, std::int32_t epoch, std::int64_t end) {
  const auto question = replicas.ask(2);
  ASSERT_TRUE(question);
  Reply reply{.question = *question};
  reply.data.diverging_epoch = {.epoch = LeaderEpoch(epoch), .end_offset = Offset(end)};
  replicas.take(reply);
}

TEST(Follower, AsksFromItsEndWithTheEpochOfItsLastRecord) {
  Replicas replicas = pair();
  const auto position = std::get<FollowerFetchPosition>(wish(replicas));
  EXPECT_EQ(position.offset, Offset(2));
  EXPECT_EQ(position.leader_epoch, LeaderEpoch(0));
  EXPECT_EQ(position.last_fetched_epoch, LeaderEpoch(0));
  EXPECT_EQ(position.log_start, Offset(0));
  EXPECT_TRUE(position.carries_epoch);
}

TEST(Follower, AsksNothingWithoutALeader) {
  Replicas replicas = pair();
  replicas.elect(-1, {1});
  replicas.learn(2);
  EXPECT_FALSE(replicas.ask(2));
}

TEST(Follower, ChecksWithEveryNewEpochAlsoOfTheSameLeader) {
  Replicas replicas = pair(Truncation::kip320);
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  EXPECT_EQ(std::get<EpochEndQuery>(wish(replicas)).epoch, LeaderEpoch(0));
  EXPECT_EQ(std::get<EpochEndQuery>(wish(replicas)).leader_epoch, LeaderEpoch(1));
}

TEST(Follower, WithoutAnyRecordNamesNoLastEpoch) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  EXPECT_EQ(replicas.follower(2).state(), FollowerState::fetching);
  const auto position = std::get<FollowerFetchPosition>(wish(replicas));
  EXPECT_EQ(position.last_fetched_epoch, kNoLeaderEpoch);
}

TEST(Follower, IgnoresAnAnswerToAnEarlierEpochsQuestion) {
  Replicas replicas = pair();
  replicas.append(1, "c");
  const auto question = replicas.ask(2);
  const auto reply = replicas.serve(*question);
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  replicas.take(*reply);
  EXPECT_EQ(replicas.text(2), "a@0 b@0");
}

TEST(Follower, IgnoresTheSameAnswerASecondTime) {
  Replicas replicas = pair();
  replicas.append(1, "c");
  const auto reply = replicas.serve(*replicas.ask(2));
  replicas.take(*reply);
  replicas.take(*reply);
  EXPECT_EQ(replicas.text(2), "a@0 b@0 c@0");
}

TEST(Follower, IgnoresMetadataOfASmallerPartitionEpoch) {
  Replicas replicas = pair();
  auto old = replicas.committed;
  old.partition_epoch = PartitionEpoch(0);
  old.leader_epoch = LeaderEpoch(7);
  const auto outcome = replicas.with([&](Context& context) {
    return replicas.follower(2).on_metadata(context, replicas.around(2), old,
                                            replicas.replica(2).log.view());
  });
  EXPECT_TRUE(outcome.is_ignored);
  EXPECT_EQ(replicas.follower(2).leader_epoch(), LeaderEpoch(0));
}

// ---- Errors.

TEST(Follower, AsksAgainAfterASecondIfTheLeaderDoesNotLeadYet) {
  for (const ErrorCode error : {ErrorCode::unknown_leader_epoch, ErrorCode::not_leader_or_follower,
                                ErrorCode::unknown_topic_or_partition, ErrorCode::unknown_topic_id,
                                ErrorCode::inconsistent_topic_id, ErrorCode::corrupt_message,
                                ErrorCode::kafka_storage_error}) {
    Replicas replicas = pair();
    fail_with(replicas, error);
    EXPECT_FALSE(replicas.ask(2)) << wire::name_of(error);
    replicas.advance(999);
    EXPECT_FALSE(replicas.ask(2)) << wire::name_of(error);
    replicas.advance(1);
    EXPECT_TRUE(replicas.ask(2)) << wire::name_of(error);
  }
}

TEST(Follower, StopsWhenItsEpochIsFencedUntilItHearsOfTheNext) {
  Replicas replicas = pair();
  fail_with(replicas, ErrorCode::fenced_leader_epoch);
  EXPECT_TRUE(replicas.follower(2).is_failed());
  replicas.advance(3'600'000);
  EXPECT_FALSE(replicas.ask(2));
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  EXPECT_TRUE(replicas.ask(2));
}

TEST(Follower, AsksAgainAfterASecondIfNoAnswerCame) {
  Replicas replicas = pair();
  replicas.crash(1);
  EXPECT_FALSE(replicas.exchange(2));
  EXPECT_FALSE(replicas.ask(2));
  replicas.advance(1'000);
  EXPECT_TRUE(replicas.ask(2));
}

TEST(Follower, DoesNotWaitForTheBackOffWithANewEpoch) {
  Replicas replicas = pair();
  fail_with(replicas, ErrorCode::unknown_leader_epoch);
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  EXPECT_TRUE(replicas.ask(2));
}

TEST(Follower, StopsWhenItsDiskFails) {
  Replicas replicas = pair();
  replicas.append(1, "c");
  const auto reply = replicas.serve(*replicas.ask(2));
  const auto view = replicas.replica(2).log.view();
  replicas.with([&](Context& context) {
    const auto& position = std::get<FollowerFetchPosition>(reply->question.wish);
    FollowerReplica& follower = replicas.follower(2);
    const Surroundings here = replicas.around(2);
    EXPECT_EQ(follower.on_fetch(context, here, view, position, reply->data).kind,
              LogWork::Kind::append);
    follower.on_work_failed(context, here, view, WorkError::storage);
  });
  EXPECT_TRUE(replicas.follower(2).is_failed());
}

TEST(Follower, AsksAgainForRecordsThatCameBroken) {
  Replicas replicas = pair();
  replicas.append(1, "c");
  const auto reply = replicas.serve(*replicas.ask(2));
  const auto view = replicas.replica(2).log.view();
  replicas.with([&](Context& context) {
    const auto& position = std::get<FollowerFetchPosition>(reply->question.wish);
    FollowerReplica& follower = replicas.follower(2);
    const Surroundings here = replicas.around(2);
    follower.on_fetch(context, here, view, position, reply->data);
    follower.on_work_failed(context, here, view, WorkError::corrupt_records);
  });
  EXPECT_FALSE(replicas.ask(2));
  replicas.advance(1'000);
  EXPECT_EQ(std::get<FollowerFetchPosition>(wish(replicas)).offset, Offset(2));
}

TEST(Follower, FinishesItsLogsWorkBeforeItFollowsInANewEpoch) {
  Replicas replicas = pair();
  replicas.append(1, "c");
  const auto reply = replicas.serve(*replicas.ask(2));
  TestLog& log = replicas.replica(2).log;
  replicas.elect(1, {1, 2});
  replicas.with([&](Context& context) {
    const auto& position = std::get<FollowerFetchPosition>(reply->question.wish);
    FollowerReplica& follower = replicas.follower(2);
    const Surroundings here = replicas.around(2);
    follower.on_fetch(context, here, log.view(), position, reply->data);
    EXPECT_TRUE(follower.on_metadata(context, here, replicas.committed, log.view()).work.is_none());
    EXPECT_TRUE(follower.is_working());
    log.append(reply->records.front());
    EXPECT_TRUE(follower.on_worked(context, here, log.view()).is_none());
  });
  const auto position = std::get<FollowerFetchPosition>(wish(replicas));
  EXPECT_EQ(position.offset, Offset(3));
  EXPECT_EQ(position.leader_epoch, LeaderEpoch(1));
}

TEST(Follower, KnowsHowFarItIsBehindTheLeadersHighWatermark) {
  Replicas replicas = pair();
  EXPECT_EQ(replicas.follower(2).lag(), 0);
  const auto question = replicas.ask(2);
  auto reply = replicas.serve(*question);
  reply->data.high_watermark = Offset(9);
  replicas.take(*reply);
  EXPECT_EQ(replicas.follower(2).lag(), 7);
}

TEST(Follower, RaisesItsLogsStartToTheLeaders) {
  Replicas replicas = pair();
  replicas.exchange(2);
  replicas.replica(1).log.raise_start(Offset(1));
  replicas.exchange(2);
  EXPECT_EQ(replicas.replica(2).log.start(), Offset(1));
  EXPECT_EQ(replicas.text(2), "b@0");
}

// ---- Cuts.

TEST(FollowerCut, GoesToTheEndOfTheCommonEpoch) {
  Replicas replicas = pair();
  diverge(replicas, 0, 1);
  EXPECT_EQ(replicas.text(2), "a@0");
}

TEST(FollowerCut, GoesToItsOwnEndOfTheLargestEpochBelowTheLeaders) {
  // 0: [0, 2), 3: [2, 5). The leader's largest epoch up to 3 is 1, which this log lacks.
  storage::LeaderEpochs epochs({{LeaderEpoch(0), Offset(0)}, {LeaderEpoch(3), Offset(2)}});
  const LogView log{.base = Offset(0), .start = Offset(0), .end = Offset(5), .epochs = epochs};
  const Cut cut =
      decide_cut(log, storage::EpochEnd{.epoch = LeaderEpoch(1), .end = Offset(4)}, Offset(1));
  EXPECT_EQ(cut.to, Offset(2));
  EXPECT_FALSE(cut.is_complete);
}

TEST(FollowerCut, GoesToTheSmallestOfBothEndsOfACommonEpoch) {
  storage::LeaderEpochs epochs({{LeaderEpoch(0), Offset(0)}, {LeaderEpoch(3), Offset(2)}});
  const LogView log{.base = Offset(0), .start = Offset(0), .end = Offset(5), .epochs = epochs};
  const auto to = [&](std::int32_t epoch, std::int64_t end) {
    return decide_cut(log, storage::EpochEnd{.epoch = LeaderEpoch(epoch), .end = Offset(end)},
                      Offset(1))
        .to;
  };
  EXPECT_EQ(to(3, 4), Offset(4));
  EXPECT_EQ(to(3, 9), Offset(5));
  EXPECT_EQ(to(0, 1), Offset(1));
  EXPECT_EQ(to(0, 4), Offset(2));
}

TEST(FollowerCut, GoesToTheLeadersEndIfTheAnswerNamesNoEpoch) {
  storage::LeaderEpochs epochs({{LeaderEpoch(0), Offset(0)}, {LeaderEpoch(3), Offset(2)}});
  const LogView log{.base = Offset(0), .start = Offset(0), .end = Offset(5), .epochs = epochs};
  EXPECT_EQ(
      decide_cut(log, storage::EpochEnd{.epoch = kNoLeaderEpoch, .end = Offset(3)}, Offset(1)).to,
      Offset(3));
  EXPECT_EQ(
      decide_cut(log, storage::EpochEnd{.epoch = kNoLeaderEpoch, .end = Offset(8)}, Offset(1)).to,
      Offset(5));
}

TEST(FollowerCut, GoesToTheHighWatermarkIfTheLeaderDoesNotKnowTheEpoch) {
  storage::LeaderEpochs epochs({{LeaderEpoch(3), Offset(0)}});
  const LogView log{.base = Offset(0), .start = Offset(0), .end = Offset(5), .epochs = epochs};
  const Cut cut = decide_cut(log, std::nullopt, Offset(1));
  EXPECT_EQ(cut.to, Offset(1));
  EXPECT_TRUE(cut.is_complete);
}

TEST(FollowerCut, LowersTheHighWatermarkWithTheEnd) {
  Replicas replicas = pair();
  replicas.exchange(2);
  replicas.exchange(2);
  ASSERT_EQ(replicas.high_watermark(2), Offset(2));
  diverge(replicas, 0, 1);
  EXPECT_EQ(replicas.high_watermark(2), Offset(1));
}

TEST(FollowerCut, AtTheEndForgetsTheEpochsThatBeginThere) {
  // A leader of epoch 1 that never appended.
  Replicas replicas = pair();
  replicas.elect(2, {1, 2});
  replicas.learn(2);
  ASSERT_EQ(replicas.replica(2).log.epochs().latest(), LeaderEpoch(1));
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  diverge(replicas, 0, 2);
  EXPECT_EQ(replicas.replica(2).log.epochs().latest(), LeaderEpoch(0));
  EXPECT_EQ(replicas.text(2), "a@0 b@0");
}

TEST(FollowerCut, BelowTheOldestSegmentBeginsTheLogAnew) {
  Replicas replicas = pair();
  replicas.replica(2).log.restart(Offset(10));
  replicas.replica(2).log.append({.epoch = LeaderEpoch(0), .value = "z"});
  diverge(replicas, 0, 4);
  EXPECT_EQ(replicas.replica(2).log.start(), Offset(4));
  EXPECT_EQ(replicas.replica(2).log.end(), Offset(4));
}

// ---- Out of range.

TEST(OutOfRange, LeadsToTheLeadersEndIfThatIsBelow) {
  // Broker 1 came back without its last record, and was elected all the same.
  Replicas replicas = pair();
  replicas.crash(1, Offset(1));
  replicas.boot(1);
  replicas.elect(1, {1});
  replicas.learn_all();
  fail_with(replicas, ErrorCode::offset_out_of_range);
  EXPECT_TRUE(std::get<LogBoundQuery>(wish(replicas)).is_end);
  replicas.exchange(2);
  EXPECT_EQ(replicas.text(2), "a@0");
  EXPECT_EQ(replicas.follower(2).state(), FollowerState::fetching);
}

TEST(OutOfRange, BeginsTheLogAnewAtTheLeadersStartIfThatIsAbove) {
  Replicas replicas = pair();
  for (const char* value : {"c", "d", "e"})
    replicas.append(1, value);
  replicas.replica(1).log.raise_start(Offset(4));
  EXPECT_TRUE(replicas.exchange(2));
  EXPECT_EQ(replicas.follower(2).state(), FollowerState::asking_log_end);
  EXPECT_TRUE(replicas.exchange(2));
  EXPECT_EQ(replicas.follower(2).state(), FollowerState::asking_log_start);
  EXPECT_FALSE(std::get<LogBoundQuery>(wish(replicas)).is_end);
  EXPECT_TRUE(replicas.exchange(2));
  EXPECT_EQ(replicas.replica(2).log.start(), Offset(4));
  EXPECT_TRUE(replicas.catch_up(2));
  EXPECT_EQ(replicas.text(2), "e@0");
}

TEST(OutOfRange, GoesOnFromItsEndIfTheLeadersLogHasThat) {
  Replicas replicas = pair();
  fail_with(replicas, ErrorCode::offset_out_of_range);
  replicas.append(1, "c");
  EXPECT_TRUE(replicas.exchange(2));
  EXPECT_TRUE(replicas.exchange(2));
  EXPECT_TRUE(replicas.catch_up(2));
  EXPECT_EQ(replicas.text(2), "a@0 b@0 c@0");
}

TEST(OutOfRange, IsAskedAgainLaterIfTheLeaderDoesNotSay) {
  Replicas replicas = pair();
  fail_with(replicas, ErrorCode::offset_out_of_range);
  fail_with(replicas, ErrorCode::not_leader_or_follower);
  EXPECT_FALSE(replicas.ask(2));
  replicas.advance(1'000);
  EXPECT_TRUE(std::holds_alternative<LogBoundQuery>(wish(replicas)));
}

TEST(OutOfRange, FailsIfTheEpochIsFenced) {
  Replicas replicas = pair();
  fail_with(replicas, ErrorCode::offset_out_of_range);
  fail_with(replicas, ErrorCode::fenced_leader_epoch);
  EXPECT_TRUE(replicas.follower(2).is_failed());
}

}  // namespace
}  // namespace fl::replication
