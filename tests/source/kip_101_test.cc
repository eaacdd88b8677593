// The rules of KIP-101 (leader epochs instead of the high watermark for truncation), each as one
// test, and the two failures for which it was written. Brokers A and B of its text are 1 and 2.
#include "tests/core/replication/harness/replicas.h"

#include <gtest/gtest.h>

namespace fl::replication {
namespace {

/// "Scenario 1: high watermark truncation followed by immediate leader election": B leads; A has
/// m2, but does not know yet that it is committed when it restarts; then B dies. Returns A's log
/// once it leads.
std::string log_after_fast_fail_over(Truncation truncation) {
  Replicas replicas(2, {.truncation = truncation});
  replicas.elect(2, {1, 2});
  replicas.learn_all();
  replicas.append(2, "m1");
  EXPECT_TRUE(replicas.catch_up(1));
  replicas.append(2, "m2");
  replicas.exchange(1);
  static_cast<void>(replicas.serve(*replicas.ask(1)));  // The answer is lost.
  EXPECT_EQ(replicas.high_watermark(2), Offset(2));     // m2 is committed.
  EXPECT_EQ(replicas.high_watermark(1), Offset(1));
  replicas.replica(1).checkpoint = Offset(1);
  replicas.crash(1);
  replicas.boot(1);
  replicas.learn(1);
  replicas.crash(2);
  replicas.elect(1, {1});
  replicas.learn(1);
  return replicas.text(1);
}

TEST(Kip101, ACommittedRecordIsLostByTruncationToTheHighWatermark) {
  EXPECT_EQ(log_after_fast_fail_over(Truncation::hw), "m1@0");
}

TEST(Kip101, NoCommittedRecordIsLostByTruncationToTheEndOfAnEpoch) {
  for (const Truncation truncation :
       {Truncation::kip101, Truncation::kip279, Truncation::kip320, Truncation::onfetch})
    EXPECT_EQ(log_after_fast_fail_over(truncation), "m1@0 m2@0") << name_of(truncation);
}

/// "Scenario 2: replica divergence on restart after multiple hard failures": both lose power, A
/// with the tail of its log; A comes back first. Returns both logs.
std::pair<std::string, std::string> logs_after_power_loss(Truncation truncation) {
  Replicas replicas(2, {.truncation = truncation});
  replicas.elect(2, {1, 2});
  replicas.learn_all();
  replicas.append(2, "m1");
  EXPECT_TRUE(replicas.catch_up(1));
  replicas.append(2, "m2");
  EXPECT_TRUE(replicas.catch_up(1));
  replicas.replica(1).checkpoint = Offset(1);
  replicas.replica(2).checkpoint = Offset(2);
  replicas.crash(1, Offset(1));
  replicas.crash(2);
  replicas.boot(1);
  replicas.elect(1, {1});
  replicas.learn(1);
  replicas.append(1, "m3");
  replicas.boot(2);
  replicas.learn(2);
  replicas.catch_up(2);
  return {replicas.text(1), replicas.text(2)};
}

TEST(Kip101, LogsDivergeForEverByTruncationToTheHighWatermark) {
  EXPECT_EQ(logs_after_power_loss(Truncation::hw),
            (std::pair<std::string, std::string>("m1@0 m3@1", "m1@0 m2@0")));
}

TEST(Kip101, LogsDoNotDivergeByTruncationToTheEndOfAnEpoch) {
  for (const Truncation truncation :
       {Truncation::kip101, Truncation::kip279, Truncation::kip320, Truncation::onfetch})
    EXPECT_EQ(logs_after_power_loss(truncation),
              (std::pair<std::string, std::string>("m1@0 m3@1", "m1@0 m3@1")))
        << name_of(truncation);
}

TEST(Kip101, ALeaderNotesItsEpochWithTheEndOfItsLogBeforeItAppends) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  replicas.append(1, "a");
  replicas.elect(1, {1, 2});
  replicas.learn(1);
  EXPECT_EQ(
      replicas.replica(1).log.epochs().entries(),
      (std::vector<storage::EpochStart>{{LeaderEpoch(0), Offset(0)}, {LeaderEpoch(1), Offset(1)}}));
}

TEST(Kip101, AFollowerNotesTheEpochsOfTheRecordsThatItFetches) {
  Replicas replicas(2);
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "a");
  replicas.elect(1, {1, 2});
  replicas.learn_all();
  replicas.append(1, "b");
  ASSERT_TRUE(replicas.catch_up(2));
  EXPECT_EQ(replicas.replica(2).log.epochs(), replicas.replica(1).log.epochs());
}

TEST(Kip101, AnEpochEndsWhereTheNextBeginsAndTheLatestAtTheEndOfTheLog) {
  const storage::LeaderEpochs epochs({{LeaderEpoch(2), Offset(10)}, {LeaderEpoch(5), Offset(17)}});
  const Offset end(20);
  EXPECT_EQ(epochs.end_for(LeaderEpoch(2), end)->end, Offset(17));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(5), end)->end, Offset(20));
  // One that the leader never saw ends where the next that it saw begins.
  EXPECT_EQ(epochs.end_for(LeaderEpoch(3), end)->end, Offset(17));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(0), end)->end, Offset(10));
  EXPECT_FALSE(epochs.end_for(LeaderEpoch(6), end));
}

TEST(Kip101, AFollowerWithoutEpochsCutsToItsHighWatermark) {
  Replicas replicas(2, {.truncation = Truncation::kip101});
  TestLog& log = replicas.replica(2).log;
  for (const char* value : {"a", "b", "c"})
    log.append({.epoch = kNoLeaderEpoch, .value = value});
  ASSERT_FALSE(log.epochs().latest());
  replicas.replica(2).high_watermark = Offset(2);
  replicas.elect(1, {1, 2});
  replicas.learn(2);
  EXPECT_EQ(replicas.text(2), "a@-1 b@-1");
}

}  // namespace
}  // namespace fl::replication
