// Quorums under crashes, losses of power, cuts and lost messages, over many seeds: the harness
// holds after every step what must always hold; afterwards, without faults, a leader is elected
// within a bounded time and what it appends is committed everywhere.
#include "tests/core/raft/harness/cluster.h"

#include <gtest/gtest.h>

namespace fl::raft {
namespace {

/// Faults of one run, drawn by its seed: about one every 300 ms.
void make_trouble(Cluster& cluster, const Draw& draw, std::uint64_t round) {
  const auto count = static_cast<std::uint64_t>(cluster.settings.voters);
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

void run_seed(ClusterSettings settings) {
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
  }
  cluster.settings.loss_per_mille = 0;
  cluster.heal();
  cluster.boot_all();
  EXPECT_TRUE(cluster.commit("after all")) << "no leader, or no commit, in 20 s without faults";
  if (testing::Test::HasFailure()) std::printf("%s", cluster.describe().c_str());
  for (const std::string& what : cluster.wrong)
    ADD_FAILURE() << what;
}

void run_seeds(ClusterSettings settings, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    settings.seed = seed;
    run_seed(settings);
    if (testing::Test::HasFailure()) return;
  }
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
