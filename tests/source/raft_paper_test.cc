// The rules of "In search of an understandable consensus algorithm" (Ongaro, Ousterhout), §5, each
// as one test. Log matching, leader completeness and election safety over many runs:
// tests/core/raft.
#include "tests/core/raft/harness/cluster.h"

#include <gtest/gtest.h>

namespace fl::raft {
namespace {

bool grants(Cluster& cluster, const wire::VoteRequest& request) {
  return vote_in(cluster.ask(1, request, 2)).vote_granted;
}

TEST(RaftPaper, AVoteIsGivenOnceInAnEpoch) {
  Cluster cluster = only_one_is_up();
  EXPECT_TRUE(grants(cluster, vote_of(2, 5, 0, 0)));
  EXPECT_FALSE(grants(cluster, vote_of(3, 5, 4, 100)));
  EXPECT_TRUE(grants(cluster, vote_of(2, 5, 0, 0)));
  EXPECT_TRUE(grants(cluster, vote_of(3, 6, 4, 100)));
  EXPECT_TRUE(cluster.wrong.empty());
}

TEST(RaftPaper, AVoteIsRememberedAfterALossOfPower) {
  Cluster cluster = only_one_is_up();
  EXPECT_TRUE(grants(cluster, vote_of(2, 5, 0, 0)));
  cluster.crash(1, true);
  cluster.boot(1);
  EXPECT_FALSE(grants(cluster, vote_of(3, 5, 0, 0)));
  EXPECT_TRUE(grants(cluster, vote_of(2, 5, 0, 0)));
}

TEST(RaftPaper, ACandidateOfAnOldEpochIsRefusedAndToldTheNewOne) {
  Cluster cluster = only_one_is_up();
  EXPECT_TRUE(grants(cluster, vote_of(2, 5, 0, 0)));
  const Response response = cluster.ask(1, vote_of(3, 4, 0, 0), 2);
  EXPECT_FALSE(vote_in(response).vote_granted);
  EXPECT_EQ(vote_in(response).error_code, wire::ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(vote_in(response).leader_epoch, LeaderEpoch(5));
}

TEST(RaftPaper, OnlyACandidateWhoseLogIsAtLeastAsUpToDateGetsAVote) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t voter = leads == 1 ? 2 : 1;
  const std::int32_t candidate = 6 - leads - voter;
  const std::int32_t epoch = cluster.quorum(voter).leader_and_epoch().epoch.value;
  const std::int64_t end = cluster.quorum(voter).end().value;
  const auto vote = [&](std::int32_t asked, std::int32_t last_epoch, std::int64_t last_end) {
    return vote_in(cluster.ask(voter, vote_of(candidate, asked, last_epoch, last_end), 2))
        .vote_granted;
  };
  EXPECT_FALSE(vote(epoch + 10, epoch, end - 1));
  EXPECT_FALSE(vote(epoch + 11, epoch - 1, end + 100));
  EXPECT_TRUE(vote(epoch + 12, epoch, end));
  EXPECT_TRUE(vote(epoch + 13, epoch + 1, 1));
}

TEST(RaftPaper, ALeaderThatSeesAHigherEpochLeadsNoLonger) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  const std::int32_t other = leads == 1 ? 2 : 1;
  EXPECT_FALSE(vote_in(cluster.ask(leads, vote_of(other, epoch + 1, 0, 0), 2)).vote_granted);
  EXPECT_NE(cluster.role(leads), RoleKind::leader);
  EXPECT_GE(cluster.quorum(leads).leader_and_epoch().epoch, LeaderEpoch(epoch + 1));
}

TEST(RaftPaper, WhatAMajorityHasIsCommittedAndWhatOnlyTheLeaderHasIsNot) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  cluster.isolate(leads);
  const auto lost = cluster.append(leads, "lost");
  ASSERT_TRUE(lost.has_value());
  cluster.run(2'000);
  EXPECT_LT(cluster.quorum(leads).committed_end(), *lost);
  EXPECT_EQ(cluster.values(leads), std::vector<std::string>{"a"});
}

TEST(RaftPaper, ADivergingTailIsCutAndTheNewLeadersRecordsTakeItsPlace) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t old = cluster.leader();
  cluster.isolate(old);
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(cluster.append(old, "lost").has_value());
  const auto is_replaced = [&] {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (id != old && cluster.quorum(id).is_leader()) return true;
    return false;
  };
  ASSERT_TRUE(cluster.run(20'000, is_replaced));
  cluster.heal();
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(cluster.values(old), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(cluster.wrong.empty());
}

TEST(RaftPaper, TwoOfFiveMayFail) {
  Cluster cluster({.voters = 5});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t first = cluster.leader();
  cluster.crash(first, true);
  ASSERT_TRUE(cluster.commit("b"));
  cluster.crash(cluster.leader(), true);
  ASSERT_TRUE(cluster.commit("c"));
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("d"));
  EXPECT_EQ(cluster.values(first), (std::vector<std::string>{"a", "b", "c", "d"}));
}

TEST(RaftPaper, WithoutAMajorityNobodyLeads) {
  Cluster cluster({.voters = 5});
  for (const std::int32_t id : {1, 2})
    cluster.boot(id);
  cluster.run(30'000);
  EXPECT_EQ(cluster.leader(), 0);
  EXPECT_EQ(cluster.quorum(1).end(), Offset(0));
}

}  // namespace
}  // namespace fl::raft
