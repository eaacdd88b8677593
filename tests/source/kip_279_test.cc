// The rules of KIP-279 (fix log divergence between leader and follower after fast leader fail-over,
// KAFKA-6361), each as one test. Brokers A and B of its text are 1 and 2.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

void append(Replicas& replicas, std::int32_t id, int count) {
  for (int i = 0; i < count; ++i)
    replicas.append(id, std::to_string(id) + "-" + std::to_string(i));
}

/// A leads epoch 0 up to offset 21, of which B has 10; B leads epoch 1 for 5 records of which A
/// hears nothing; A leads epoch 2.
Replicas after_fast_fail_over(Truncation truncation) {
  Replicas replicas(2, {.truncation = truncation});
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  append(replicas, 1, 10);
  EXPECT_TRUE(replicas.catch_up(2));
  append(replicas, 1, 11);
  replicas.elect(2, {1, 2});
  replicas.learn(2);
  append(replicas, 2, 5);
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  append(replicas, 1, 2);
  replicas.learn(2);
  return replicas;
}

TEST(Kip279, LogsDivergeIfTheAnswerIsAnOffsetOnly) {
  Replicas replicas = after_fast_fail_over(Truncation::kip101);
  // A does not know epoch 1: its next one begins at 21, and B ends at 15.
  for (int i = 0; i < 5; ++i)
    replicas.exchange(2);
  EXPECT_EQ(replicas.replica(2).log.end(), Offset(23));
  EXPECT_EQ(replicas.high_watermark(1), Offset(23));
  EXPECT_EQ(replicas.replica(1).log.at(Offset(10)).epoch, LeaderEpoch(0));
  EXPECT_EQ(replicas.replica(2).log.at(Offset(10)).epoch, LeaderEpoch(1));
  // And B's epochs go back.
  EXPECT_EQ(replicas.replica(2).log.at(Offset(15)).epoch, LeaderEpoch(0));
}

TEST(Kip279, LogsAgreeIfTheAnswerNamesTheEpochToo) {
  for (const Truncation truncation :
       {Truncation::kip279, Truncation::kip320, Truncation::onfetch}) {
    Replicas replicas = after_fast_fail_over(truncation);
    EXPECT_TRUE(replicas.catch_up(2)) << name_of(truncation);
    EXPECT_EQ(replicas.text(2), replicas.text(1)) << name_of(truncation);
    EXPECT_EQ(replicas.replica(2).log.end(), Offset(23)) << name_of(truncation);
  }
}

TEST(Kip279, TheAnswerIsTheLargestEpochUpToTheOneAskedForAndItsEnd) {
  const storage::LeaderEpochs epochs({{LeaderEpoch(2), Offset(10)}, {LeaderEpoch(5), Offset(17)}});
  EXPECT_EQ(epochs.end_for(LeaderEpoch(4), Offset(20)),
            (storage::EpochEnd{.epoch = LeaderEpoch(2), .end = Offset(17)}));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(5), Offset(20)),
            (storage::EpochEnd{.epoch = LeaderEpoch(5), .end = Offset(20)}));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(1), Offset(20)),
            (storage::EpochEnd{.epoch = LeaderEpoch(1), .end = Offset(10)}));
}

TEST(Kip279, TheFollowerAsksAgainWhileItLacksTheEpochOfTheAnswer) {
  // The leader's log: 0 0 1 1 3 …; the follower's: 0 0 2 2. Asked for 2, the leader says (1, 4),
  // which the follower lacks: it cuts to where its own epoch 0 ends, and asks for 0.
  Replicas replicas(2, {.truncation = Truncation::kip279});
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  append(replicas, 1, 2);
  ASSERT_TRUE(replicas.catch_up(2));
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  append(replicas, 1, 2);
  replicas.elect(2, {1, 2});
  replicas.learn(2);
  append(replicas, 2, 2);
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  append(replicas, 1, 1);
  replicas.learn(2);
  EXPECT_EQ(std::get<EpochEndQuery>(replicas.ask(2)->wish).epoch, LeaderEpoch(2));
  ASSERT_TRUE(replicas.exchange(2));
  EXPECT_EQ(replicas.replica(2).log.end(), Offset(2));
  EXPECT_EQ(std::get<EpochEndQuery>(replicas.ask(2)->wish).epoch, LeaderEpoch(0));
  ASSERT_TRUE(replicas.catch_up(2));
  EXPECT_EQ(replicas.text(2), replicas.text(1));
}

TEST(Kip279, TheFollowerCutsToItsHighWatermarkIfTheLeaderDoesNotKnowTheEpoch) {
  Replicas replicas(2, {.truncation = Truncation::kip279});
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  append(replicas, 1, 1);
  ASSERT_TRUE(replicas.catch_up(2));
  append(replicas, 1, 1);
  replicas.exchange(2);
  // The leader loses its disk, and with it every epoch.
  replicas.elect(1, {1});
  replicas.learn(2);
  Reply reply{.question = *replicas.ask(2)};
  replicas.take(reply);
  EXPECT_EQ(replicas.text(2), "1-0@0");
}

}  // namespace
}  // namespace fl::replication
