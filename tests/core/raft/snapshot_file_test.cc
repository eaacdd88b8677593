// Snapshots against those that Apache Kafka 4.3.1 wrote, and against bytes that are no snapshot.
#include "core/raft/snapshot_file.h"

#include "core/record/batch.h"
#include "core/record/batches.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::raft {
namespace {

const std::string kCombined = "metadata/combined/node-1/__cluster_metadata-0/";
const std::string kDynamic = "metadata/dynamic-quorum/node-1/__cluster_metadata-0/";

std::vector<std::string> snapshots_in(const std::string& folder) {
  std::vector<std::string> paths;
  for (const std::string& name : golden::list(folder.substr(0, folder.size() - 1)))
    if (name.ends_with(".checkpoint")) paths.push_back(folder + name);
  return paths;
}

SnapshotId id_of(const std::string& path) {
  return parse_snapshot_file_name(path.substr(path.rfind('/') + 1)).value().id;
}

std::expected<CommittedSnapshot, std::string> read(ByteSpan bytes, SnapshotId id,
                                                   std::size_t piece = 1'000) {
  SnapshotReader reader(id);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    reader.take(Slice::copied(bytes.subspan(at, std::min(piece, bytes.size() - at))));
  return std::move(reader).finish();
}

TEST(SnapshotFile, IsNamedByItsEndAndItsEpoch) {
  const SnapshotId id{.end = Offset(84), .epoch = LeaderEpoch(1)};
  EXPECT_EQ(snapshot_file_name(id), "00000000000000000084-0000000001.checkpoint");
  using Kind = SnapshotFileName::Kind;
  EXPECT_EQ(parse_snapshot_file_name(snapshot_file_name(id)), (SnapshotFileName{id, Kind::whole}));
  EXPECT_EQ(parse_snapshot_file_name(snapshot_part_name(id, 12)),
            (SnapshotFileName{id, Kind::part}));
  EXPECT_EQ(parse_snapshot_file_name("00000000000000000084-0000000001.checkpoint.deleted"),
            (SnapshotFileName{id, Kind::deleted}));
  for (const char* other :
       {"00000000000000000084.snapshot", "bootstrap.checkpoint", "84-1.checkpoint",
        "0000000000000000008x-0000000001.checkpoint", "00000000000000000084_0000000001.checkpoint",
        "99999999999999999999-0000000001.checkpoint", "00000000000000000084-9999999999.checkpoint",
        "0000000000000000-084-0000000001.checkpoint"})
    EXPECT_EQ(parse_snapshot_file_name(other), std::nullopt) << other;
}

/// Kafka's own snapshots, framed anew with the moments at which it framed them.
TEST(SnapshotFile, IsKafkasByteForByte) {
  std::vector<std::string> paths = snapshots_in(kCombined);
  EXPECT_EQ(paths.size(), 3U);
  for (std::string& path : snapshots_in(kDynamic))
    paths.push_back(std::move(path));
  EXPECT_EQ(paths.size(), 6U);
  for (const std::string& path : paths) {
    const ByteVector theirs = golden::bytes(path);
    const auto snapshot = read(theirs, id_of(path));
    ASSERT_TRUE(snapshot.has_value()) << path << ": " << snapshot.error();
    std::vector<Timestamp> moments;
    record::BatchScanner batches(theirs);
    while (const auto batch = batches.next())
      moments.push_back(record::parse_batch_header(batch->bytes).value().base_timestamp);
    std::vector<ByteVector> values;
    for (const CommittedBatch& batch : snapshot->batches)
      for (const Slice& value : batch.values)
        values.emplace_back(value.data(), value.data() + value.size());
    SnapshotFramer framer(snapshot->id);
    ByteVector ours = framer.head(snapshot->head, moments.front());
    if (!values.empty()) {
      const ByteVector batch = framer.values(values, moments[1]);
      ours.insert(ours.end(), batch.begin(), batch.end());
    }
    const ByteVector foot = framer.foot(moments.back());
    ours.insert(ours.end(), foot.begin(), foot.end());
    EXPECT_EQ(ours, theirs) << path;
  }
}

TEST(SnapshotFile, TellsOfVotersOnlyWhereTheyAreInTheLog) {
  const std::string fixed = kCombined + "00000000000000000347-0000000003.checkpoint";
  const auto without = read(golden::bytes(fixed), id_of(fixed));
  ASSERT_TRUE(without.has_value());
  EXPECT_EQ(without->head.last_contained_timestamp, Timestamp(1'795'230'747'890));
  EXPECT_FALSE(without->head.kraft_version || without->head.voters);
  const std::string dynamic = kDynamic + "00000000000000000145-0000000001.checkpoint";
  const auto with = read(golden::bytes(dynamic), id_of(dynamic));
  ASSERT_TRUE(with.has_value());
  ASSERT_TRUE(with->head.kraft_version && with->head.voters);
  EXPECT_EQ(with->head.kraft_version->kraft_version, 1);
  EXPECT_FALSE(with->head.voters->voters.empty());
}

struct HostileSnapshot : ::testing::Test {
  SnapshotId id{.end = Offset(347), .epoch = LeaderEpoch(3)};
  ByteVector bytes = golden::bytes(kCombined + snapshot_file_name(id));

  std::string error_of(std::size_t piece = 1'000) const {
    const auto snapshot = read(bytes, id, piece);
    return snapshot ? "" : snapshot.error();
  }
};

TEST_F(HostileSnapshot, IsTheSameInPiecesOfAnySize) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{61}, bytes.size()})
    EXPECT_EQ(error_of(piece), "") << piece;
}

TEST_F(HostileSnapshot, WithoutItsFooterIsNone) {
  for (std::size_t size : {bytes.size() - 1, bytes.size() - 75, std::size_t{83}, std::size_t{0}}) {
    bytes.resize(size);
    EXPECT_EQ(error_of(), "it has no end") << size;
  }
}

TEST_F(HostileSnapshot, WithoutItsHeaderIsNone) {
  bytes.erase(bytes.begin(), bytes.begin() + 83);
  EXPECT_NE(error_of(), "");
}

TEST_F(HostileSnapshot, WithAnyByteChangedThatIsCheckedIsRefused) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    // The epoch of a batch is outside of its checksum.
    const std::size_t batch = at < 83 ? 0 : at < bytes.size() - 75 ? 83 : bytes.size() - 75;
    if (at >= batch + record::kLeaderEpochAt && at < batch + record::kMagicAt) continue;
    bytes[at] ^= 0x40;
    EXPECT_NE(error_of(bytes.size()), "") << at;
    bytes[at] ^= 0x40;
  }
}

TEST_F(HostileSnapshot, WithABatchTwiceIsRefused) {
  const ByteVector foot(bytes.end() - 75, bytes.end());
  bytes.insert(bytes.end(), foot.begin(), foot.end());
  EXPECT_EQ(error_of(), "something follows its end");
}

TEST_F(HostileSnapshot, WithALengthThatCannotBeIsRefusedBeforeMemoryIsTaken) {
  bytes[record::kBatchLengthAt] = 0x7f;
  EXPECT_EQ(error_of(), "a batch has a length that cannot be");
  bytes[record::kBatchLengthAt] = 0xff;
  EXPECT_EQ(error_of(), "a batch has a length that cannot be");
}

}  // namespace
}  // namespace fl::raft
