// The rules of KIP-630 (snapshots of the metadata log) as Apache Kafka 4.3.1 follows them, each as
// one test.
#include "core/raft/snapshot_file.h"
#include "tests/core/raft/harness/cluster.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::raft {
namespace {

/// Retention that keeps one snapshot, and the log behind it.
constexpr ClusterSettings kSmall{.voters = 3,
                                 .snapshot_every = 4,
                                 .retention_bytes = 0,
                                 .segment_bytes = 400,
                                 .piece_bytes = 100};
/// Old snapshots are looked for so often.
constexpr std::int64_t kCleanMs = 60'000;

std::int32_t follower_of(const Cluster& cluster) {
  return cluster.leader() == 1 ? 2 : 1;
}

void commit_some(Cluster& cluster, std::int32_t count) {
  for (std::int32_t i = 0; i < count; ++i)
    ASSERT_TRUE(cluster.commit("value " + std::to_string(i)));
}

std::vector<SnapshotId> snapshots_of(const Cluster& cluster, std::int32_t id) {
  std::vector<SnapshotId> ids;
  for (const std::string& file : cluster.files(id))
    if (const auto name = parse_snapshot_file_name(file);
        name && name->kind == SnapshotFileName::Kind::whole)
      ids.push_back(name->id);
  return ids;
}

bool has_parts(const Cluster& cluster, std::int32_t id) {
  return std::ranges::any_of(cluster.files(id),
                             [](const std::string& file) { return file.ends_with(".part"); });
}

Offset start_of(Cluster& cluster, std::int32_t id) {
  return cluster.quorum(id).replica().store().start_offset();
}

void expect_right(const Cluster& cluster) {
  for (const std::string& what : cluster.wrong)
    ADD_FAILURE() << what;
}

/// A leader whose log begins at its only snapshot, and a follower that has all of it.
struct Kip630 : ::testing::Test {
  Kip630() {
    cluster.boot_all();
    commit_some(cluster, 10);
    cluster.run(kCleanMs);
    cluster.settle();
    leads = cluster.leader();
  }

  void TearDown() override { expect_right(cluster); }

  SnapshotId newest() const { return snapshots_of(cluster, leads).back(); }

  wire::FetchSnapshotRequest piece_of(SnapshotId id, std::int64_t position) {
    wire::FetchSnapshotRequest request{
        .cluster_id = "cluster", .replica_id = BrokerId(3), .max_bytes = 50, .topics = {}};
    request.topics.push_back(
        {.name = std::string(kMetadataTopic),
         .partitions = {{.partition = PartitionIndex(0),
                         .current_leader_epoch = cluster.quorum(leads).leader_and_epoch().epoch,
                         .snapshot_id = {.end_offset = id.end, .epoch = id.epoch},
                         .position = Position(position)}}});
    return request;
  }

  wire::FetchSnapshotResponse ask(std::int32_t id, const wire::FetchSnapshotRequest& request) {
    return std::get<wire::FetchSnapshotResponse>(cluster.ask(id, request, 1).message);
  }

  wire::ErrorCode error_of(std::int32_t id, const wire::FetchSnapshotRequest& request) {
    const auto response = ask(id, request);
    return response.topics.empty() ? response.error_code
                                   : response.topics[0].partitions[0].error_code;
  }

