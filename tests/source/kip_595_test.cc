// The rules of KIP-595 (a Raft protocol for the metadata quorum) as Apache Kafka 4.3.1 follows
// them, each as one test.
#include "tests/core/raft/harness/cluster.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::raft {
namespace {

std::int32_t epoch_of(Cluster& cluster, std::int32_t id) {
  return cluster.quorum(id).leader_and_epoch().epoch.value;
}

std::int32_t follower_of(const Cluster& cluster) {
  return cluster.leader() == 1 ? 2 : 1;
}

TEST(Kip595, ASingleVoterLeadsAtOnceAndCommitsWhatIsDurable) {
  Cluster cluster({.voters = 1});
  cluster.boot_all();
  ASSERT_TRUE(cluster.run(100, [&] { return cluster.leader() == 1; }));
  EXPECT_EQ(epoch_of(cluster, 1), 1);
  ASSERT_TRUE(cluster.commit("a", 100));
  cluster.crash(1, true);
  cluster.boot(1);
  ASSERT_TRUE(cluster.run(100, [&] { return cluster.leader() == 1; }));
  EXPECT_EQ(epoch_of(cluster, 1), 2);
  EXPECT_EQ(cluster.values(1), std::vector<std::string>{"a"});
}

TEST(Kip595, TheQuorumStateOfALeaderIsKafkasText) {
  // Kafka's folder of the leader, node 2, in epoch 3, and of a follower that voted for it.
  const std::string folder = "metadata/static-quorum/";
  const std::string file = "/__cluster_metadata-0/quorum-state";
  std::string of_leader = golden::read_text(folder + "node-2" + file);
  std::string of_follower = golden::read_text(folder + "node-3" + file);
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const auto as_here = [&](std::string text) {
    const auto put = [&](const std::string& key, std::int32_t was, std::int32_t is) {
      const std::string from = "\"" + key + "\":" + std::to_string(was) + ",";
      const auto at = text.find(from);
      if (at != std::string::npos)
        text.replace(at, from.size(), "\"" + key + "\":" + std::to_string(is) + ",");
    };
    put("leaderId", 2, leads);
    put("votedId", 2, leads);
    put("leaderEpoch", 3, epoch_of(cluster, leads));
    return text;
  };
  EXPECT_EQ(cluster.state_text(leads), as_here(of_leader));
  const auto has_follower = [&](std::int32_t id) {
    return cluster.state_text(id) == as_here(of_follower);
  };
  // Two of three votes elect: at least one follower voted for it, and says so.
  EXPECT_TRUE(has_follower(leads % 3 + 1) || has_follower((leads + 1) % 3 + 1));
}

TEST(Kip595, ALeaderThatIsRestartedNeitherLeadsNorVotesInItsEpochAgain) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t epoch = epoch_of(cluster, leads);
  cluster.crash(leads, true);
  cluster.filter = [](std::int32_t, const Outgoing&) { return false; };
  cluster.boot(leads);
  cluster.run(200);
  EXPECT_EQ(cluster.role(leads), RoleKind::resigned);
  const std::int32_t other = leads == 1 ? 2 : 1;
  EXPECT_FALSE(vote_in(cluster.ask(leads, vote_of(other, epoch, epoch, 1'000), 2)).vote_granted);
  cluster.run(3'000);
  EXPECT_GT(epoch_of(cluster, leads), epoch);
  EXPECT_FALSE(vote_in(cluster.ask(leads, vote_of(other, epoch, epoch, 1'000), 2)).vote_granted);
}

TEST(Kip595, ALeaderWithoutTheFetchesOfAMajorityResignsAfterOneAndAHalfFetchTimeouts) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  cluster.isolate(leads);
  const Instant from = cluster.now();
  ASSERT_TRUE(cluster.run(10'000, [&] { return cluster.role(leads) != RoleKind::leader; }));
  EXPECT_LE((cluster.now() - from) / kMs, 3'010);
  EXPECT_GE((cluster.now() - from) / kMs, 2'400);
}

TEST(Kip595, TheHighWatermarkIsNotTakenFromRecordsOfEarlierEpochsAlone) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  cluster.crash(cluster.leader(), false);
  // Every fetch is lost: a new leader hears of no end, and has to say that it knows nothing.
  cluster.filter = [](std::int32_t, const Outgoing& outgoing) {
    return !std::holds_alternative<wire::FetchRequest>(outgoing.request.message);
  };
  const auto elected = [&] {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (cluster.is_up(id) && cluster.role(id) == RoleKind::leader) return true;
    return false;
  };
  ASSERT_TRUE(cluster.run(20'000, elected));
  cluster.run(1'000);
  EXPECT_EQ(cluster.leader(), 0) << "ready before its LeaderChange is on a majority";
  cluster.filter = nullptr;
  EXPECT_TRUE(cluster.settle());
}

TEST(Kip595, AFetchOfAnotherEpochIsRefusedWithTheLeadersOwn) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t epoch = epoch_of(cluster, leads);
  const auto fetch = [&](std::int32_t asked) {
    return fetch_in(cluster.ask(leads, fetch_of(follower_of(cluster), asked, 0, 0), 17));
  };
  EXPECT_EQ(fetch(epoch - 1).error_code, wire::ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(fetch(epoch - 1).current_leader.leader_id, BrokerId(leads));
  EXPECT_EQ(fetch(epoch + 1).error_code, wire::ErrorCode::unknown_leader_epoch);
  EXPECT_EQ(fetch(epoch).error_code, wire::ErrorCode::none);
}

TEST(Kip595, AFollowerRefusesFetchesAndNamesTheLeader) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const auto answer =
      fetch_in(cluster.ask(follower_of(cluster), fetch_of(9, epoch_of(cluster, leads), 0, 0), 17));
  EXPECT_EQ(answer.error_code, wire::ErrorCode::not_leader_or_follower);
  EXPECT_EQ(answer.current_leader.leader_id, BrokerId(leads));
}

TEST(Kip595, AFetchBehindTheEndOfItsEpochIsToldWhereTheLogsPart) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  const std::int32_t epoch = epoch_of(cluster, leads);
  const std::int64_t end = cluster.quorum(leads).end().value;
  const auto answer =
      fetch_in(cluster.ask(leads, fetch_of(follower_of(cluster), epoch, end + 7, epoch), 17));
  EXPECT_EQ(answer.error_code, wire::ErrorCode::none);
  EXPECT_EQ(answer.diverging_epoch.epoch, LeaderEpoch(epoch));
  EXPECT_EQ(answer.diverging_epoch.end_offset, Offset(end));
}

TEST(Kip595, AFollowerOfALeaderKnowsItByBeginQuorumEpoch) {
  Cluster cluster({.voters = 3});
  cluster.filter = [](std::int32_t, const Outgoing&) { return false; };
  cluster.boot(1);
  cluster.run(100);
  static_cast<void>(cluster.ask(1, begin_of(3, 7), 1));
  EXPECT_EQ(cluster.quorum(1).leader_and_epoch(),
            (LeaderAndEpoch{.leader = NodeId(3), .epoch = LeaderEpoch(7)}));
  EXPECT_EQ(cluster.role(1), RoleKind::follower);
  EXPECT_FALSE(vote_in(cluster.ask(1, vote_of(2, 7, 9, 99), 2)).vote_granted);
}

/// How long a follower waits with its election after EndQuorumEpoch with these successors.
std::int64_t wait_after_end(const std::vector<std::int32_t>& successors) {
  Cluster cluster({.voters = 3});
  cluster.filter = [](std::int32_t, const Outgoing&) { return false; };
  cluster.boot(1);
  cluster.run(100);
  static_cast<void>(cluster.ask(1, begin_of(3, 7), 1));
  const Instant from = cluster.now();
  static_cast<void>(cluster.ask(1, end_of(3, 7, successors), 1));
  cluster.run(10'000, [&] { return cluster.role(1) != RoleKind::follower; });
  return (cluster.now() - from) / kMs;
}

TEST(Kip595, TheFirstSuccessorElectsAtOnceAndTheNextAfterItsShareOfTheBackOff) {
  EXPECT_LE(wait_after_end({1, 2}), 20);
  // 1000 ms >> (2 - 1) << (1 - 1), and with three 1000 >> (3 - 1) << (1 - 1).
  EXPECT_NEAR(static_cast<double>(wait_after_end({2, 1})), 500, 20);
  EXPECT_NEAR(static_cast<double>(wait_after_end({2, 1, 3})), 250, 20);
  EXPECT_NEAR(static_cast<double>(wait_after_end({2, 3, 1})), 500, 20);
}

TEST(Kip595, ALeaderThatShutsDownHandsOverBeforeATimeoutPasses) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  cluster.shut_down(leads);
  ASSERT_TRUE(cluster.run(1'500, [&] {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (id != leads && cluster.quorum(id).is_leader()) return true;
    return false;
  }));
  EXPECT_TRUE(cluster.run(5'000, [&] { return cluster.quorum(leads).is_closed(); }));
}

TEST(Kip595, AfterItIsClosedAReplicaNeitherAnswersNorIsDue) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t id = follower_of(cluster);
  cluster.shut_down(id);
  ASSERT_TRUE(cluster.run(5'000, [&] { return cluster.quorum(id).is_closed(); }));
  cluster.run(20'000);
  EXPECT_FALSE(cluster.quorum(id).next_due().has_value());
  EXPECT_TRUE(cluster.wrong.empty());
}

TEST(Kip595, AnObserverFindsTheLeaderAndTheNextOneWhenThatIsGone) {
  Cluster cluster({.voters = 3, .observers = 1});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t first = cluster.leader();
  cluster.crash(first, true);
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(cluster.values(4), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(cluster.quorum(4).leader_and_epoch().leader, NodeId(cluster.leader()));
  EXPECT_EQ(cluster.role(4), RoleKind::follower);
}

TEST(Kip595, AnObserverIsNoPartOfAMajority) {
  Cluster cluster({.voters = 3, .observers = 2});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  for (std::int32_t id = 1; id <= 3; ++id)
    if (id != leads) cluster.crash(id, false);
  const auto end = cluster.append(leads, "b");
  ASSERT_TRUE(end.has_value());
  cluster.run(2'000);
  EXPECT_EQ(cluster.quorum(4).end(), *end) << "observers fetch what is not committed";
  EXPECT_LT(cluster.quorum(leads).committed_end(), *end);
}

TEST(Kip595, AFailedDiskEndsTheReplicaAndItIsNeverDueAgain) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  cluster.disk(leads).error = IoError::io;
  static_cast<void>(cluster.append(leads, "b"));
  cluster.run(5'000);
  EXPECT_FALSE(cluster.quorum(leads).failure().empty());
  EXPECT_FALSE(cluster.quorum(leads).next_due().has_value());
  EXPECT_FALSE(cluster.append(leads, "c").has_value());
  EXPECT_TRUE(cluster.wrong.empty());
}

TEST(Kip595, ARequestOfAnotherClusterIsRefused) {
  Cluster cluster({.voters = 3});
  cluster.filter = [](std::int32_t, const Outgoing&) { return false; };
  cluster.boot(1);
  wire::VoteRequest request = vote_of(2, 5, 0, 0);
  request.cluster_id = "another";
  const Response response = cluster.ask(1, request, 2);
  EXPECT_EQ(std::get<wire::VoteResponse>(response.message).error_code,
            wire::ErrorCode::inconsistent_cluster_id);
  EXPECT_EQ(cluster.quorum(1).leader_and_epoch().epoch, LeaderEpoch(0));
}

}  // namespace
}  // namespace fl::raft
