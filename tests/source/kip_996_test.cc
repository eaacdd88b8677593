// The rules of KIP-996 (pre-vote), each as one test.
#include "tests/core/raft/harness/cluster.h"

#include <gtest/gtest.h>

namespace fl::raft {
namespace {

bool grants(Cluster& cluster, std::int32_t id, const wire::VoteRequest& request) {
  return vote_in(cluster.ask(id, request, 2)).vote_granted;
}

TEST(Kip996, WhoHearsFromNobodyAsksAndDoesNotRaiseTheEpoch) {
  Cluster cluster = only_one_is_up();
  cluster.run(60'000);
  EXPECT_EQ(cluster.quorum(1).leader_and_epoch().epoch, LeaderEpoch(0));
}

TEST(Kip996, APreVoteBindsNobody) {
  Cluster cluster = only_one_is_up();
  EXPECT_TRUE(grants(cluster, 1, vote_of(2, 5, 0, 0, true)));
  EXPECT_TRUE(grants(cluster, 1, vote_of(3, 5, 0, 0, true)));
  EXPECT_TRUE(grants(cluster, 1, vote_of(3, 5, 0, 0)));
  EXPECT_EQ(cluster.state_text(1).find("\"votedId\":2"), std::string::npos);
}

TEST(Kip996, AFollowerThatHasFetchedRefusesPreVotes) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t follower = leads == 1 ? 2 : 1;
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  EXPECT_FALSE(grants(cluster, follower, vote_of(6 - leads - follower, epoch, 99, 99, true)));
  EXPECT_FALSE(grants(cluster, leads, vote_of(6 - leads - follower, epoch, 99, 99, true)));
  EXPECT_EQ(cluster.role(follower), RoleKind::follower);
}

TEST(Kip996, AFollowerThatHasNotFetchedYetGivesAPreVote) {
  Cluster cluster = only_one_is_up();
  static_cast<void>(cluster.ask(1, begin_of(3, 7), 1));
  EXPECT_TRUE(grants(cluster, 1, vote_of(2, 7, 0, 0, true)));
  EXPECT_FALSE(grants(cluster, 1, vote_of(2, 7, 0, 0)));
}

TEST(Kip996, APreVoteNeedsALogThatIsUpToDate) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t voter = leads == 1 ? 2 : 1;
  const std::int32_t epoch = cluster.quorum(voter).leader_and_epoch().epoch.value;
  EXPECT_FALSE(grants(cluster, voter, vote_of(6 - leads - voter, epoch + 1, epoch, 0, true)));
  EXPECT_TRUE(grants(cluster, voter, vote_of(6 - leads - voter, epoch + 1, epoch, 99, true)));
}

TEST(Kip996, AReplicaThatWasCutOffDoesNotUnseatTheLeader) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const auto before = cluster.quorum(leads).leader_and_epoch();
  cluster.isolate(leads == 1 ? 2 : 1);
  cluster.run(30'000);
  cluster.heal();
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(cluster.quorum(leads).leader_and_epoch(), before);
}

TEST(Kip996, WhoLosesThePreVoteFollowsTheLeaderItKnew) {
  // Only the way from the leader to one follower is cut: others still hear from the leader.
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t deaf = leads == 1 ? 2 : 1;
  cluster.cut(leads, deaf);
  const auto before = cluster.quorum(leads).leader_and_epoch();
  ASSERT_TRUE(cluster.run(10'000, [&] { return cluster.role(deaf) == RoleKind::prospective; }));
  ASSERT_TRUE(cluster.run(10'000, [&] { return cluster.role(deaf) != RoleKind::prospective; }));
  EXPECT_EQ(cluster.role(deaf), RoleKind::follower);
  EXPECT_EQ(cluster.quorum(deaf).leader_and_epoch(), before);
}

}  // namespace
}  // namespace fl::raft