  Cluster cluster{kSmall};
  std::int32_t leads = 0;
};

TEST_F(Kip630, ASnapshotIsNamedByTheEndAndTheEpochOfWhatItStandsFor) {
  const LeaderEpoch epoch = cluster.quorum(leads).leader_and_epoch().epoch;
  // A LeaderChange and ten values; a snapshot after each four values.
  EXPECT_EQ(newest(), (SnapshotId{.end = Offset(9), .epoch = epoch}));
  EXPECT_FALSE(has_parts(cluster, leads));
}

TEST_F(Kip630, OfOldSnapshotsOneIsKeptAndTheLogFromItsEndOn) {
  for (std::int32_t id = 1; id <= 3; ++id) {
    ASSERT_EQ(snapshots_of(cluster, id).size(), 1U);
    EXPECT_EQ(start_of(cluster, id), snapshots_of(cluster, id).front().end);
  }
}

TEST_F(Kip630, SegmentsBelowTheLogStartGo) {
  const auto files = cluster.files(leads);
  EXPECT_EQ(std::ranges::count(files, "00000000000000000000.log"), 0);
}

TEST(Kip630Retention, WithinItNothingGoes) {
  Cluster cluster({.voters = 1, .snapshot_every = 4});
  cluster.boot_all();
  commit_some(cluster, 10);
  cluster.run(2 * kCleanMs);
  EXPECT_EQ(snapshots_of(cluster, 1).size(), 2U);
  EXPECT_EQ(start_of(cluster, 1), Offset(0));
  expect_right(cluster);
}

TEST_F(Kip630, ANodeBeginsWithItsNewestSnapshotAndTheLogBehindIt) {
  const std::int32_t id = follower_of(cluster);
  const auto before = cluster.values(id);
  cluster.crash(id, true);
  cluster.boot(id);
  const std::int32_t restored = cluster.restored(id);
  ASSERT_TRUE(cluster.settle());
  ASSERT_TRUE(cluster.commit("more"));
  EXPECT_EQ(cluster.restored(id), restored + 1);
  std::vector<std::string> expected = before;
  expected.push_back("more");
  EXPECT_EQ(cluster.values(id), expected);
}

TEST_F(Kip630, WhatAnInterruptedWritingLeftIsRemovedAtTheStart) {
  const std::int32_t id = follower_of(cluster);
  cluster.crash(id, false);
  const std::string folder = "/meta/" + std::string(kMetadataLogDirectory) + "/";
  cluster.disk(id).put(folder + snapshot_part_name({.end = Offset(99), .epoch = LeaderEpoch(1)}, 1),
                       "half");
  cluster.disk(id).put(folder + "00000000000000000004-0000000001.checkpoint.deleted", "old");
  cluster.boot(id);
  ASSERT_TRUE(cluster.settle());
  EXPECT_FALSE(has_parts(cluster, id));
  EXPECT_EQ(snapshots_of(cluster, id).size(), 1U);
  for (const std::string& file : cluster.files(id))
    EXPECT_FALSE(file.ends_with(".deleted")) << file;
}

TEST_F(Kip630, ADamagedSnapshotIsNotBegunWith) {
  const std::int32_t id = follower_of(cluster);
  cluster.crash(id, false);
  const SnapshotId damaged{.end = Offset(11), .epoch = LeaderEpoch(1)};
  cluster.disk(id).put(
      "/meta/" + std::string(kMetadataLogDirectory) + "/" + snapshot_file_name(damaged), "damaged");
  cluster.boot(id);
  ASSERT_TRUE(cluster.settle());
  ASSERT_TRUE(cluster.commit("more"));
  EXPECT_EQ(std::ranges::count(snapshots_of(cluster, id), damaged), 0);
}

TEST_F(Kip630, ALogThatDoesNotBeginAtZeroNeedsASnapshot) {
  const std::int32_t id = follower_of(cluster);
  cluster.crash(id, false);
  cluster.disk(id).erase("/meta/" + std::string(kMetadataLogDirectory) + "/" +
                         snapshot_file_name(snapshots_of(cluster, id).front()));
  cluster.boot(id);
  cluster.run(1'000);
  EXPECT_NE(cluster.quorum(id).failure(), "");
  cluster.wrong.clear();
}

// ---- Fetch

TEST_F(Kip630, AFetchBelowTheLogStartIsToldOfTheNewestSnapshot) {
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  const auto data = fetch_in(cluster.ask(leads, fetch_of(3, epoch, 2, epoch), 17));
  EXPECT_EQ(data.error_code, wire::ErrorCode::none);
  EXPECT_EQ(data.snapshot_id.end_offset, newest().end);
  EXPECT_EQ(data.snapshot_id.epoch, newest().epoch);
  EXPECT_LT(data.diverging_epoch.epoch.value, 0);
}

TEST_F(Kip630, AFetchAtTheLogStartWithAnotherEpochThanTheSnapshotsIsToldOfIt) {
  const std::int32_t epoch = cluster.quorum(leads).leader_and_epoch().epoch.value;
  const auto at = [&](std::int32_t last_epoch) {
    return fetch_in(cluster.ask(leads, fetch_of(3, epoch, newest().end.value, last_epoch), 17));
  };
  EXPECT_LT(at(newest().epoch.value).snapshot_id.epoch.value, 0);
  EXPECT_EQ(at(newest().epoch.value - 1).snapshot_id.end_offset, newest().end);
}

TEST(Kip630Fetch, AFollowerWithNothingIsToldOfASnapshotAlsoWhereTheLogIsWhole) {
  Cluster cluster({.voters = 1, .snapshot_every = 4});
  cluster.boot_all();
  commit_some(cluster, 5);
  cluster.run(1'000);
  ASSERT_EQ(start_of(cluster, 1), Offset(0));
  const auto data = fetch_in(cluster.ask(1, fetch_of(2, 1, 0, 0), 17));
  EXPECT_EQ(data.snapshot_id.end_offset, Offset(5));
  // One that has something gets records.
  const auto later = fetch_in(cluster.ask(1, fetch_of(2, 1, 2, 1), 17));
  EXPECT_LT(later.snapshot_id.end_offset.value, 0);
  expect_right(cluster);
}

// ---- FetchSnapshot

TEST_F(Kip630, ALeaderServesPiecesThatMakeTheSnapshot) {
  ByteVector bytes;
  std::int64_t size = 1;
  while (std::ssize(bytes) < size) {
    const auto response = ask(leads, piece_of(newest(), std::ssize(bytes)));
    const auto& data = response.topics.at(0).partitions.at(0);
    ASSERT_EQ(data.error_code, wire::ErrorCode::none);
    EXPECT_EQ(data.position.value, std::ssize(bytes));
    EXPECT_EQ(data.snapshot_id.end_offset, newest().end);
    EXPECT_EQ(data.current_leader.leader_id, BrokerId(leads));
    const auto& piece = std::get<Slice>(data.unaligned_records.parts.at(0));
    ASSERT_LE(piece.size(), 50U);
    bytes.insert(bytes.end(), piece.span().begin(), piece.span().end());
    size = data.size;
  }
  SnapshotReader reader(newest());
  ASSERT_TRUE(reader.take(Slice(std::move(bytes)))) << reader.error();
  EXPECT_TRUE(std::move(reader).finish().has_value());
}

TEST_F(Kip630, AnUnknownSnapshotIsNotFound) {
  SnapshotId id = newest();
  id.end = id.end + 1;
  EXPECT_EQ(error_of(leads, piece_of(id, 0)), wire::ErrorCode::snapshot_not_found);
}

TEST_F(Kip630, APositionOutsideOfTheSnapshotIsOutOfRange) {
  const std::int64_t size = ask(leads, piece_of(newest(), 0)).topics[0].partitions[0].size;
  EXPECT_EQ(error_of(leads, piece_of(newest(), size - 1)), wire::ErrorCode::none);
  EXPECT_EQ(error_of(leads, piece_of(newest(), size)), wire::ErrorCode::position_out_of_range);
  EXPECT_EQ(error_of(leads, piece_of(newest(), -1)), wire::ErrorCode::position_out_of_range);
}

TEST_F(Kip630, AnotherEpochThanTheLeadersIsRefused) {
  auto request = piece_of(newest(), 0);
  auto& epoch = request.topics[0].partitions[0].current_leader_epoch;
  --epoch.value;
  EXPECT_EQ(error_of(leads, request), wire::ErrorCode::fenced_leader_epoch);
  epoch.value += 2;
  EXPECT_EQ(error_of(leads, request), wire::ErrorCode::unknown_leader_epoch);
}

TEST_F(Kip630, AFollowerServesNoSnapshot) {
  EXPECT_EQ(error_of(follower_of(cluster), piece_of(newest(), 0)),
            wire::ErrorCode::not_leader_or_follower);
}

TEST_F(Kip630, AnotherClusterOrPartitionIsRefused) {
  auto request = piece_of(newest(), 0);
  request.topics[0].partitions[0].partition = PartitionIndex(1);
  EXPECT_EQ(error_of(leads, request), wire::ErrorCode::unknown_topic_or_partition);
  request.topics.clear();
  EXPECT_EQ(error_of(leads, request), wire::ErrorCode::invalid_request);
  request.cluster_id = "other";
  EXPECT_EQ(error_of(leads, request), wire::ErrorCode::inconsistent_cluster_id);
}

// ---- The follower

/// One was away until the log that it would need was gone.
struct Kip630Lagging : Kip630 {
  Kip630Lagging() : late(follower_of(cluster)) {
    cluster.crash(late, false);
    cluster.settle();
    commit_some(cluster, 10);
    cluster.run(kCleanMs);
    cluster.settle();
    leads = cluster.leader();
    before = cluster.restored(late);
  }

  std::int32_t late;
  std::int32_t before = 0;
};

TEST_F(Kip630Lagging, ItFetchesASnapshotAndBeginsItsLogAtItsEnd) {
  const SnapshotId wanted = newest();
  cluster.boot(late);
  ASSERT_TRUE(cluster.commit("more"));
  // Its own at its start, then the leader's.
  EXPECT_EQ(cluster.restored(late), before + 2);
  EXPECT_EQ(start_of(cluster, late), wanted.end);
  EXPECT_EQ(snapshots_of(cluster, late).front(), wanted);
  EXPECT_EQ(cluster.values(late), cluster.values(leads));
}

TEST_F(Kip630Lagging, AStopInTheMiddleOfItStartsAnew) {
  std::int32_t pieces = 0;
  cluster.filter = [&](std::int32_t from, const Outgoing& outgoing) {
    const bool is_piece = from == late && std::holds_alternative<wire::FetchSnapshotRequest>(
                                              outgoing.request.message);
    return !is_piece || ++pieces <= 2;
  };
  cluster.boot(late);
  ASSERT_TRUE(cluster.run(10'000, [&] { return pieces > 2; }));
  EXPECT_TRUE(has_parts(cluster, late));
  cluster.crash(late, true);
  cluster.filter = nullptr;
  cluster.boot(late);
  ASSERT_TRUE(cluster.commit("more"));
  EXPECT_FALSE(has_parts(cluster, late));
  EXPECT_EQ(cluster.values(late), cluster.values(leads));
}

TEST_F(Kip630Lagging, AStopAtAnyMomentOfItLosesNothing) {
  for (std::int64_t ms = 0; ms < 120; ms += 3) {
    cluster.boot(late);
    cluster.run(ms);
    cluster.crash(late, true);
  }
  cluster.boot(late);
  ASSERT_TRUE(cluster.commit("more"));
  EXPECT_EQ(cluster.values(late), cluster.values(cluster.leader()));
}

}  // namespace
}  // namespace fl::raft
