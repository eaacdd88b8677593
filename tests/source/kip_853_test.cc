// The rules of KIP-853 (dynamic voters of the metadata quorum) as Apache Kafka 4.3.1 follows them,
// each as one test.
#include "tests/core/raft/harness/cluster.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::raft {
namespace {

using Ids = std::vector<std::int32_t>;
using wire::ErrorCode;

template <class Request>
auto answer_of(Cluster& cluster, std::int32_t id, const Request& request) {
  const Response response = cluster.ask(id, request, 0, 5'000);
  if constexpr (std::is_same_v<Request, wire::AddRaftVoterRequest>)
    return std::get<wire::AddRaftVoterResponse>(response.message);
  else if constexpr (std::is_same_v<Request, wire::RemoveRaftVoterRequest>)
    return std::get<wire::RemoveRaftVoterResponse>(response.message);
  else
    return std::get<wire::UpdateRaftVoterResponse>(response.message);
}

ErrorCode add(Cluster& cluster, std::int32_t id) {
  return answer_of(cluster, cluster.leader(), add_of(cluster.voter(id))).error_code;
}

ErrorCode remove(Cluster& cluster, std::int32_t id) {
  return answer_of(cluster, cluster.leader(), remove_of(cluster.key(id))).error_code;
}

/// `voters` as formatted, and others that watch; all are up and one leads.
Cluster settled(std::int32_t voters, std::int32_t observers) {
  Cluster cluster({.voters = voters, .observers = observers, .is_dynamic = true});
  cluster.boot_all();
  EXPECT_TRUE(cluster.commit("a"));
  // Long enough that all have fetched once more: they have caught up.
  cluster.run(1'000);
  return cluster;
}

bool is_request(const Outgoing& outgoing, std::size_t kind) {
  return outgoing.request.message.index() == kind;
}

constexpr std::size_t kFetch = 3;
constexpr std::size_t kApiVersions = 9;

TEST(Kip853, VotersAsFormattedElectALeaderThatWritesThem) {
  Cluster cluster = settled(3, 0);
  const auto& history = cluster.quorum(cluster.leader()).replica().store().history();
  // Kafka: LeaderChange, KRaftVersion and Voters are one batch, offsets 0 to 2.
  EXPECT_EQ(history.voters_offset(), Offset(2));
  EXPECT_EQ(history.kraft_version(), 1);
  EXPECT_EQ(cluster.voters(cluster.leader()), (Ids{1, 2, 3}));
}

TEST(Kip853, AnObserverFindsTheLeaderByTheBootstrapServers) {
  Cluster cluster = settled(1, 2);
  EXPECT_EQ(cluster.quorum(2).leader_and_epoch().leader, NodeId(1));
  EXPECT_EQ(cluster.role(2), RoleKind::follower);
  EXPECT_EQ(cluster.voters(3), (Ids{1}));
}

TEST(Kip853, AnObserverNeverElectsItself) {
  Cluster cluster = settled(1, 2);
  cluster.crash(1, false);
  cluster.run(60'000);
  EXPECT_EQ(cluster.quorum(2).leader_and_epoch().epoch, LeaderEpoch(1));
  EXPECT_EQ(cluster.quorum(3).leader_and_epoch().epoch, LeaderEpoch(1));
}

TEST(Kip853, AVoterIsAddedWithWhatItSupportsAndWhereItIs) {
  Cluster cluster = settled(1, 1);
  const auto answer = answer_of(cluster, 1, add_of(cluster.voter(2)));
  EXPECT_EQ(answer.error_code, ErrorCode::none);
  EXPECT_EQ(answer.error_message, std::nullopt);
  ASSERT_TRUE(cluster.commit("b"));
  ASSERT_EQ(cluster.voters(2), (Ids{1, 2}));
  EXPECT_EQ(*cluster.quorum(1).replica().voters().find(NodeId(2)), cluster.voter(2));
}

TEST(Kip853, TheNewMajorityCommitsWhatAddsIt) {
  // One voter becomes two: without the second the change is not committed.
  Cluster cluster = settled(1, 1);
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    return from != 2 || cluster.voters(1).size() == 1 || !is_request(outgoing, kFetch);
  };
  const Offset before = cluster.quorum(1).committed_end();
  EXPECT_EQ(add(cluster, 2), ErrorCode::request_timed_out);
  EXPECT_EQ(cluster.quorum(1).committed_end(), before);
  EXPECT_EQ(cluster.voters(1), (Ids{1, 2})) << "in force as soon as it is in the log";
}

TEST(Kip853, AVoterOfAnIdThatVotesIsADuplicate) {
  Cluster cluster = settled(3, 0);
  Voter other = cluster.voter(2);
  other.directory = Uuid{7, 7};
  const auto answer = answer_of(cluster, cluster.leader(), add_of(other));
  EXPECT_EQ(answer.error_code, ErrorCode::duplicate_voter);
  EXPECT_EQ(answer.error_message, "The voter id for " + text_of(other.key()) +
                                      " is already part of the set of voters [" +
                                      text_of(cluster.key(1)) + ", " + text_of(cluster.key(2)) +
                                      ", " + text_of(cluster.key(3)) + "].");
}

TEST(Kip853, AVoterThatIsNotInTheSetWithItsDirectoryIsNotRemoved) {
  Cluster cluster = settled(3, 0);
  const auto answer =
      answer_of(cluster, cluster.leader(), remove_of({.id = NodeId(2), .directory = Uuid{7, 7}}));
  EXPECT_EQ(answer.error_code, ErrorCode::voter_not_found);
  EXPECT_EQ(answer.error_message,
            "Cannot remove voter ReplicaKey(id=2, directoryId=AAAAAAAAAAcAAAAAAAAABw) from the set "
            "of voters [" +
                text_of(cluster.key(1)) + ", " + text_of(cluster.key(2)) + ", " +
                text_of(cluster.key(3)) + "]");
}

TEST(Kip853, TheLastVoterIsNotRemoved) {
  Cluster cluster = settled(1, 1);
  EXPECT_EQ(remove(cluster, 1), ErrorCode::voter_not_found);
}

TEST(Kip853, OneChangeIsInFlightAtATime) {
  Cluster cluster = settled(1, 2);
  cluster.filter = [](std::int32_t, const Outgoing& outgoing) {
    return !is_request(outgoing, kApiVersions);
  };
  cluster.post(1, add_of(cluster.voter(2)), 0);
  const auto answer = answer_of(cluster, 1, add_of(cluster.voter(3)));
  EXPECT_EQ(answer.error_code, ErrorCode::request_timed_out);
  EXPECT_EQ(answer.error_message,
            "Request timed out waiting for leader to handle previous voter change request");
}

TEST(Kip853, AChangeWaitsUntilTheOneBeforeIsCommitted) {
  Cluster cluster = settled(1, 2);
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    return from != 2 || cluster.voters(1).size() == 1 || !is_request(outgoing, kFetch);
  };
  ASSERT_EQ(add(cluster, 2), ErrorCode::request_timed_out);
  const auto& store = cluster.quorum(1).replica().store();
  const auto answer = answer_of(cluster, 1, add_of(cluster.voter(3)));
  EXPECT_EQ(answer.error_code, ErrorCode::request_timed_out);
  EXPECT_EQ(answer.error_message,
            "Request timed out waiting for voters to commit the latest voter change at Optional[" +
                std::to_string(store.history().voters_offset()->value) + "] with HWM " +
                std::to_string(cluster.quorum(1).committed_end().value));
}

TEST(Kip853, ALeaderWithoutAHighWatermarkOfItsEpochChangesNothing) {
  Cluster cluster = settled(3, 1);
  cluster.crash(cluster.leader(), false);
  cluster.filter = [](std::int32_t, const Outgoing& outgoing) {
    return !is_request(outgoing, kFetch);
  };
  const auto leads = [&] {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (cluster.is_up(id) && cluster.role(id) == RoleKind::leader) return id;
    return 0;
  };
  ASSERT_TRUE(cluster.run(20'000, [&] { return leads() != 0; }));
  const auto answer = answer_of(cluster, leads(), add_of(cluster.voter(4)));
  EXPECT_EQ(answer.error_code, ErrorCode::request_timed_out);
  EXPECT_EQ(answer.error_message,
            "Request timed out waiting for leader to establish HWM and fence previous voter "
            "changes");
}

TEST(Kip853, StaticVotersAreNotChanged) {
  Cluster cluster({.voters = 3});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  Voter other = cluster.voter(3);
  other.id = NodeId(4);
  other.directory = Uuid{7, 7};
  const auto answer = answer_of(cluster, cluster.leader(), add_of(other));
  EXPECT_EQ(answer.error_code, ErrorCode::unsupported_version);
  EXPECT_EQ(answer.error_message,
            "Cluster doesn't support adding voter because the kraft.version feature is 0");
}

TEST(Kip853, WhoIsNotTheLeaderChangesNothing) {
  Cluster cluster = settled(3, 1);
  const std::int32_t follower = cluster.leader() == 1 ? 2 : 1;
  EXPECT_EQ(answer_of(cluster, follower, add_of(cluster.voter(4))).error_code,
            ErrorCode::not_leader_or_follower);
  EXPECT_EQ(answer_of(cluster, follower, remove_of(cluster.key(3))).error_code,
            ErrorCode::not_leader_or_follower);
}

TEST(Kip853, AVoterThatNeverFetchedLagsBehind) {
  Cluster cluster({.voters = 1, .observers = 1, .is_dynamic = true});
  cluster.filter = [](std::int32_t from, const Outgoing& outgoing) {
    return from != 2 || !is_request(outgoing, kFetch);
  };
  cluster.boot_all();
  ASSERT_TRUE(cluster.run(1'000, [&] { return cluster.leader() == 1; }));
  const auto answer = answer_of(cluster, 1, add_of(cluster.voter(2)));
  EXPECT_EQ(answer.error_code, ErrorCode::request_timed_out);
  EXPECT_EQ(answer.error_message, "Aborted add voter operation for " + text_of(cluster.key(2)) +
                                      " since it is lagging behind");
  EXPECT_EQ(cluster.voters(1), (Ids{1}));
}

TEST(Kip853, AVoterThatDoesNotAnswerApiVersionsIsNotAdded) {
  Cluster cluster = settled(1, 1);
  cluster.crash(2, false);
  EXPECT_EQ(add(cluster, 2), ErrorCode::request_timed_out);
  EXPECT_EQ(cluster.voters(1), (Ids{1}));
}

TEST(Kip853, AnAnswerNeedNotWaitForTheCommit) {
  Cluster cluster = settled(1, 1);
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    return from != 2 || cluster.voters(1).size() == 1 || !is_request(outgoing, kFetch);
  };
  EXPECT_EQ(answer_of(cluster, 1, add_of(cluster.voter(2), false)).error_code, ErrorCode::none);
  EXPECT_EQ(cluster.voters(1), (Ids{1, 2}));
}

TEST(Kip853, ARemovedVoterWatchesAndNoLongerCounts) {
  Cluster cluster = settled(3, 0);
  const std::int32_t gone = cluster.leader() == 3 ? 2 : 3;
  EXPECT_EQ(remove(cluster, gone), ErrorCode::none);
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(cluster.voters(gone).size(), 2U);
  EXPECT_FALSE(std::ranges::count(cluster.voters(gone), gone) > 0);
  // Two are left, and both are needed.
  cluster.crash(cluster.leader(), false);
  cluster.run(30'000);
  EXPECT_EQ(cluster.leader(), 0);
  EXPECT_EQ(cluster.role(gone) == RoleKind::candidate, false);
}

TEST(Kip853, ALeaderThatRemovesItselfResignsOnceThatIsCommitted) {
  Cluster cluster = settled(3, 0);
  const std::int32_t gone = cluster.leader();
  EXPECT_EQ(remove(cluster, gone), ErrorCode::none);
  EXPECT_EQ(cluster.role(gone), RoleKind::resigned);
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_NE(cluster.leader(), gone);
  EXPECT_EQ(cluster.voters(gone).size(), 2U);
}

TEST(Kip853, ALeaderThatRemovesItselfDoesNotCountItsOwnLog) {
  // Of two voters the leader goes: only the other's log commits that.
  Cluster cluster = settled(2, 0);
  const std::int32_t gone = cluster.leader();
  const std::int32_t stays = 3 - gone;
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    return from != stays || !is_request(outgoing, kFetch);
  };
  cluster.run(500);
  cluster.post(gone, remove_of(cluster.key(gone)), 0);
  const Offset before = cluster.quorum(gone).committed_end();
  cluster.run(500);
  EXPECT_EQ(cluster.voters(gone), (Ids{stays}));
  EXPECT_EQ(cluster.quorum(gone).committed_end(), before);
  cluster.filter = nullptr;
  EXPECT_TRUE(cluster.run(20'000, [&] { return cluster.quorum(gone).committed_end() > before; }));
}

TEST(Kip853, ALeaderThatLosesItsRoleSaysSoToWhoWaits) {
  Cluster cluster = settled(1, 1);
  bool is_asked = false;
  const auto observed = [&](std::int32_t, const Outgoing& outgoing) {
    is_asked = is_asked || is_request(outgoing, kApiVersions);
    return !is_request(outgoing, kApiVersions);
  };
  cluster.filter = observed;
  cluster.resign_at(1, 100);
  EXPECT_EQ(add(cluster, 2), ErrorCode::not_leader_or_follower);
  EXPECT_TRUE(is_asked);
}

TEST(Kip853, AWipedVoterIsAnotherReplicaAndCannotVoteAsTheOldOne) {
  Cluster cluster = settled(3, 0);
  const std::int32_t leads = cluster.leader();
  const std::int32_t wiped = leads == 1 ? 2 : 1;
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  auto vote = vote_of(6 - leads - wiped, epoch + 1, epoch, 1'000);
  vote.voter_id = BrokerId(wiped);
  vote.topics[0].partitions[0].voter_directory_id = cluster.key(wiped).directory;
  cluster.crash(wiped, true);
  cluster.wipe(wiped);
  cluster.boot(wiped);
  ASSERT_TRUE(cluster.settle());
  const auto answer = vote_in(cluster.ask(wiped, vote, 2));
  EXPECT_EQ(answer.error_code, ErrorCode::invalid_voter_key);
  EXPECT_FALSE(answer.vote_granted);
}

TEST(Kip853, AWipedVoterIsReplacedByRemovingAndAddingIt) {
  Cluster cluster = settled(3, 0);
  const std::int32_t wiped = cluster.leader() == 1 ? 2 : 1;
  const ReplicaKey old = cluster.key(wiped);
  cluster.crash(wiped, true);
  cluster.wipe(wiped);
  cluster.boot(wiped);
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(add(cluster, wiped), ErrorCode::duplicate_voter);
  EXPECT_EQ(answer_of(cluster, cluster.leader(), remove_of(old)).error_code, ErrorCode::none);
  EXPECT_EQ(add(cluster, wiped), ErrorCode::none);
  ASSERT_TRUE(cluster.commit("c"));
  EXPECT_EQ(cluster.voters(wiped), (Ids{1, 2, 3}));
}

TEST(Kip853, ABeginQuorumEpochForAnotherDirectoryIsRefused) {
  Cluster cluster = settled(3, 0);
  const std::int32_t leads = cluster.leader();
  const std::int32_t follower = leads == 1 ? 2 : 1;
  auto begin = begin_of(leads, cluster.quorum(leads).leader_and_epoch().epoch.value);
  begin.voter_id = BrokerId(follower);
  begin.topics[0].partitions[0].voter_directory_id = Uuid{7, 7};
  const auto answer =
      std::get<wire::BeginQuorumEpochResponse>(cluster.ask(follower, begin, 1).message);
  EXPECT_EQ(answer.topics.at(0).partitions.at(0).error_code, ErrorCode::invalid_voter_key);
  ASSERT_EQ(answer.node_endpoints.size(), 1U);
  EXPECT_EQ(answer.node_endpoints[0].host, "node-" + std::to_string(leads));
}

TEST(Kip853, AReplicaThatDoesNotKnowThatItVotesGivesItsVote) {
  Cluster cluster = settled(1, 1);
  EXPECT_TRUE(vote_in(cluster.ask(2, vote_of(1, 9, 1, 1'000), 2)).vote_granted);
  cluster.run(30'000);
  EXPECT_NE(cluster.role(2), RoleKind::candidate);
}

TEST(Kip853, TheVoteIsKeptWithItsDirectory) {
  Cluster cluster = settled(3, 0);
  std::int32_t votes = 0;
  for (std::int32_t id = 1; id <= 3; ++id) {
    const std::string text = cluster.state_text(id);
    if (text.find("\"votedId\":-1") == std::string::npos) ++votes;
    EXPECT_NE(text.find("\"data_version\":1}"), std::string::npos) << text;
  }
  EXPECT_LE(votes, 2);
}

TEST(Kip853, TheQuorumStateOfALeaderIsKafkasText) {
  Cluster cluster = settled(1, 0);
  EXPECT_EQ(cluster.state_text(1),
            golden::read_text("metadata/dynamic-quorum/node-1/__cluster_metadata-0/quorum-state"));
}

TEST(Kip853, AVoterThatMovedTellsTheLeaderWhereItIs) {
  Cluster cluster = settled(3, 0);
  const std::int32_t moved = cluster.leader() == 1 ? 2 : 1;
  cluster.crash(moved, false);
  cluster.move(moved, 9'999);
  cluster.boot(moved);
  ASSERT_TRUE(cluster.settle());
  ASSERT_TRUE(cluster.run(10'000, [&] {
    const Voter* voter = cluster.quorum(moved).replica().voters().find(NodeId(moved));
    return voter != nullptr && voter->endpoints.front().port == 9'999;
  }));
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(*cluster.quorum(cluster.leader()).replica().voters().find(NodeId(moved)),
            cluster.voter(moved));
}

TEST(Kip853, ALeaderThatMovedWritesWhereItIs) {
  Cluster cluster = settled(1, 1);
  cluster.crash(1, false);
  cluster.move(1, 9'999);
  cluster.boot(1);
  ASSERT_TRUE(cluster.commit("b"));
  EXPECT_EQ(*cluster.quorum(2).replica().voters().find(NodeId(1)), cluster.voter(1));
}

TEST(Kip853, AnUpdateOfAnotherEpochOrReplicaIsRefused) {
  Cluster cluster = settled(3, 1);
  const std::int32_t leads = cluster.leader();
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  const auto error = [&](const wire::UpdateRaftVoterRequest& update) {
    return answer_of(cluster, leads, update).error_code;
  };
  EXPECT_EQ(error(update_of(cluster.voter(1), epoch - 1)), ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(error(update_of(cluster.voter(1), epoch + 1)), ErrorCode::unknown_leader_epoch);
  EXPECT_EQ(error(update_of(cluster.voter(4), epoch)), ErrorCode::voter_not_found);
  Voter other = cluster.voter(1);
  other.directory = Uuid{7, 7};
  EXPECT_EQ(error(update_of(other, epoch)), ErrorCode::voter_not_found);
  Voter old = cluster.voter(1);
  old.kraft_version_max = 0;
  EXPECT_EQ(error(update_of(old, epoch)), ErrorCode::invalid_request);
  Voter unreachable = cluster.voter(1);
  unreachable.endpoints.front().listener = "OTHER";
  EXPECT_EQ(error(update_of(unreachable, epoch)), ErrorCode::invalid_request);
}

TEST(Kip853, VotersThatWereNotCommittedAreCutAway) {
  // The leader of three alone has a change that a new leader does not have.
  Cluster cluster = settled(3, 1);
  const std::int32_t leads = cluster.leader();
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    return from == 4 || from == leads || !is_request(outgoing, kFetch);
  };
  cluster.run(600);
  cluster.post(leads, add_of(cluster.voter(4)), 0);
  ASSERT_TRUE(cluster.run(1'000, [&] { return cluster.voters(leads).size() == 4; }));
  cluster.crash(leads, false);
  cluster.crash(4, false);
  cluster.filter = nullptr;
  ASSERT_TRUE(cluster.commit("b"));
  cluster.boot(leads);
  ASSERT_TRUE(cluster.commit("c"));
  EXPECT_EQ(cluster.voters(leads), (Ids{1, 2, 3}));
}

TEST(Kip853, ARestartedReplicaReadsItsVotersBack) {
  Cluster cluster = settled(1, 2);
  ASSERT_EQ(add(cluster, 2), ErrorCode::none);
  ASSERT_EQ(add(cluster, 3), ErrorCode::none);
  ASSERT_TRUE(cluster.commit("b"));
  for (std::int32_t id = 1; id <= 3; ++id)
    cluster.crash(id, true);
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("c"));
  for (std::int32_t id = 1; id <= 3; ++id)
    EXPECT_EQ(cluster.voters(id), (Ids{1, 2, 3}));
}

TEST(Kip853, StaticVotersBecomeDynamicOnceAllHaveToldOfThemselves) {
  Cluster cluster({.voters = 3, .observers = 1, .has_directory_ids = true});
  cluster.boot_all();
  ASSERT_TRUE(cluster.commit("a"));
  const std::int32_t leads = cluster.leader();
  EXPECT_EQ(cluster.quorum(leads).problem_of_dynamic_voters(),
            "Invalid upgrade of kraft.version to KRAFT_VERSION_1 because not all of the voters "
            "support it");
  // Followers tell after controller.quorum.fetch.timeout.ms.
  ASSERT_TRUE(cluster.run(
      5'000, [&] { return cluster.quorum(leads).problem_of_dynamic_voters().empty(); }));
  cluster.make_voters_dynamic(leads);
  ASSERT_TRUE(cluster.commit("b"));
  for (std::int32_t id = 1; id <= 4; ++id) {
    EXPECT_EQ(cluster.quorum(id).kraft_version(), 1);
    EXPECT_EQ(cluster.quorum(id).voters().at(2), cluster.voter(3));
  }
  const std::int32_t gone = leads == 3 ? 2 : 3;
  EXPECT_EQ(remove(cluster, gone), ErrorCode::none);
}

TEST(Kip853, DescribeQuorumTellsVotersObserversAndNodes) {
  Cluster cluster = settled(1, 2);
  ASSERT_EQ(add(cluster, 2), ErrorCode::none);
  ASSERT_TRUE(cluster.commit("b"));
  wire::DescribeQuorumRequest describe;
  describe.topics.push_back({.topic_name = std::string(kMetadataTopic),
                             .partitions = {{.partition_index = PartitionIndex(0)}}});
  const auto answer = std::get<wire::DescribeQuorumResponse>(cluster.ask(1, describe, 2).message);
  const auto& data = answer.topics.at(0).partitions.at(0);
  ASSERT_EQ(data.current_voters.size(), 2U);
  EXPECT_EQ(data.current_voters[0].replica_directory_id, cluster.key(1).directory);
  EXPECT_EQ(data.current_voters[1].replica_directory_id, cluster.key(2).directory);
  ASSERT_EQ(data.observers.size(), 1U);
  EXPECT_EQ(data.observers[0].replica_id, BrokerId(3));
  ASSERT_EQ(answer.nodes.size(), 2U);
  EXPECT_EQ(answer.nodes[1].listeners.at(0).host, "node-2");
}

}  // namespace
}  // namespace fl::raft
