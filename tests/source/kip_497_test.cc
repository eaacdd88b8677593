// The rules of KIP-497 (the leader asks the controller for changes of the ISR), each as one test.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::replication {
namespace {

using wire::ErrorCode;

bool has(const std::vector<BrokerId>& isr, std::int32_t id) {
  return std::find(isr.begin(), isr.end(), BrokerId(id)) != isr.end();
}

/// Broker 1 is alone in the ISR, and has asked for broker 2, which has all.
Replicas expanding(Switches switches = {}) {
  Replicas replicas(2, switches);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.exchange(2);
  EXPECT_TRUE(replicas.asked(1));
  return replicas;
}

TEST(Kip497, ALeaderThatForgetsTheReplicaThatIsBeingAddedCommitsWithoutIt) {
  Replicas replicas = expanding({.isr_hw_set = IsrHwSet::committed});
  static_cast<void>(replicas.decide_proposal(1));  // Broker 2 is in the ISR; broker 1 waits for
                                                   // the answer, longer than the lag time.
  replicas.advance(30'001);
  replicas.append(1, "a");
  ASSERT_TRUE(has(replicas.committed.isr, 2));
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  // Broker 2 may be elected, and does not have what was committed.
  replicas.crash(1);
  replicas.elect(2, {2});
  replicas.learn(2);
  EXPECT_EQ(replicas.text(2), "");
}

TEST(Kip497, TheHighWatermarkWaitsForTheReplicaThatIsBeingAdded) {
  Replicas replicas = expanding();
  static_cast<void>(replicas.decide_proposal(1));
  replicas.advance(30'001);
  replicas.append(1, "a");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
}

TEST(Kip497, TheHighWatermarkWaitsForTheReplicaThatIsBeingRemoved) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.advance(30'001);
  replicas.look_for_lag(1);
  ASSERT_TRUE(replicas.asked(1));
  replicas.append(1, "b");
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_EQ(replicas.high_watermark(1), Offset(2));
}

TEST(Kip497, OneChangeIsOnItsWayAtATime) {
  Replicas replicas(3);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.exchange(2);
  const IsrProposal first = *replicas.asked(1);
  replicas.exchange(3);
  EXPECT_EQ(*replicas.asked(1), first);
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  replicas.exchange(3);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.asked(1)->isr.size(), 3U);
}

TEST(Kip497, TheControllerRefusesAnOlderPartitionEpoch) {
  Replicas replicas = expanding();
  ++replicas.committed.partition_epoch;
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::invalid_update_version);
  EXPECT_TRUE(replicas.leader(1).is_change_pending());
  // Metadata says how it is, and the follower's next fetch asks again.
  replicas.learn(1);
  replicas.exchange(2);
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_TRUE(has(replicas.leader(1).isr(), 2));
}

TEST(Kip497, TheControllerRefusesAnOlderLeaderEpoch) {
  Replicas replicas = expanding();
  replicas.elect(2, {2});
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::fenced_leader_epoch);
  EXPECT_FALSE(has(replicas.leader(1).isr(), 2));
  EXPECT_TRUE(has(replicas.leader(1).maximal_isr(), 2));
}

TEST(Kip497, EachChangeHasAPartitionEpochOfItsOwn) {
  Replicas replicas = expanding();
  EXPECT_EQ(replicas.leader(1).partition_epoch(), PartitionEpoch(1));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  EXPECT_EQ(replicas.leader(1).partition_epoch(), PartitionEpoch(2));
}

TEST(Kip497, ALostAnswerIsMadeUpForByMetadata) {
  Replicas replicas = expanding();
  static_cast<void>(replicas.decide_proposal(1));
  EXPECT_FALSE(has(replicas.leader(1).isr(), 2));
  replicas.learn(1);
  EXPECT_TRUE(has(replicas.leader(1).isr(), 2));
  EXPECT_FALSE(replicas.leader(1).is_change_pending());
}

}  // namespace
}  // namespace fl::replication
