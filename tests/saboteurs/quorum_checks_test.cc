// The checks of the metadata quorum and of settling see a node that tells what is not so, or that
// hears nothing.
#include "core/controller/cluster_story.h"
#include "core/controller/story.h"
#include "core/raft/events.h"
#include "core/replication/events.h"
#include "core/storage/log_events.h"
#include "tests/saboteurs/runs.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

constexpr NodeId kVoter{102};

/// What the voter takes for committed.
Liar::Lie mark_at(std::int64_t offset, bool is_leader = false) {
  return lie(raft::QuorumHighWatermarkMoved{
      .replica = kVoter, .epoch = LeaderEpoch(1), .is_leader = is_leader, .after = Offset(offset)});
}

TEST(QuorumChecks, ACommitWithoutAMajorityIsSeen) {
  EXPECT_TRUE(
      violated_by_lies(kVoter, {mark_at(100'000, true)}).contains("metadata-committed-by-few"));
}

TEST(QuorumChecks, ACommitBelowWhatWasCommittedIsSeen) {
  EXPECT_TRUE(
      violated_by_lies(kVoter, {mark_at(1, true)}).contains("metadata-high-watermark-goes-back"));
}

TEST(QuorumChecks, ALeaderThatLacksCommittedMetadataIsSeen) {
  const auto leads = lie(raft::RoleChanged{
      .replica = kVoter, .from = "candidate", .to = "leader", .epoch = LeaderEpoch(60)});
  EXPECT_TRUE(violated_by_lies(kVoter, {mark_at(100'000), leads})
                  .contains("metadata-leader-lacks-committed"));
}

TEST(QuorumChecks, OtherCommittedMetadataIsSeen) {
  const auto batch = lie(storage::BatchAppended{.topic = "__cluster_metadata",
                                                .base_offset = Offset(1),
                                                .last_offset = Offset(50),
                                                .leader_epoch = LeaderEpoch(99)});
  EXPECT_TRUE(violated_by_lies(kVoter, {batch, mark_at(20)}).contains("metadata-differs"));
}

TEST(QuorumChecks, CuttingCommittedMetadataIsSeen) {
  EXPECT_TRUE(
      violated_by_lie(
          kVoter, raft::MetadataTruncated{.replica = kVoter, .from = Offset(10), .to = Offset(2)})
          .contains("metadata-differs"));
}

TEST(QuorumChecks, MetadataThatIsNotOnAMajorityOfTheDisksIsSeen) {
  EXPECT_TRUE(violated_by_lies(kVoter, {mark_at(100'000)}).contains("metadata-not-durable"));
}

TEST(QuorumChecks, ACandidateWithoutAVoteIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(1), raft::RoleChanged{.replica = NodeId(1),
                                                           .from = "prospective",
                                                           .to = "candidate",
                                                           .epoch = LeaderEpoch(60)})
                  .contains("quorum-role-without-right"));
}

TEST(QuorumChecks, ALeaderWithoutAMajorityOfTheVotesIsSeen) {
  EXPECT_TRUE(violated_by_lie(kVoter, raft::RoleChanged{.replica = kVoter,
                                                        .from = "candidate",
                                                        .to = "leader",
                                                        .epoch = LeaderEpoch(60)})
                  .contains("quorum-role-without-right"));
}

TEST(QuorumChecks, ApplyingWhatIsNotCommittedIsSeen) {
  EXPECT_TRUE(violated_by_lie(NodeId(1), controller::MetadataCommitted{.first = Offset(50'000),
                                                                       .end = Offset(100'000)})
                  .contains("metadata-not-committed"));
}

TEST(QuorumChecks, TwoImagesOfTheSameMetadataAreSeen) {
  const auto applies = [](std::int64_t digest) {
    return lie(controller::MetadataCommitted{
        .first = Offset(3), .end = Offset(4), .changes_digest = digest});
  };
  EXPECT_TRUE(
      violated_by_lies(NodeId(1), {applies(1), applies(2)}).contains("metadata-image-differs"));
}

TEST(QuorumChecks, AnAnswerBeforeTheCommitIsSeen) {
  const auto decides =
      lie(controller::IsrChanged{.topic = "orders", .partition_epoch = PartitionEpoch(77)});
  const auto learns =
      lie(replication::IsrLearned{.topic = "orders", .partition_epoch = PartitionEpoch(77)});
  EXPECT_TRUE(violated_by_lies(kVoter, {decides, learns}).contains("acts-before-commit"));
}

/// Nothing that is sent to the broker arrives from 10 s on.
struct Deaf : Trick {
  bool on_input(Stage& stage, const Input& input) {
    return stage.context().now < Instant(10'000'000'000) ||
           !std::holds_alternative<Received>(input);
  }
};

constexpr std::string_view kLong = R"yaml(title: Three brokers that are left alone
run: 90s
cluster: {brokers: 3, controllers: 3}
topics: {orders: {partitions: 1, replicas: [[1, 2, 3]]}}
workload: {producers: {p1: {topic: orders, rate: 10/s, acks: all, stop: 60s}}}
)yaml";

TEST(Settling, ABrokerThatNeverComesBackIsSeen) {
  EXPECT_EQ(violated(kLong, {}), std::set<std::string>{});
  constexpr int kBroker3 = 6;  // after three controllers
  EXPECT_TRUE(violated_with_one(kLong, kBroker3, Deaf()).contains("left-unsettled"));
}

TEST(Settling, NothingIsDemandedWhileAFaultIsInForce) {
  std::string cut(kLong);
  cut += "timeline: [\"at 5s: partition link(broker(3) -> all)\"]\n";
  EXPECT_EQ(violated(cut, {}), std::set<std::string>{});
}

}  // namespace
}  // namespace fl::sim
