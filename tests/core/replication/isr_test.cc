// Who is in sync: when a leader counts a follower as caught up, whom it asks the controller to drop
// from the ISR or to take in, and what it makes of each answer.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

#include <array>

namespace fl::replication {
namespace {

using wire::ErrorCode;

std::vector<BrokerId> ids(std::initializer_list<std::int32_t> numbers) {
  std::vector<BrokerId> all;
  for (const std::int32_t number : numbers)
    all.push_back(BrokerId(number));
  return all;
}

std::vector<BrokerId> ids_of(const IsrProposal& proposal) {
  std::vector<BrokerId> all;
  for (const auto& member : proposal.isr)
    all.push_back(member.broker_id);
  return all;
}

Replicas led(std::vector<std::int32_t> isr, std::int32_t count = 3) {
  Replicas replicas(count);
  replicas.elect(1, std::move(isr));
  replicas.learn_all();
  return replicas;
}

/// A fetch of broker 2 as its leader, broker 1, sees it.
FollowerFetchOutcome fetch(Replicas& replicas, std::int64_t offset, std::int64_t leader_end) {
  return replicas.with([&](Context& context) {
    return replicas.leader(1).on_follower_fetch(context, replicas.around(1),
                                                {.replica = BrokerId(2),
                                                 .broker_epoch = replicas.broker(2).epoch,
                                                 .offset = Offset(offset),
                                                 .log_start = Offset(0),
                                                 .leader_end = Offset(leader_end)},
                                                Offset(leader_end));
  });
}

Instant caught_up(Replicas& replicas) {
  return replicas.leader(1).follower(BrokerId(2))->last_caught_up.value_or(Instant(-1));
}

Instant now_of(Replicas& replicas) {
  return replicas.with([](Context& context) { return context.now; });
}

// ---- Caught up.

TEST(CaughtUp, IsNowWhoFetchesAtTheEnd) {
  Replicas replicas = led({1});
  EXPECT_EQ(caught_up(replicas), Instant(-1));
  fetch(replicas, 0, 0);
  EXPECT_EQ(caught_up(replicas), now_of(replicas));
}

TEST(CaughtUp, WasWhoHasAllThatThereWasAtItsLastFetchThen) {
  Replicas replicas = led({1});
  fetch(replicas, 0, 10);  // Behind: never caught up.
  EXPECT_EQ(caught_up(replicas), Instant(-1));
  const Instant first = now_of(replicas);
  replicas.advance(500);
  fetch(replicas, 10, 20);  // The leader's end moved on, but it has the 10 of then.
  EXPECT_EQ(caught_up(replicas), first);
  replicas.advance(500);
  const Instant third = now_of(replicas);
  fetch(replicas, 15, 30);  // Not the 20 of its last fetch.
  EXPECT_EQ(caught_up(replicas), first);
  replicas.advance(500);
  fetch(replicas, 30, 40);
  EXPECT_EQ(caught_up(replicas), third);
}

TEST(CaughtUp, IsNeverMovedBack) {
  Replicas replicas = led({1});
  fetch(replicas, 10, 10);
  const Instant first = now_of(replicas);
  replicas.advance(500);
  fetch(replicas, 5, 20);
  replicas.advance(500);
  fetch(replicas, 6, 20);
  EXPECT_EQ(caught_up(replicas), first);
}

TEST(CaughtUp, EndsAfterTheLagTimeUnlessItHasAll) {
  const Instant now(100'000 * kMs);
  const RemoteReplica replica{.id = BrokerId(2), .end = Offset(5), .last_caught_up = now};
  EXPECT_TRUE(is_caught_up(replica, Offset(9), now + 30'000 * kMs, 30'000));
  EXPECT_FALSE(is_caught_up(replica, Offset(9), now + 30'001 * kMs, 30'000));
  EXPECT_TRUE(is_caught_up(replica, Offset(5), now + 900'000 * kMs, 30'000));
  EXPECT_FALSE(is_caught_up({.id = BrokerId(2)}, Offset(9), Instant(1), 30'000));
}

TEST(CaughtUp, ANewLeaderTakesTheIsrForCaughtUpAndKnowsNoEnds) {
  Replicas replicas = led({1, 2});
  const Instant now = now_of(replicas);
  EXPECT_EQ(*replicas.leader(1).follower(BrokerId(2)),
            (RemoteReplica{.id = BrokerId(2), .last_caught_up = now}));
  EXPECT_EQ(*replicas.leader(1).follower(BrokerId(3)), (RemoteReplica{.id = BrokerId(3)}));
}

TEST(CaughtUp, ALeaderInANewEpochKeepsTheEndsThatItKnows) {
  Replicas replicas = led({1, 2});
  replicas.append(1, "a");
  replicas.append(1, "b");
  fetch(replicas, 1, 2);
  replicas.advance(700);
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  const Instant now = now_of(replicas);
  EXPECT_EQ(*replicas.leader(1).follower(BrokerId(2)),
            (RemoteReplica{.id = BrokerId(2),
                           .log_start = Offset(0),
                           .end = Offset(1),
                           .last_fetch_leader_end = Offset(2),
                           .last_fetch = now,
                           .last_caught_up = now,
                           .broker_epoch = replicas.broker(2).epoch}));
  EXPECT_EQ(replicas.leader(1).epoch_start(), Offset(2));
}

// ---- Shrinking.

TEST(IsrShrink, DropsWhoHasNotCaughtUpForMoreThanTheLagTime) {
  Replicas replicas = led({1, 2, 3});
  replicas.exchange(2);
  replicas.exchange(3);
  replicas.append(1, "a");
  replicas.advance(30'000);
  replicas.look_for_lag(1);
  EXPECT_FALSE(replicas.asked(1));
  replicas.catch_up(2);
  replicas.exchange(2);
  replicas.advance(1);
  replicas.look_for_lag(1);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(ids_of(*replicas.asked(1)), ids({1, 2}));
  EXPECT_TRUE(std::holds_alternative<PendingShrink>(replicas.leader(1).isr_state()));
  // Until the controller has committed it, whoever is in the ISR is waited for.
  EXPECT_EQ(replicas.leader(1).isr(), ids({1, 2, 3}));
  EXPECT_EQ(replicas.leader(1).maximal_isr(), ids({1, 2, 3}));
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_EQ(replicas.leader(1).isr(), ids({1, 2}));
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

TEST(IsrShrink, KeepsASilentFollowerThatHasAll) {
  Replicas replicas = led({1, 2, 3});
  replicas.append(1, "a");
  for (int i = 0; i < 2; ++i) {
    replicas.exchange(2);
    replicas.exchange(3);
  }
  replicas.advance(3'600'000);
  replicas.look_for_lag(1);
  EXPECT_FALSE(replicas.asked(1));
}

TEST(IsrShrink, DropsAReplicaThatItDoesNotKnow) {
  Replicas replicas = led({1, 2, 3});
  replicas.committed.replicas = ids({1, 2});
  ++replicas.committed.partition_epoch;
  replicas.learn(1);
  replicas.exchange(2);
  replicas.look_for_lag(1);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(ids_of(*replicas.asked(1)), ids({1, 2}));
}

TEST(IsrShrink, WaitsWhileAnotherChangeIsOnItsWay) {
  Replicas replicas = led({1, 2});
  replicas.exchange(3);
  ASSERT_TRUE(replicas.asked(1));
  const IsrProposal first = *replicas.asked(1);
  replicas.append(1, "a");
  replicas.advance(60'000);
  replicas.look_for_lag(1);
  EXPECT_EQ(*replicas.asked(1), first);
}

// ---- Expanding.

TEST(IsrExpand, TakesInWhoHasAllThatIsCommittedAndAllFromBeforeTheEpoch) {
  Replicas replicas = led({1});
  for (int i = 0; i < 10; ++i)
    replicas.append(1, "a");
  replicas.elect(1, {1});
  replicas.learn_all();
  ASSERT_EQ(replicas.leader(1).epoch_start(), Offset(10));
  ASSERT_EQ(replicas.high_watermark(1), Offset(10));
  EXPECT_FALSE(fetch(replicas, 9, 10).ask);
  const auto outcome = fetch(replicas, 10, 10);
  ASSERT_TRUE(outcome.ask);
  EXPECT_EQ(ids_of(*outcome.ask), ids({1, 2}));
  EXPECT_EQ(replicas.leader(1).isr(), ids({1}));
  EXPECT_EQ(replicas.leader(1).maximal_isr(), ids({1, 2}));
}

TEST(IsrExpand, NamesTheBrokerEpochsOfTheFetchesAndItsOwn) {
  Replicas replicas = led({1});
  const auto outcome = fetch(replicas, 0, 0);
  ASSERT_TRUE(outcome.ask);
  ASSERT_EQ(outcome.ask->isr.size(), 2U);
  EXPECT_EQ(outcome.ask->isr[0].broker_epoch, replicas.broker(1).epoch);
  EXPECT_EQ(outcome.ask->isr[1].broker_epoch, replicas.broker(2).epoch);
  EXPECT_EQ(outcome.ask->leader_epoch, LeaderEpoch(0));
  EXPECT_EQ(outcome.ask->partition_epoch, PartitionEpoch(1));
}

TEST(IsrExpand, NeedsTheEpochsStartEvenIfTheHighWatermarkLagsBehindIt) {
  // Broker 1 becomes leader with a high watermark of 0 and an end of 4.
  Replicas replicas(3);
  replicas.elect(2, {1, 2});
  replicas.learn(2);
  for (const char* value : {"a", "b", "c", "d"})
    replicas.append(2, value);
  replicas.learn(1);
  replicas.exchange(1);
  replicas.elect(1, {1, 3});
  replicas.learn(1);
  ASSERT_EQ(replicas.high_watermark(1), Offset(0));
  EXPECT_FALSE(fetch(replicas, 3, 4).ask);
  replicas.switches.isr_expand_rule = IsrExpandRule::hw_only;
  EXPECT_TRUE(fetch(replicas, 3, 4).ask);
}

TEST(IsrExpand, DoesNotNeedToBeWithinTheLagTime) {
  Replicas replicas = led({1});
  for (int i = 0; i < 3; ++i)
    replicas.append(1, "a");
  fetch(replicas, 0, 3);
  replicas.advance(3'600'000);
  EXPECT_TRUE(fetch(replicas, 3, 5).ask);
  EXPECT_EQ(caught_up(replicas), now_of(replicas) - 3'600'000 * kMs);
}

TEST(IsrExpand, TakesInNobodyWhoIsFencedOrShutsDownOrIsUnknown) {
  Replicas replicas = led({1});
  replicas.broker(2).is_fenced = true;
  EXPECT_FALSE(fetch(replicas, 0, 0).ask);
  replicas.broker(2).is_fenced = false;
  replicas.broker(2).is_in_controlled_shutdown = true;
  EXPECT_FALSE(fetch(replicas, 0, 0).ask);
  replicas.broker(2).is_in_controlled_shutdown = false;
  EXPECT_TRUE(fetch(replicas, 0, 0).ask);
}

// ---- Answers.

/// Broker 1 wants broker 2 in its ISR.
Replicas wanting() {
  Replicas replicas = led({1});
  replicas.exchange(2);
  return replicas;
}

AlterPartitionOutcome answer(Replicas& replicas, const AlterPartitionAnswer& with) {
  const IsrProposal proposal = *replicas.asked(1);
  return replicas.with([&](Context& context) {
    return replicas.leader(1).on_alter_partition(context, replicas.around(1), proposal, with,
                                                 replicas.replica(1).log.end());
  });
}

TEST(AlterPartitionAnswer, IsTakenOverWithItsIsrAndEpoch) {
  Replicas replicas = wanting();
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_EQ(replicas.leader(1).isr(), ids({1, 2}));
  EXPECT_EQ(replicas.leader(1).partition_epoch(), PartitionEpoch(2));
  EXPECT_FALSE(replicas.leader(1).is_change_pending());
}

TEST(AlterPartitionAnswer, WithTheSamePartitionEpochIsTakenOverToo) {
  Replicas replicas = wanting();
  answer(
      replicas,
      {.leader_epoch = LeaderEpoch(0), .partition_epoch = PartitionEpoch(1), .isr = ids({1, 2})});
  EXPECT_FALSE(replicas.leader(1).is_change_pending());
  EXPECT_EQ(replicas.leader(1).isr(), ids({1, 2}));
}

TEST(AlterPartitionAnswer, OfAnotherLeaderEpochOrAnOlderPartitionEpochChangesNothing) {
  Replicas replicas = wanting();
  answer(
      replicas,
      {.leader_epoch = LeaderEpoch(1), .partition_epoch = PartitionEpoch(2), .isr = ids({1, 2})});
  EXPECT_TRUE(replicas.leader(1).is_change_pending());
  answer(
      replicas,
      {.leader_epoch = LeaderEpoch(0), .partition_epoch = PartitionEpoch(0), .isr = ids({1, 2})});
  EXPECT_TRUE(replicas.leader(1).is_change_pending());
  EXPECT_EQ(replicas.leader(1).isr(), ids({1}));
}

TEST(AlterPartitionAnswer, ThatTheChangeWasNotMadeLeadsBackToTheCommittedIsr) {
  for (const ErrorCode error :
       {ErrorCode::operation_not_attempted, ErrorCode::ineligible_replica}) {
    Replicas replicas = wanting();
    const auto outcome = answer(replicas, {.error = error});
    EXPECT_FALSE(outcome.ask);
    EXPECT_FALSE(replicas.leader(1).is_change_pending()) << wire::name_of(error);
    EXPECT_EQ(replicas.leader(1).maximal_isr(), ids({1})) << wire::name_of(error);
  }
}

TEST(AlterPartitionAnswer, ThatMetadataIsNewerLeavesTheChangePendingUntilItComes) {
  for (const ErrorCode error : {ErrorCode::unknown_topic_or_partition, ErrorCode::unknown_topic_id,
                                ErrorCode::fenced_leader_epoch, ErrorCode::invalid_update_version,
                                ErrorCode::invalid_request, ErrorCode::new_leader_elected}) {
    Replicas replicas = wanting();
    const auto outcome = answer(replicas, {.error = error});
    EXPECT_FALSE(outcome.ask) << wire::name_of(error);
    EXPECT_TRUE(replicas.leader(1).is_change_pending()) << wire::name_of(error);
    ++replicas.committed.partition_epoch;
    replicas.learn(1);
    EXPECT_FALSE(replicas.leader(1).is_change_pending()) << wire::name_of(error);
  }
}

TEST(AlterPartitionAnswer, OfAnyOtherErrorIsFollowedByTheSameQuestion) {
  for (const ErrorCode error : {ErrorCode::unknown_server_error, ErrorCode::not_controller,
                                ErrorCode::request_timed_out, ErrorCode::stale_broker_epoch}) {
    Replicas replicas = wanting();
    const IsrProposal before = *replicas.asked(1);
    const auto outcome = answer(replicas, {.error = error});
    ASSERT_TRUE(outcome.ask) << wire::name_of(error);
    EXPECT_EQ(*outcome.ask, before) << wire::name_of(error);
  }
}

TEST(AlterPartitionAnswer, ToAProposalThatMetadataOvertookIsIgnored) {
  Replicas replicas = wanting();
  const IsrProposal old = *replicas.asked(1);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.exchange(2);
  ASSERT_TRUE(replicas.leader(1).is_change_pending());
  replicas.with([&](Context& context) {
    replicas.leader(1).on_alter_partition(context, replicas.around(1), old,
                                          {.error = ErrorCode::ineligible_replica}, Offset(0));
  });
  EXPECT_TRUE(replicas.leader(1).is_change_pending());
}

TEST(LeaderMetadata, WithASmallerPartitionEpochIsIgnored) {
  Replicas replicas = wanting();
  auto old = replicas.committed;
  old.partition_epoch = PartitionEpoch(0);
  const auto outcome = replicas.with([&](Context& context) {
    return replicas.leader(1).on_metadata(context, replicas.around(1), old, Offset(0));
  });
  EXPECT_TRUE(outcome.is_ignored);
  EXPECT_TRUE(replicas.leader(1).is_change_pending());
}

TEST(LeaderMetadata, TellsAnIsrThatAnotherChangeMade) {
  Replicas replicas = led({1, 2, 3});
  replicas.append(1, "a");
  replicas.exchange(2);
  replicas.exchange(2);
  ASSERT_EQ(replicas.high_watermark(1), Offset(0));
  // The controller fenced broker 3.
  replicas.broker(3).is_fenced = true;
  replicas.committed.isr = ids({1, 2});
  ++replicas.committed.partition_epoch;
  replicas.learn(1);
  EXPECT_EQ(replicas.leader(1).isr(), ids({1, 2}));
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

}  // namespace
}  // namespace fl::replication
