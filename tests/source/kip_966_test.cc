// The rules of KIP-966 (eligible leader replicas) that leaders keep, each as one test: what is
// committed is on min.insync.replicas replicas, so that whoever was in the ISR then has it.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

/// "The last replica standing": three replicas have "a"; with a minimum of two, the ISR shrinks to
/// broker 1 alone, which goes on.
Replicas last_standing(Switches switches) {
  Replicas replicas(3, switches);
  replicas.min_isr = 2;
  replicas.elect(1, {1, 2, 3});
  replicas.learn_all();
  replicas.append(1, "a");
  for (int i = 0; i < 2; ++i) {
    replicas.exchange(2);
    replicas.exchange(3);
  }
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  replicas.elect(1, {1});
  replicas.learn(1);
  replicas.append(1, "b");
  return replicas;
}

TEST(Kip966, TheLastReplicaCommitsWhatNobodyElseHasWithoutTheRule) {
  Replicas replicas = last_standing({.hw_requires_min_isr = false});
  replicas.advance(30'001);
  replicas.append(1, "c");
  EXPECT_EQ(replicas.high_watermark(1), Offset(3));
  EXPECT_EQ(replicas.text(2), "a@0");
}

TEST(Kip966, TheHighWatermarkStandsStillWhileTheIsrIsTooSmall) {
  Replicas replicas = last_standing({});
  replicas.advance(30'001);
  replicas.append(1, "c");
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  // So that each of those that were in the ISR last has all that is committed.
  for (const std::int32_t id : {2, 3})
    EXPECT_GE(replicas.replica(id).log.end(), replicas.high_watermark(1));
}

TEST(Kip966, TheHighWatermarkMovesOnWithTheReplicaThatMakesTheIsrLargeEnough) {
  Replicas replicas = last_standing({});
  replicas.learn(2);
  for (int i = 0; i < 2; ++i)
    replicas.exchange(2);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_EQ(replicas.high_watermark(1), Offset(2));
}

TEST(Kip966, TheMinimumIsNotMoreThanThereAreReplicas) {
  Replicas replicas(2);
  replicas.min_isr = 5;
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  EXPECT_EQ(replicas.leader(1).effective_min_isr(replicas.around(1)), 2);
  EXPECT_FALSE(replicas.leader(1).is_under_min_isr(replicas.around(1)));
}

TEST(Kip966, RecordsThatDoNotAskForAllReplicasAreAppendedAllTheSame) {
  Replicas replicas = last_standing({});
  EXPECT_EQ(replicas.leader(1).check_before_append(replicas.around(1)),
            ErrorCode::not_enough_replicas);
  EXPECT_TRUE(replicas.append(1, "acks=1"));
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
}

}  // namespace
}  // namespace fl::replication
