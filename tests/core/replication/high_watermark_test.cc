// When records are committed: what the leader's high watermark waits for, and what followers and
// producers are told of it.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

/// Broker 1 leads `count` brokers, all in the ISR, and all have what it has.
Replicas led(std::int32_t count) {
  Replicas replicas(count);
  std::vector<std::int32_t> all;
  for (std::int32_t id = 1; id <= count; ++id)
    all.push_back(id);
  replicas.elect(1, all);
  replicas.learn_all();
  for (std::int32_t id = 2; id <= count; ++id)
    replicas.exchange(id);
  return replicas;
}

TEST(HighWatermark, IsTheSmallestEndOfTheIsr) {
  Replicas replicas = led(3);
  for (const char* value : {"a", "b", "c"})
    replicas.append(1, value);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.exchange(2);  // It has 3 now, but has not said so.
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.exchange(2);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.exchange(3);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.exchange(3);
  EXPECT_EQ(replicas.high_watermark(1), Offset(3));
}

TEST(HighWatermark, OfALeaderAloneInTheIsrIsItsEnd) {
  Replicas replicas(1);
  replicas.elect(1, {1});
  replicas.learn(1);
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

TEST(HighWatermark, WaitsForEachMemberOfTheIsrToFetchOnceAfterAnElection) {
  Replicas replicas(3);
  replicas.elect(1, {1, 2, 3});
  replicas.learn(1);
  replicas.append(1, "a");
  EXPECT_EQ(replicas.leader(1).follower(BrokerId(2))->end, Offset(-1));
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
}

TEST(HighWatermark, DoesNotWaitForAReplicaThatIsFarBehindAndOutsideTheIsr) {
  Replicas replicas(3);
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.exchange(2);
  replicas.exchange(2);
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

TEST(HighWatermark, WaitsForAReplicaOutsideTheIsrThatIsAlmostThere) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.switches.isr_hw_set = IsrHwSet::committed;
  replicas.exchange(2);  // At the end: caught up now, and asked for.
  ASSERT_TRUE(replicas.asked(1));
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  // Not once it is fenced: it may not join then.
  replicas.broker(2).is_fenced = true;
  replicas.append(1, "b");
  EXPECT_EQ(replicas.high_watermark(1), Offset(2));
}

TEST(HighWatermark, StopsWaitingForAReplicaOutsideTheIsrAfterTheLagTime) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.broker(2).is_in_controlled_shutdown = true;
  replicas.exchange(2);
  replicas.broker(2).is_in_controlled_shutdown = false;
  ASSERT_FALSE(replicas.asked(1));
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.advance(30'000);
  replicas.append(1, "b");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.advance(1);
  replicas.append(1, "c");
  EXPECT_EQ(replicas.high_watermark(1), Offset(3));
}

TEST(HighWatermark, NeverGoesBackWithinAnEpoch) {
  Replicas replicas = led(2);
  replicas.append(1, "a");
  replicas.append(1, "b");
  ASSERT_TRUE(replicas.catch_up(2));
  ASSERT_EQ(replicas.high_watermark(1), Offset(2));
  replicas.with([&](Context& context) {
    replicas.leader(1).on_follower_fetch(context, replicas.around(1),
                                         {.replica = BrokerId(2),
                                          .broker_epoch = BrokerEpoch(-1),
                                          .offset = Offset(1),
                                          .log_start = Offset(0),
                                          .leader_end = Offset(2)},
                                         Offset(2));
  });
  EXPECT_EQ(replicas.leader(1).high_watermark(), Offset(2));
}

TEST(HighWatermark, StandsStillWhileTheIsrIsSmallerThanMinIsr) {
  Replicas replicas(3);
  replicas.min_isr = 2;
  replicas.elect(1, {1});
  replicas.learn(1);
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.switches.hw_requires_min_isr = false;
  replicas.append(1, "b");
  EXPECT_EQ(replicas.high_watermark(1), Offset(2));
}

TEST(HighWatermark, NeedsNoMoreReplicasThanThereAre) {
  Replicas replicas(1);
  replicas.min_isr = 3;
  replicas.elect(1, {1});
  replicas.learn(1);
  EXPECT_EQ(replicas.leader(1).effective_min_isr(replicas.around(1)), 1);
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

TEST(HighWatermark, OfANewLeaderBeginsWithWhatItKnewAsFollower) {
  Replicas replicas = led(2);
  replicas.append(1, "a");
  ASSERT_TRUE(replicas.catch_up(2));
  replicas.append(1, "b");
  replicas.exchange(2);
  replicas.elect(2, {1, 2});
  replicas.learn(2);
  EXPECT_EQ(replicas.high_watermark(2), Offset(1));
  EXPECT_EQ(replicas.leader(2).epoch_start(), Offset(2));
}

TEST(HighWatermark, OfAFollowerIsTheLeadersButNotAboveItsOwnEnd) {
  Replicas replicas = led(3);
  for (const char* value : {"a", "b", "c"})
    replicas.append(1, value);
  ASSERT_TRUE(replicas.catch_up(2));
  ASSERT_TRUE(replicas.catch_up(3));
  ASSERT_EQ(replicas.high_watermark(1), Offset(3));
  // Broker 3 loses its disk; the first answer brings it nothing yet.
  replicas.crash(3, Offset(0));
  replicas.boot(3);
  replicas.learn(3);
  const auto question = replicas.ask(3);
  ASSERT_TRUE(question);
  auto reply = replicas.serve(*question);
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->data.high_watermark, Offset(3));
  reply->records.resize(2);
  replicas.take(*reply);
  EXPECT_EQ(replicas.high_watermark(3), Offset(2));
}

TEST(HighWatermark, ComesToFollowersOnlyWithTheirNextFetch) {
  Replicas replicas = led(2);
  replicas.append(1, "a");
  replicas.exchange(2);
  EXPECT_EQ(replicas.replica(2).log.end(), Offset(1));
  EXPECT_EQ(replicas.high_watermark(2), Offset(0));
  replicas.exchange(2);
  EXPECT_EQ(replicas.high_watermark(2), Offset(1));
}

TEST(HighWatermark, OfAFollowerFollowsTheLeadersDown) {
  Replicas replicas = led(2);
  replicas.append(1, "a");
  ASSERT_TRUE(replicas.catch_up(2));
  const auto question = replicas.ask(2);
  ASSERT_TRUE(question);
  auto reply = replicas.serve(*question);
  ASSERT_TRUE(reply);
  reply->data.high_watermark = Offset(0);
  replicas.take(*reply);
  EXPECT_EQ(replicas.high_watermark(2), Offset(0));
}

TEST(HighWatermark, IsNotBelowTheLogsStart) {
  Replicas replicas = led(2);
  replicas.append(1, "a");
  replicas.leader(1).on_log_start(Offset(1));
  EXPECT_EQ(replicas.leader(1).high_watermark(), Offset(1));
}

// ---- What acks=all waits for.

TEST(AcksAll, IsRefusedBeforeTheAppendWhileTheIsrIsTooSmall) {
  Replicas replicas(3);
  replicas.min_isr = 2;
  replicas.elect(1, {1});
  replicas.learn(1);
  EXPECT_EQ(replicas.leader(1).check_before_append(replicas.around(1)),
            ErrorCode::not_enough_replicas);
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  EXPECT_EQ(replicas.leader(1).check_before_append(replicas.around(1)), ErrorCode::none);
}

TEST(AcksAll, WaitsForTheHighWatermark) {
  Replicas replicas = led(2);
  const Offset end = *replicas.append(1, "a");
  EXPECT_EQ(replicas.leader(1).check_after_append(replicas.around(1), end), std::nullopt);
  replicas.exchange(2);
  replicas.exchange(2);
  EXPECT_EQ(replicas.leader(1).check_after_append(replicas.around(1), end), ErrorCode::none);
}

TEST(AcksAll, SaysSoIfTheIsrBecameTooSmallAfterTheAppend) {
  Replicas replicas = led(2);
  replicas.min_isr = 2;
  const Offset end = *replicas.append(1, "a");
  replicas.exchange(2);
  replicas.exchange(2);
  replicas.elect(1, {1});
  replicas.learn(1);
  EXPECT_EQ(replicas.leader(1).check_after_append(replicas.around(1), end),
            ErrorCode::not_enough_replicas_after_append);
}

TEST(AcksAll, CountsAReplicaThatIsBeingAddedToTheIsr) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  const Offset end = *replicas.append(1, "a");
  ASSERT_EQ(replicas.high_watermark(1), Offset(1));
  replicas.exchange(2);
  replicas.exchange(2);
  ASSERT_EQ(replicas.leader(1).maximal_isr().size(), 2U);
  replicas.min_isr = 2;
  EXPECT_EQ(replicas.leader(1).check_after_append(replicas.around(1), end), ErrorCode::none);
  EXPECT_EQ(replicas.leader(1).check_before_append(replicas.around(1)),
            ErrorCode::not_enough_replicas);
}

}  // namespace
}  // namespace fl::replication
