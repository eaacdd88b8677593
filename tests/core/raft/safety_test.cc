// Quorums under crashes, losses of power, cuts and lost messages, over many seeds: the harness
// holds after every step what must always hold; afterwards, without faults, a leader is elected
// within a bounded time and what it appends is committed everywhere.
#include "tests/core/raft/harness/cluster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace fl::raft {
namespace {

/// Faults of one run, drawn by its seed: about one every 300 ms.
void make_trouble(Cluster& cluster, const Draw& draw, std::uint64_t round) {
  const auto count = static_cast<std::uint64_t>(
      cluster.settings.voters + (cluster.settings.is_dynamic ? cluster.settings.observers : 0));
  const auto node = static_cast<std::int32_t>(draw.below(count, "node", {round})) + 1;
  const auto other = static_cast<std::int32_t>(draw.below(count, "other", {round})) + 1;
  switch (draw.below(9, "trouble", {round})) {
    case 0:
      cluster.crash(node, false);
      break;
    case 1:
      cluster.crash(node, true);
      break;
    case 2:
    case 3:
      if (!cluster.is_up(node)) cluster.boot(node);
      break;
    case 4:
      cluster.isolate(node);
      break;
    case 5:
      if (node != other) cluster.cut(node, other);
      break;
    case 6:
      if (cluster.is_up(node)) cluster.resign(node);
      break;
    default:
      cluster.heal();
      cluster.boot_all();
  }
}

void append_everywhere(Cluster& cluster, std::uint64_t round) {
  for (std::int32_t id = 1; id <= cluster.settings.voters; ++id)
    if (cluster.is_up(id))
      static_cast<void>(cluster.append(id, std::to_string(round) + "@" + std::to_string(id)));
}

/// Some log, committed or not, says so; or one that is down might.
bool may_vote(Cluster& cluster, std::int32_t node) {
  const std::int32_t all = cluster.settings.voters + cluster.settings.observers;
  for (std::int32_t id = 1; id <= all; ++id) {
    if (!cluster.is_up(id)) return true;
    // The answer of a voter that is being added may be on its way.
    const auto* leader = std::get_if<Leader>(&cluster.quorum(id).replica().role());
    if (leader != nullptr && leader->change) return true;
    const std::vector<std::int32_t> voters = cluster.voters(id);
    if (std::ranges::find(voters, node) != voters.end()) return true;
  }
  return false;
}

/// Whoever leads is asked to add or remove a node, without waiting for the answer; a node that does
/// not vote may lose its disk. Two voters stay: where one goes of two, and the record of that is
/// lost with the power of the one that needs it, or was only in the log of the one that goes, the
/// voter that is left needs the vote of a longer log that elects itself no more. Kafka waits for
/// ever, too.
void change_voters(Cluster& cluster, const Draw& draw, std::uint64_t round) {
  const auto count =
      static_cast<std::uint64_t>(cluster.settings.voters + cluster.settings.observers);
  const auto node = static_cast<std::int32_t>(draw.below(count, "changed", {round})) + 1;
  const auto what = draw.below(8, "change", {round});
  for (std::int32_t id = 1; id <= static_cast<std::int32_t>(count); ++id) {
    if (!cluster.is_up(id) || !cluster.quorum(id).is_leader()) continue;
    const std::vector<std::int32_t> voters = cluster.voters(id);
    const bool votes = std::ranges::find(voters, node) != voters.end();
    if (what == 0 && !may_vote(cluster, node)) {
      cluster.crash(node, true);
      cluster.wipe(node);
    } else if (!votes) {
      cluster.post(id, add_of(cluster.voter(node), what % 2 == 0), 1);
    } else if (what < 5 && voters.size() > 2) {
      cluster.post(id, remove_of(cluster.key(node)), 0);
    }
    return;
  }
}

/// True if other voters are in force at the end than at the beginning.
bool run_seed(ClusterSettings settings) {
  SCOPED_TRACE("seed " + std::to_string(settings.seed));
  const Draw draw(settings.seed);
  Cluster cluster(settings);
  cluster.boot_all();
  for (std::uint64_t round = 0; round < 20 && cluster.wrong.empty(); ++round) {
    // Old snapshots go once a minute.
    const std::uint64_t pause_max_ms = settings.snapshot_every > 0 ? 9'000 : 600;
    const auto pause = draw.below(pause_max_ms, "pause", {round});
    cluster.run(static_cast<std::int64_t>(pause));
    append_everywhere(cluster, round);
    make_trouble(cluster, draw, round);
    if (settings.is_dynamic) change_voters(cluster, draw, round);
  }
  cluster.settings.loss_per_mille = 0;
  cluster.heal();
  cluster.boot_all();
  EXPECT_TRUE(cluster.commit("after all")) << "no leader, or no commit, in 20 s without faults";
  if (testing::Test::HasFailure()) std::printf("%s", cluster.describe().c_str());
  for (const std::string& what : cluster.wrong)
    ADD_FAILURE() << what;
  std::vector<std::int32_t> first(static_cast<std::size_t>(settings.voters));
  std::iota(first.begin(), first.end(), 1);
  return cluster.voters(1) != first;
}

void run_seeds(ClusterSettings settings, std::uint64_t first, std::uint64_t count) {
  std::uint64_t changed = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    settings.seed = seed;
    if (run_seed(settings)) ++changed;
    if (testing::Test::HasFailure()) return;
  }
  if (settings.is_dynamic)
    EXPECT_GT(changed, count / 2);
  else
    EXPECT_EQ(changed, 0U);
}

TEST(QuorumSafety, ThreeVotersUnderCrashesCutsAndLossesKeepWhatIsCommitted) {
  run_seeds({.voters = 3, .loss_per_mille = 30}, 1, 3000);
}

TEST(QuorumSafety, FiveVotersUnderCrashesCutsAndLossesKeepWhatIsCommitted) {
  run_seeds({.voters = 5, .loss_per_mille = 30}, 10'000, 1000);
}

TEST(QuorumSafety, SlowDisksAndNetworksChangeNothing) {
  run_seeds({.voters = 3, .delay_max_ms = 300, .disk_max_ms = 200, .loss_per_mille = 50}, 20'000,
            2000);
}

TEST(QuorumSafety, ObserversSeeWhatVotersCommit) {
  run_seeds({.voters = 3, .observers = 2, .loss_per_mille = 20}, 30'000, 800);
}

TEST(QuorumSafety, VotersThatComeAndGoKeepWhatIsCommitted) {
  run_seeds({.voters = 3, .observers = 2, .loss_per_mille = 20, .is_dynamic = true}, 40'000, 1500);
}

TEST(QuorumSafety, AQuorumThatBeginsWithOneVoterGrowsAndShrinks) {
  run_seeds({.voters = 1, .observers = 3, .loss_per_mille = 10, .is_dynamic = true}, 50'000, 1500);
}

TEST(QuorumSafety, SnapshotsInPlaceOfTheLogChangeNothing) {
  run_seeds({.voters = 3,
             .observers = 1,
             .loss_per_mille = 30,
             .snapshot_every = 3,
             .retention_bytes = 0,
             .segment_bytes = 400,
             .piece_bytes = 100},
            40'000, 300);
}

TEST(QuorumSafety, SnapshotsThatAreFetchedSlowlyChangeNothing) {
  run_seeds({.voters = 3,
             .delay_max_ms = 100,
             .disk_max_ms = 100,
             .loss_per_mille = 50,
             .snapshot_every = 2,
             .retention_bytes = 500,
             .segment_bytes = 300,
             .piece_bytes = 64},
            50'000, 300);
}

}  // namespace
}  // namespace fl::raft
