// Snapshots' records against those that Apache Kafka 4.3.1 wrote of the same image.
#include "core/metadata/image_writer.h"

#include "core/metadata/delta.h"
#include "core/raft/snapshot_file.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fl::metadata {
namespace {

std::vector<std::string> snapshots() {
  std::vector<std::string> paths;
  for (const std::string cluster : {"combined", "static-quorum", "dynamic-quorum"})
    for (const std::string& file : golden::files("metadata/" + cluster))
      if (file.ends_with(".checkpoint") && !file.ends_with("bootstrap.checkpoint"))
        paths.push_back("metadata/" + cluster + "/" + file);
  return paths;
}

std::vector<Slice> values_in(const std::string& path) {
  const auto name = raft::parse_snapshot_file_name(path.substr(path.rfind('/') + 1));
  raft::SnapshotReader reader(name.value().id);
  EXPECT_TRUE(reader.take(Slice(golden::bytes(path)))) << reader.error();
  const auto snapshot = std::move(reader).finish();
  std::vector<Slice> values;
  if (!snapshot) return values;
  for (const raft::CommittedBatch& batch : snapshot->batches)
    values.insert(values.end(), batch.values.begin(), batch.values.end());
  return values;
}

Image image_of(const std::vector<Slice>& values) {
  Image image;
  Delta delta;
  for (const Slice& value : values) {
    const auto record = decode_record(value);
    EXPECT_TRUE(record.has_value());
    const auto applied = apply(image, delta, record.value());
    EXPECT_TRUE(applied.has_value()) << applied.error();
  }
  return image;
}

std::vector<ByteVector> all_of(ImageWriter writer, std::int64_t bytes_max) {
  std::vector<ByteVector> all;
  while (true) {
    const auto some = writer.next(bytes_max);
    if (some.empty()) return all;
    all.insert(all.end(), some.begin(), some.end());
  }
}

std::vector<std::string> kinds(const std::vector<ByteVector>& values) {
  std::vector<std::string> names;
  for (const ByteVector& value : values) {
    const std::string name(name_of(decode_record(Slice(ByteVector(value))).value()));
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

/// What the order of hash tables decides is put in order.
std::multiset<ByteVector> unordered(const std::vector<ByteVector>& values) {
  return {values.begin(), values.end()};
}

TEST(ImageWriter, WritesTheRecordsThatKafkaWrites) {
  const std::vector<std::string> paths = snapshots();
  EXPECT_GE(paths.size(), 10U);
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    const std::vector<Slice> slices = values_in(path);
    std::vector<ByteVector> theirs;
    for (const Slice& value : slices)
      theirs.emplace_back(value.data(), value.data() + value.size());
    const std::vector<ByteVector> ours = all_of(ImageWriter(image_of(slices)), 1 << 20);
    EXPECT_EQ(unordered(ours), unordered(theirs)) << path;
    // Topics and their partitions take turns, all else comes kind by kind.
    std::vector<std::string> our_kinds = kinds(ours);
    std::vector<std::string> their_kinds = kinds(theirs);
    EXPECT_EQ(our_kinds, their_kinds) << path;
    seen.insert(our_kinds.begin(), our_kinds.end());
  }
  EXPECT_EQ(seen.size(), 11U) << "of the kinds of records that an image is written as";
}

TEST(ImageWriter, WritesMetadataVersionFirst) {
  for (const std::string& path : snapshots()) {
    const std::vector<Slice> theirs = values_in(path);
    if (theirs.empty()) continue;
    const std::vector<ByteVector> ours = all_of(ImageWriter(image_of(theirs)), 1);
    EXPECT_EQ(Slice(ByteVector(ours.front())), theirs.front()) << path;
  }
}

TEST(ImageWriter, WritesTheSameInPiecesOfAnySize) {
  const std::vector<Slice> theirs = values_in(
      "metadata/combined/node-1/__cluster_metadata-0/"
      "00000000000000000347-0000000003.checkpoint");
  const Image image = image_of(theirs);
  const auto whole = all_of(ImageWriter(image), 1 << 20);
  EXPECT_EQ(whole.size(), 72U);
  EXPECT_EQ(all_of(ImageWriter(image), 1), whole);
  EXPECT_EQ(all_of(ImageWriter(image), 777), whole);
  EXPECT_LE(ImageWriter(image).next(1).size(), 2U);
}

TEST(ImageWriter, WritesNothingOfAnEmptyImage) {
  EXPECT_TRUE(ImageWriter(Image()).next(1 << 20).empty());
}

TEST(ImageWriter, BringsBackEveryPartitionOfATopic) {
  Image image;
  Delta delta;
  const Uuid id{7, 1};
  EXPECT_TRUE(apply(image, delta, wire::TopicRecord{.name = "orders", .topic_id = id}).has_value());
  for (std::int32_t i = 0; i < 300; ++i) {
    wire::PartitionRecord record;
    record.partition_id = PartitionIndex(i);
    record.topic_id = id;
    record.replicas = {BrokerId(1), BrokerId(2)};
    record.isr = {BrokerId(2)};
    record.leader = BrokerId(2);
    record.eligible_leader_replicas = {{BrokerId(1)}};
    record.directories = {Uuid{1, 1}, Uuid{2, 2}};
    EXPECT_TRUE(apply(image, delta, record).has_value());
  }
  std::vector<Slice> values;
  for (ByteVector& value : all_of(ImageWriter(image), 500))
    values.emplace_back(std::move(value));
  const Image again = image_of(values);
  for (std::int32_t i = 0; i < 300; ++i) {
    const TopicPartition partition{"orders", PartitionIndex(i)};
    ASSERT_NE(again.partition(partition), nullptr);
    EXPECT_EQ(*again.partition(partition), *image.partition(partition));
  }
}

}  // namespace
}  // namespace fl::metadata
