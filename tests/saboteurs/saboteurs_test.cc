// Every check catches its known-bad variant, and finds nothing in the same run without it.
#include "core/controller/cluster_story.h"
#include "core/raft/events.h"
#include "core/replication/events.h"
#include "sim/scenario/run.h"
#include "sim/scenario/vocabulary.h"
#include "tests/saboteurs/runs.h"
#include "tests/saboteurs/tricks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fl::sim {
namespace {

constexpr std::string_view kPlain = R"yaml(title: A plain run
run: 16s
topics: {orders: {partitions: 1}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 10s}}
  consumers: {c1: {topics: [orders]}, late: {topics: [orders], start: 12s}}
)yaml";

constexpr std::string_view kRolling = R"yaml(title: Segments roll
run: 16s
topics: {orders: {partitions: 1, config: {segment.bytes: 1MiB}}}
workload:
  producers: {p1: {topic: orders, rate: 300/s, record_size: 1000B, acks: all, stop: 12s}}
)yaml";

constexpr std::string_view kPowerLoss = R"yaml(title: The power goes
run: 16s
topics: {orders: {partitions: 1, config: {flush.messages: 1}}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 10s}}
timeline:
  - "at 6s: crash broker(1) power-loss"
  - "at 8s: restart broker(1)"
)yaml";

constexpr std::string_view kStall = R"yaml(title: The disk stalls
run: 16s
topics: {orders: {partitions: 1}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 12s}}
  consumers: {c1: {topics: [orders]}}
timeline:
  - "at 5s: stall disk(1) for 4s"
)yaml";

TEST(Saboteurs, WithoutThemNothingIsViolated) {
  for (const std::string_view yaml : {kPlain, kRolling, kPowerLoss, kStall})
    EXPECT_EQ(violated(yaml, {}), std::set<std::string>{}) << yaml;
}

TEST(Saboteurs, AGapInTheOffsetsIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, ShiftOffset()).contains("offset-gap"));
}

TEST(Saboteurs, AFlippedByteIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, FlipByte()).contains("stored-bytes-changed"));
}

TEST(Saboteurs, ALostAcknowledgedRecordIsSeen) {
  CutTail trick;
  trick.after = Instant(12'500'000'000);
  EXPECT_TRUE(violated_with(kPlain, trick).contains("acked-record-lost"));
}

TEST(Saboteurs, ADiskThatLiesAboutSyncsIsSeen) {
  const auto found = violated_with(kPowerLoss, LyingSync());
  EXPECT_TRUE(found.contains("synced-record-lost"));
  EXPECT_TRUE(found.contains("acked-record-lost"));
}

TEST(Saboteurs, AWrongIndexEntryIsSeen) {
  EXPECT_TRUE(violated_with(kRolling, SkewIndex()).contains("index-disagrees"));
}

TEST(Saboteurs, AResponseSentTwiceIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, SendTwice()).contains("response-out-of-order"));
}

TEST(Saboteurs, ARangeWhoseFileIsCutInPlaceIsSeen) {
  CutSentRange trick;
  trick.after = Instant(11'900'000'000);
  EXPECT_TRUE(violated_with(kPlain, trick).contains("sent-range-changed"));
}

TEST(Saboteurs, ABrokerThatBlocksOnItsDiskIsSeen) {
  EXPECT_TRUE(violated_with(kStall, WaitForDisk()).contains("stall-spreads"));
}

// ---- Clusters ----------------------------------------------------------------------------------

TEST(Saboteurs, AClusterWithoutThemIsFine) {
  EXPECT_EQ(violated(kCluster, {}), std::set<std::string>{});
}

TEST(Saboteurs, ASecondLeaderOfAnEpochIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(2), replication::BecameLeader{.topic = "orders"})
                  .contains("two-leaders-in-an-epoch"));
}

TEST(Saboteurs, ALeaderEpochThatGoesBackIsSeen) {
  EXPECT_TRUE(violated_by_lie(
                  NodeId(2),
                  replication::BecameFollower{.topic = "orders", .leader_epoch = LeaderEpoch(-1)})
                  .contains("leader-epoch-goes-back"));
}

TEST(Saboteurs, AReplicaThatIsInSyncAndEligibleAtOnceIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(101),
                              controller::IsrChanged{.topic = "orders",
                                                     .isr = {BrokerId(1)},
                                                     .eligible_leader_replicas = {BrokerId(1)}})
                  .contains("isr-at-odds-with-elr"));
}

TEST(Saboteurs, AnElectedBrokerOutsideTheIsrIsSeen) {
  EXPECT_TRUE(
      violated_by_lie(NodeId(101),
                      controller::LeaderElected{
                          .topic = "orders", .leader = BrokerId(4), .leader_epoch = LeaderEpoch(1)})
          .contains("isr-without-leader"));
}

TEST(Saboteurs, AHighWatermarkAboveAReplicaOfTheIsrIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(1),
                              replication::HighWatermarkAdvanced{
                                  .topic = "orders",
                                  .after = Offset(100'000),
                                  .ends = {{BrokerId(2), Offset(5), true, true}}})
                  .contains("high-watermark-too-high"));
}

TEST(Saboteurs, AHighWatermarkThatGoesBackIsSeen) {
  EXPECT_TRUE(
      violated_by_lie(NodeId(1),
                      replication::HighWatermarkAdvanced{
                          .topic = "orders", .leader_epoch = LeaderEpoch(0), .after = Offset(1)})
          .contains("high-watermark-goes-back"));
}

