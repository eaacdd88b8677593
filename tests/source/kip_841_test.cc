// The rules of KIP-841 (fenced replicas may not join the ISR), each as one test.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

Replicas alone() {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  return replicas;
}

TEST(Kip841, ALeaderDoesNotAskForAFencedReplica) {
  Replicas replicas = alone();
  replicas.broker(2).is_fenced = true;
  replicas.exchange(2);
  EXPECT_FALSE(replicas.asked(1));
  replicas.broker(2).is_fenced = false;
  replicas.exchange(2);
  EXPECT_TRUE(replicas.asked(1));
}

TEST(Kip841, ALeaderDoesNotAskForAReplicaInControlledShutdown) {
  Replicas replicas = alone();
  replicas.broker(2).is_in_controlled_shutdown = true;
  replicas.exchange(2);
  EXPECT_FALSE(replicas.asked(1));
}

TEST(Kip841, ALeaderThatDoesNotKnowOfTheFenceYetIsToldThatTheReplicaIsIneligible) {
  Replicas replicas = alone();
  replicas.exchange(2);
  ASSERT_TRUE(replicas.asked(1));
  replicas.broker(2).is_fenced = true;
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::ineligible_replica);
  // It is known not to have happened: the high watermark does not wait for it any more.
  EXPECT_FALSE(replicas.leader(1).is_change_pending());
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  // When it is back it is asked for again.
  replicas.broker(2).is_fenced = false;
  replicas.exchange(2);
  replicas.exchange(2);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
}

TEST(Kip841, TheHighWatermarkDoesNotWaitForAFencedReplicaToJoin) {
  Replicas replicas = alone();
  replicas.exchange(2);  // Caught up now.
  replicas.learn(1);     // The pending change is forgotten.
  ASSERT_FALSE(replicas.leader(1).is_change_pending());
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  replicas.broker(2).is_fenced = true;
  replicas.append(1, "b");
  EXPECT_EQ(replicas.high_watermark(1), Offset(2));
}

}  // namespace
}  // namespace fl::replication
