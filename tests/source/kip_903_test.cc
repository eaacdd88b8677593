// The rules of KIP-903 (replicas with a stale broker epoch may not join the ISR), each as one test.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

using wire::ErrorCode;

/// KAFKA-14617: broker 2 has all, and broker 1 asks for it; before the controller sees that, broker
/// 2 has lost its disk, was fenced, and is back with a new epoch.
Replicas with_replaced_disk(Switches switches) {
  Replicas replicas(2, switches);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.exchange(2);
  replicas.exchange(2);
  EXPECT_TRUE(replicas.asked(1));
  replicas.crash(2, Offset(0));
  replicas.boot(2);
  return replicas;
}

TEST(Kip903, AnEmptyReplicaComesIntoTheIsrForWhatItHadInAnEarlierLife) {
  Replicas replicas = with_replaced_disk({.isr_broker_epoch_check = false});
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
  ASSERT_EQ(replicas.committed.isr.size(), 2U);
  replicas.crash(1);
  replicas.elect(2, {2});
  replicas.learn(2);
  EXPECT_EQ(replicas.text(2), "");  // "a" was committed.
}

TEST(Kip903, TheControllerRefusesAReplicaThatIsOfAnotherEpochThanTheLeaderSaw) {
  Replicas replicas = with_replaced_disk({});
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::ineligible_replica);
  EXPECT_EQ(replicas.committed.isr, std::vector<BrokerId>{BrokerId(1)});
  // Once it has all again it is taken in.
  replicas.learn(2);
  ASSERT_TRUE(replicas.catch_up(2));
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.answer_proposal(1), ErrorCode::none);
}

TEST(Kip903, AProposalNamesTheEpochOfEachMember) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.exchange(2);
  ASSERT_TRUE(replicas.asked(1));
  for (const auto& member : replicas.asked(1)->isr)
    EXPECT_EQ(member.broker_epoch, replicas.broker(member.broker_id.value).epoch);
}

TEST(Kip903, AFetchOfAnEarlierLifeIsRefusedAndCountsForNothing) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.exchange(2);
  const Question late = *replicas.ask(2);
  replicas.crash(2, Offset(0));
  replicas.boot(2);
  EXPECT_EQ(replicas.serve(late)->error, ErrorCode::not_leader_or_follower);
  EXPECT_EQ(replicas.high_watermark(1), Offset(0));
}

TEST(Kip903, ALeaderDoesNotAskForAReplicaOfAnotherEpochThanItKnows) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  // Broker 2 fetches with an epoch that broker 1's metadata does not have yet.
  replicas.replica(2).broker_epoch = BrokerEpoch(99);
  replicas.exchange(2);
  EXPECT_FALSE(replicas.asked(1));
  replicas.broker(2).epoch = BrokerEpoch(99);
  replicas.exchange(2);
  EXPECT_TRUE(replicas.asked(1));
}

TEST(Kip903, AFetchWithoutAnEpochIsNotChecked) {
  Replicas replicas(2);
  replicas.elect(1, {1});
  replicas.learn_all();
  replicas.replica(2).broker_epoch = BrokerEpoch(-1);
  replicas.exchange(2);
  ASSERT_TRUE(replicas.asked(1));
  EXPECT_EQ(replicas.asked(1)->isr.back().broker_epoch, BrokerEpoch(-1));
}

}  // namespace
}  // namespace fl::replication
