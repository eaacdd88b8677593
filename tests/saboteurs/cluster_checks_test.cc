// The checks of clusters that no documented switch breaks see a node that tells what is not so.
#include "core/broker/events.h"
#include "core/controller/cluster_story.h"
#include "core/raft/events.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "sim/scenario/vocabulary.h"
#include "sim/workload/events.h"
#include "tests/saboteurs/runs.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

TEST(ClusterChecks, EpochsThatGoBackAlongALogAreSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(3), storage::BatchAppended{.topic = "orders",
                                                                .base_offset = Offset(100'000),
                                                                .last_offset = Offset(100'000),
                                                                .leader_epoch = LeaderEpoch(-1)})
                  .contains("log-epoch-goes-back"));
}

TEST(ClusterChecks, AnotherBatchOfTheSameEpochAtTheSameOffsetIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(3), storage::BatchAppended{.topic = "orders",
                                                                .base_offset = Offset(0),
                                                                .last_offset = Offset(0),
                                                                .size_bytes = 1,
                                                                .leader_epoch = LeaderEpoch(0)})
                  .contains("same-offset-other-batch"));
}

TEST(ClusterChecks, AHighWatermarkBeyondTheLogIsSeen) {
  EXPECT_TRUE(
      violated_by_lie(NodeId(3), replication::FollowerHighWatermarkMoved{.topic = "orders",
                                                                         .after = Offset(100'000)})
          .contains("log-bounds-cross"));
}

TEST(ClusterChecks, ALogStartAboveWhatIsCommittedIsSeen) {
  EXPECT_TRUE(violated_by_lie(
                  NodeId(3), storage::LogStartAdvanced{.topic = "orders", .start = Offset(100'000)})
                  .contains("log-bounds-cross"));
}

TEST(ClusterChecks, ALogStartThatGoesBackIsSeen) {
  const auto starts_at = [](std::int64_t offset) {
    return lie(storage::LogStartAdvanced{.topic = "orders", .start = Offset(offset)});
  };
  EXPECT_TRUE(
      violated_by_lies(NodeId(3), {starts_at(10), starts_at(5)}).contains("log-start-goes-back"));
  EXPECT_FALSE(
      violated_by_lies(NodeId(3), {starts_at(5), starts_at(10)}).contains("log-start-goes-back"));
}

TEST(ClusterChecks, AnOldPartitionEpochIsSeen) {
  EXPECT_TRUE(violated_by_lie(
                  NodeId(1),
                  replication::IsrLearned{.topic = "orders", .partition_epoch = PartitionEpoch(-1)})
                  .contains("partition-epoch-goes-back"));
}

TEST(ClusterChecks, AnotherBatchWhereOneIsCommittedIsSeen) {
  const auto batch = storage::BatchAppended{.topic = "orders",
                                            .base_offset = Offset(5),
                                            .last_offset = Offset(400),
                                            .leader_epoch = LeaderEpoch(7)};
  const auto mark = replication::HighWatermarkAdvanced{
      .topic = "orders", .leader_epoch = LeaderEpoch(7), .after = Offset(300)};
  EXPECT_TRUE(
      violated_by_lies(NodeId(2), {lie(batch), lie(mark)}).contains("committed-record-replaced"));
}

TEST(ClusterChecks, ALeaderThatLacksWhatIsCommittedIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(2), replication::BecameLeader{.topic = "orders",
                                                                   .leader_epoch = LeaderEpoch(9),
                                                                   .epoch_start = Offset(1)})
                  .contains("leader-lacks-committed"));
}

/// Broker 3 loses its power, registers when its session is over, and cannot fetch.
constexpr std::string_view kPowerLossOfOne = R"yaml(title: Three brokers, one loses its power
run: 20s
cluster: {brokers: 3, controllers: 3}
topics: {orders: {partitions: 1, replicas: [[1, 2, 3]]}}
workload: {producers: {p1: {topic: orders, rate: 50/s, acks: all, stop: 15s}}}
timeline:
  - "at 4s: crash broker(3) power-loss"
  - "at 5s: restart broker(3)"
  - "at 5s: partition link(broker(1), broker(3))"
)yaml";

TEST(ClusterChecks, ACleanElectionOfOneThatMayHaveLostRecordsIsSeen) {
  EXPECT_EQ(violated(kPowerLossOfOne, {}), std::set<std::string>{});
  // Which of the three decides is drawn: what another tells is a lie as well.
  const auto elected = lie(controller::LeaderElected{
      .topic = "orders", .leader = BrokerId(3), .leader_epoch = LeaderEpoch(5)});
  EXPECT_TRUE(violated_by_lies(NodeId(101), {elected}, kPowerLossOfOne, Instant(18'000'000'000))
                  .contains("leads-after-loss"));
}

TEST(ClusterChecks, AcknowledgementsOfAReplacedLeaderAreSeen) {
  // Broker 1 goes on, and acknowledges what broker 2 says that it does not have.
  EXPECT_TRUE(violated_by_lie(NodeId(2), replication::BecameLeader{.topic = "orders",
                                                                   .leader_epoch = LeaderEpoch(9),
                                                                   .epoch_start = Offset(1)})
                  .contains("zombie-acknowledges"));
}

TEST(ClusterChecks, AnAcknowledgementOfWhatIsNotCommittedIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(1), broker::ProduceAcknowledged{.topic = "orders",
                                                                     .base_offset = Offset(99'999),
                                                                     .end_offset = Offset(100'000),
                                                                     .acks = -1})
                  .contains("acked-below-min-isr"));
}

TEST(ClusterChecks, AReplicaThatIsDroppedTooEarlyIsSeen) {
  const replication::IsrShrinkAsked dropped{
      .topic = "orders",
      .lagging = {{.replica = BrokerId(3), .behind_records = 1, .behind_ms = 29'999}}};
  const Decision because{"follower-lags", {{"lag_max_ms", 30'000, "replica.lag.time.max.ms"}}};
  EXPECT_TRUE(violated_by_lie(NodeId(1), dropped, because).contains("shrinks-too-early"));
}

TEST(ClusterChecks, AMoveThatLeavesNobodyInSyncIsSeen) {
  const controller::ReplicasChanged moved{
      .topic = "orders", .before = {BrokerId(1)}, .replicas = {BrokerId(4)}};
  const controller::IsrChanged isr{
      .topic = "orders", .before = {BrokerId(1)}, .isr = {BrokerId(4)}};
  EXPECT_TRUE(violated_by_lies(NodeId(101), {lie(moved), lie(isr, {"reassignment-asked-for", {}})})
                  .contains("reassignment-unsafe"));
}

TEST(ClusterChecks, ARecordThatChangesAtItsOffsetIsSeen) {
  const auto reads = [](std::int64_t number) {
    return lie(
        RecordsConsumed{.consumer = "c1",
                        .topic = "orders",
                        .records = {{.offset = Offset(3), .producer = "p1", .number = number}}});
  };
  EXPECT_TRUE(violated_by_lies(NodeId(1), {reads(3), reads(4)}).contains("read-changes"));
  EXPECT_FALSE(violated_by_lies(NodeId(1), {reads(3), reads(3)}).contains("read-changes"));
}

TEST(ClusterChecks, AReadBehindTheHighWatermarkIsSeen) {
  const auto read_of = [](std::int64_t high_watermark) {
    return lie(RecordsConsumed{.consumer = "c1",
                               .topic = "orders",
                               .high_watermark = Offset(high_watermark),
                               .records = {{.offset = Offset(3), .producer = "p1", .number = 3}}});
  };
  EXPECT_TRUE(violated_by_lies(NodeId(1), {read_of(3)}).contains("reads-uncommitted"));
  EXPECT_FALSE(violated_by_lies(NodeId(1), {read_of(4)}).contains("reads-uncommitted"));
}

TEST(ClusterChecks, TwoVotesInAnEpochAreSeen) {
  const auto votes_for = [](std::int32_t candidate) {
    return lie(raft::VoteAnswered{.replica = NodeId(102),
                                  .candidate = NodeId(candidate),
                                  .epoch = LeaderEpoch(50),
                                  .is_granted = true});
  };
  EXPECT_TRUE(violated_by_lies(NodeId(102), {votes_for(101), votes_for(103)})
                  .contains("two-votes-in-an-epoch"));
  EXPECT_FALSE(violated_by_lies(NodeId(102), {votes_for(101), votes_for(101)})
                   .contains("two-votes-in-an-epoch"));
}

TEST(ClusterChecks, ABrokerEpochThatGoesBackIsSeen) {
  const auto registers = [](std::int64_t epoch, std::uint64_t life) {
    return lie(controller::BrokerRegistered{
        .broker = BrokerId(9), .epoch = BrokerEpoch(epoch), .incarnation = Uuid{life, life}});
  };
  const auto are_seen = [&](auto first, auto second) {
    return violated_by_lies(NodeId(101), {first, second}).contains("broker-epoch-goes-back");
  };
  EXPECT_TRUE(are_seen(registers(7, 1), registers(5, 2)));
  EXPECT_TRUE(are_seen(registers(7, 1), registers(7, 2)));
  EXPECT_FALSE(are_seen(registers(7, 1), registers(8, 2)));
  // The same life once more.
  EXPECT_FALSE(are_seen(registers(7, 1), registers(7, 1)));
}

TEST(Saboteurs, EveryCheckHasAKnownBadVariant) {
  // The names in the tests of this folder; a new check needs a documented switch, or a saboteur.
  const std::set<std::string_view> caught{"acked-record-lost",
                                          "offset-gap",
                                          "stored-bytes-changed",
                                          "synced-record-lost",
                                          "index-disagrees",
                                          "response-out-of-order",
                                          "sent-range-changed",
                                          "stall-spreads",
                                          "two-leaders-in-an-epoch",
                                          "isr-without-leader",
                                          "high-watermark-too-high",
                                          "replicas-differ",
                                          "two-controllers-in-an-epoch",
                                          "leader-epoch-goes-back",
                                          "isr-at-odds-with-elr",
                                          "high-watermark-goes-back",
                                          "quorum-epoch-goes-back",
                                          "log-epoch-goes-back",
                                          "same-offset-other-batch",
                                          "log-history-forks",
                                          "log-bounds-cross",
                                          "log-start-goes-back",
                                          "committed-record-cut",
                                          "appends-to-a-fork",
                                          "partition-epoch-goes-back",
                                          "isr-not-maximal",
                                          "committed-below-min-isr",
                                          "committed-record-replaced",
                                          "leader-lacks-committed",
                                          "isr-diverges",
                                          "isr-join-too-early",
                                          "leads-after-loss",
                                          "zombie-acknowledges",
                                          "acked-below-min-isr",
                                          "shrinks-too-early",
                                          "reassignment-unsafe",
                                          "read-changes",
                                          "reads-uncommitted",
                                          "two-votes-in-an-epoch",
                                          "broker-epoch-goes-back",
                                          "metadata-committed-by-few",
                                          "metadata-high-watermark-goes-back",
                                          "metadata-leader-lacks-committed",
                                          "metadata-differs",
                                          "metadata-not-durable",
                                          "quorum-role-without-right",
                                          "metadata-not-committed",
                                          "metadata-image-differs",
                                          "acts-before-commit",
                                          "left-unsettled"};
  std::set<std::string_view> all;
  for (const CheckWord& check : check_words())
    all.insert(check.word);
  EXPECT_EQ(all, caught);
}

}  // namespace
}  // namespace fl::sim
