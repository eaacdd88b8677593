// The rules of KIP-320 (detect and fence stale fetchers by the leader epoch) and of the two issues
// that belong to it, KAFKA-6880 and KAFKA-7164, each as one test. Brokers r1, r2, r3 of their texts
// are 1, 2, 3.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

/// r1 writes x in epoch 0, which r3 has and r2 has not; r2 leads epoch 1, and r1 follows it; r2
/// dies, and r1 leads epoch 2 with y in x's place. r3 has heard nothing of all that.
Replicas with_zombie_follower(Switches switches) {
  Replicas replicas(3, switches);
  replicas.elect(1, {1, 2, 3});
  replicas.learn_all();
  replicas.append(1, "x");
  replicas.exchange(3);
  replicas.elect(2, {1, 2, 3});
  replicas.learn(2);
  replicas.learn(1);
  for (int i = 0; i < 3; ++i)
    replicas.exchange(1);
  EXPECT_EQ(replicas.text(1), "");
  replicas.crash(2);
  replicas.elect(1, {1, 3});
  replicas.learn(1);
  replicas.append(1, "y");
  return replicas;
}

TEST(Kip320, AFollowerOfAnOldEpochCountsForTheHighWatermarkWithoutFencing) {
  for (const Switches switches :
       {Switches{.truncation = Truncation::kip320, .fetch_fencing = false},
        Switches{.truncation = Truncation::kip279}}) {
    Replicas replicas = with_zombie_follower(switches);
    ASSERT_TRUE(replicas.exchange(3));
    EXPECT_EQ(replicas.high_watermark(1), Offset(1));  // "Committed", with two contents.
    EXPECT_EQ(replicas.text(1), "y@2");
    EXPECT_EQ(replicas.text(3), "x@0");
    // r3 is in the ISR: y is gone once it leads.
    replicas.crash(1);
    replicas.elect(3, {3});
    replicas.learn(3);
    EXPECT_EQ(replicas.text(3), "x@0");
  }
}

TEST(Kip320, AFollowerOfAnOldEpochIsFencedAndWaitsForMetadata) {
  for (const Truncation truncation : {Truncation::kip320, Truncation::onfetch}) {
    Replicas replicas = with_zombie_follower({.truncation = truncation});
    const auto reply = replicas.serve(*replicas.ask(3));
    EXPECT_EQ(reply->error, ErrorCode::fenced_leader_epoch);
    replicas.take(*reply);
    EXPECT_TRUE(replicas.follower(3).is_failed());
    EXPECT_EQ(replicas.high_watermark(1), Offset(0));
    replicas.learn(3);
    ASSERT_TRUE(replicas.catch_up(3)) << name_of(truncation);
    EXPECT_EQ(replicas.text(3), "y@2");
    EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  }
}

TEST(Kip320, AFollowerThatIsAheadOfTheLeadersMetadataAsksAgain) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  EXPECT_EQ(replicas.serve(*replicas.ask(2))->error, ErrorCode::unknown_leader_epoch);
  ASSERT_TRUE(replicas.exchange(2));
  EXPECT_FALSE(replicas.follower(2).is_failed());
  replicas.learn(1);
  replicas.advance(1'000);
  EXPECT_TRUE(replicas.catch_up(2));
}

TEST(Kip320, AStaleLeaderAnswersNobodyWhoKnowsOfItsSuccessor) {
  // r1 does not hear that it leads no longer: what follows r2 does not ask r1, and what asks r1
  // with the new epoch is refused, so that no record of r1 is committed.
  Replicas replicas(3);
  replicas.elect(1, {1, 2, 3});
  replicas.learn_all();
  for (const std::int32_t id : {2, 3})
    replicas.exchange(id);
  replicas.elect(2, {2, 3});
  replicas.learn(2);
  replicas.learn(3);
  replicas.append(1, "zombie");
  auto question = *replicas.ask(3);
  question.to = BrokerId(1);
  EXPECT_EQ(replicas.serve(question)->error, ErrorCode::unknown_leader_epoch);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  // Nor may it make its ISR smaller: the controller fences its epoch.
  replicas.advance(31'000);
  replicas.look_for_lag(1);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
}

TEST(Kip320, RequestsOfFollowersCarryTheEpochFromKip320On) {
  for (const Truncation truncation : {Truncation::hw, Truncation::kip101, Truncation::kip279,
                                      Truncation::kip320, Truncation::onfetch}) {
    Replicas replicas(2, {.truncation = truncation});
    replicas.elect(1, {1, 2});
    replicas.learn_all();
    const auto position = std::get<FollowerFetchPosition>(replicas.ask(2)->wish);
    EXPECT_EQ(position.carries_epoch, truncation >= Truncation::kip320) << name_of(truncation);
  }
}

/// KAFKA-7164: r3 hears of epochs 1 and 2 at once, in which r1 leads as before.
Replicas with_returned_leader(Switches switches) {
  Replicas replicas = with_zombie_follower(switches);
  replicas.learn(3);
  for (int i = 0; i < 5; ++i)
    replicas.exchange(3);
  return replicas;
}

TEST(Kafka7164, LogsDivergeIfALeaderThatCameBackIsTrusted) {
  Replicas replicas = with_returned_leader(
      {.truncation = Truncation::kip279, .truncate_trigger = TruncateTrigger::leader_change});
  EXPECT_EQ(replicas.text(1), "y@2");
  EXPECT_EQ(replicas.text(3), "x@0");
}

TEST(Kafka7164, LogsAgreeIfEveryEpochIsLookedAt) {
  for (const Truncation truncation :
       {Truncation::kip101, Truncation::kip279, Truncation::kip320, Truncation::onfetch}) {
    Replicas replicas = with_returned_leader({.truncation = truncation});
    EXPECT_EQ(replicas.text(3), "y@2") << name_of(truncation);
  }
}

}  // namespace
}  // namespace fl::replication