TEST(Saboteurs, AnEpochOfTheQuorumThatGoesBackIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(101), raft::RoleChanged{.replica = NodeId(101),
                                                             .from = "leader",
                                                             .to = "unattached",
                                                             .epoch = LeaderEpoch(0)})
                  .contains("quorum-epoch-goes-back"));
}

TEST(Saboteurs, ASecondLeaderOfTheQuorumIsSeen) {
  // All three say that they lead in epoch 1: one may, two lie.
  std::set<std::string> found;
  for (const std::int32_t id : {101, 102, 103})
    found.merge(violated_by_lie(
        NodeId(id),
        raft::RoleChanged{
            .replica = NodeId(id), .from = "follower", .to = "leader", .epoch = LeaderEpoch(1)}));
  EXPECT_TRUE(found.contains("two-controllers-in-an-epoch"));
}

/// One that cuts its log to the high watermark, as before KIP-101, where all lost their power: it
/// keeps a record that its leader has not, and goes on above it.
constexpr std::string_view kTruncatesToHighWatermark = R"yaml(title: KIP-101, scenario 2
run: 70s
cluster: {brokers: 2, controllers: 1}
topics: {orders: {partitions: 1, replicas: [[1, 2]], config: {unclean.leader.election.enable: true}}}
workload: {producers: {p1: {topic: orders, rate: 50/s, acks: 1, batch.size: 0B, start: 5s, stop: 60s}}}
timeline:
  - "at 20s: crash broker(1) power-loss"
  - "at 20s: crash broker(2) power-loss"
  - "at 25s: restart broker(1)"
  - "at 45s: restart broker(2)"
switches: {truncation: hw}
)yaml";

TEST(Saboteurs, LogsThatDivergeAreSeen) {
  RunOptions options;
  options.seed = 3;  // of 1 to 12, 3, 5 and 8 show it
  const auto found = violated(kTruncatesToHighWatermark, options);
  for (const std::string name :
       {"replicas-differ", "log-history-forks", "appends-to-a-fork", "isr-diverges"})
    EXPECT_TRUE(found.contains(name)) << name;
  std::string today(kTruncatesToHighWatermark);
  today.replace(today.find("hw}"), 3, "kip101}");
  EXPECT_EQ(violated(today, options), std::set<std::string>{});
}

TEST(Saboteurs, AReplicaInSyncThatLacksTheTailIsSeen) {
  CutTail trick;
  trick.after = Instant(17'000'000'000);
  constexpr int kBroker3 = 6;  // after three controllers
  EXPECT_TRUE(violated_with_one(kCluster, kBroker3, trick).contains("replicas-differ"));
}

/// As before 0.11: a follower that was stopped cuts what it has above its own high watermark.
constexpr std::string_view kRestartsAndCuts = R"yaml(title: KIP-101, scenario 1
run: 20s
cluster: {brokers: 2, controllers: 1}
topics: {orders: {partitions: 1, replicas: [[1, 2]]}}
workload: {producers: {p1: {topic: orders, rate: 200/s, acks: all, start: 2s, stop: 15s}}}
timeline:
  - "at 10s: stop broker(2)"
  - "at 12s: restart broker(2)"
switches: {truncation: hw}
)yaml";

TEST(Saboteurs, CuttingWhatIsCommittedIsSeen) {
  EXPECT_TRUE(violated(kRestartsAndCuts, {}).contains("committed-record-cut"));
  std::string today(kRestartsAndCuts);
  today.replace(today.find("hw}"), 3, "onfetch}");
  EXPECT_EQ(violated(today, {}), std::set<std::string>{});
}

/// Broker 2 has all when it is elected uncleanly: that election excuses no loss.
constexpr std::string_view kHarmlessUncleanElection = R"yaml(title: An unclean election
run: 70s
cluster: {brokers: 2, controllers: 1}
topics: {orders: {partitions: 1, replicas: [[1, 2]], config: {unclean.leader.election.enable: true}}}
workload:
  producers:
    p1: {topic: orders, rate: 50/s, acks: all, stop: 10s}
    unpromised: {topic: orders, acks: 0, start: 50s, stop: 52s}
timeline:
  - "at 12s: crash broker(2)"
  - "at 40s: crash broker(1)"
  - "at 41s: restart broker(2)"
expect: ["sometimes leader(orders-0) = 2", "sometimes isr(orders-0) = [1]"]
)yaml";

TEST(Saboteurs, AnUncleanElectionExcusesOnlyWhatItLost) {
  EXPECT_EQ(violated(kHarmlessUncleanElection, {}), std::set<std::string>{});
  CutTail trick;
  trick.after = Instant(60'000'000'000);
  trick.is_all = true;
  constexpr int kBroker2 = 3;  // after one controller
  EXPECT_TRUE(
      violated_with_one(kHarmlessUncleanElection, kBroker2, trick).contains("acked-record-lost"));
}

/// A broker that breaks an invariant of its own.
struct BreakInvariant : Trick {
  void on_effects(Stage& stage, std::vector<Effect>&, std::size_t) {
    FL_ASSERT(stage.context().now < Instant(5'000'000'000));
  }
};

TEST(Saboteurs, ABrokenInvariantEndsTheRunWithAVerdict) {
  RunOptions options;
  options.wrap = [](const std::string& name, Host node) {
    return name == "broker" ? Host::of(Sabotaged<BreakInvariant>(std::move(node), {})) : node;
  };
  const RunResult result = run(*parse_scenario(kPlain), options);
  ASSERT_TRUE(result.broken.has_value());
  EXPECT_NE(result.broken->find("5'000'000'000"), std::string::npos) << *result.broken;
  EXPECT_FALSE(result.holds());
}

}  // namespace
}  // namespace fl::sim
