// The small files: Kafka's bytes come out, and nothing else is taken.
#include "core/storage/small_files.h"

#include "core/storage/leader_epochs.h"
#include "core/storage/producer_state.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <string>

namespace fl::storage {
namespace {

TEST(SmallFiles, AreWrittenAsKafkaWroteThem) {
  int seen = 0;
  for (const std::string& path : golden::files("logdirs")) {
    if (path.find("crash/variants") != std::string::npos) continue;
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::string text = golden::read_text("logdirs/" + path);
    SCOPED_TRACE(path);
    if (name.ends_with("-offset-checkpoint") && !text.empty()) {
      const auto parsed = parse_offset_checkpoint(text);
      ASSERT_TRUE(parsed.has_value()) << parsed.error();
      // Kafka's order is that of its hash map: the lines are the same, not their order.
      EXPECT_EQ(format_offset_checkpoint(*parsed).size(), text.size());
      EXPECT_EQ(parse_offset_checkpoint(format_offset_checkpoint(*parsed)), parsed);
    } else if (name == kLeaderEpochCheckpoint) {
      const auto parsed = parse_leader_epochs(text);
      ASSERT_TRUE(parsed.has_value()) << parsed.error();
      EXPECT_EQ(format_leader_epochs(*parsed), text);
    } else if (name == kPartitionMetadata) {
      const auto parsed = parse_partition_metadata(text);
      ASSERT_TRUE(parsed.has_value()) << parsed.error();
      EXPECT_EQ(format_partition_metadata(*parsed), text);
    } else if (name == kMetaProperties) {
      const auto parsed = parse_meta_properties(text);
      ASSERT_TRUE(parsed.has_value()) << parsed.error();
      const std::string ours = format_meta_properties(*parsed, Timestamp(0));
      EXPECT_EQ(ours.substr(ours.find('\n', 2)), text.substr(text.find('\n', 2)));
    } else if (name == kCleanShutdown) {
      const auto parsed = parse_clean_shutdown(text);
      ASSERT_TRUE(parsed.has_value());
      EXPECT_EQ(format_clean_shutdown(*parsed), text);
    } else if (name.ends_with(".snapshot")) {
      const auto parsed = parse_producer_snapshot(as_bytes(text), Timestamp(0), INT64_MAX / 2);
      ASSERT_TRUE(parsed.has_value());
      const ByteVector ours = format_producer_snapshot(*parsed);
      EXPECT_EQ(as_text(ours), text);
    } else {
      continue;
    }
    ++seen;
  }
  EXPECT_GT(seen, 100);
}

TEST(SmallFiles, DateTheirCommentLikeJava) {
  const MetaPropertiesFile meta{.node_id = 1,
                                .cluster_id = "Z29sZGVuLWxvZ2RpcnMtMQ",
                                .directory_id = Uuid::from_text("wYGRO_lMMUQxu45ovxRRsA")};
  // 2026-11-21 02:50:15 UTC
  EXPECT_EQ(format_meta_properties(meta, Timestamp(1'795'229'415'000)),
            golden::read_text("logdirs/plain-small/broker-1/meta.properties"));
}

TEST(SmallFiles, RefuseWhatIsIllFormed) {
  for (const char* text : {"1\n0\n", "0\n", "0\n1\n", "0\n0\na 0 1\n", "0\n1\na 0\n", "0\nx\n",
                           "0\n1\na b 1\n", "0\n1\na 0 1 2\n", "0\n-1\n", "nonsense"})
    EXPECT_FALSE(parse_offset_checkpoint(text).has_value()) << text;
  EXPECT_TRUE(parse_offset_checkpoint("").has_value());
  for (const char* text : {"0\n1\n0\n", "0\n1\nx 0\n", "0\n2\n0 0\n", "nonsense", "1\n0\n"})
    EXPECT_FALSE(parse_leader_epochs(text).has_value()) << text;
  for (const char* text :
       {"", "version: 1\ntopic_id: fGSOwJ_DQsG7uFKtZDJUJw", "version: 0\ntopic_id: short",
        "version: 0\n", "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(parse_partition_metadata(text).has_value()) << text;
  for (const char* text : {"version=2\n", "version=1\nnode.id=x\n", "no equals sign\n",
                           "version=1\ndirectory.id=short\n"})
    EXPECT_FALSE(parse_meta_properties(text).has_value()) << text;
  EXPECT_FALSE(parse_clean_shutdown("").has_value());
  EXPECT_FALSE(parse_clean_shutdown("{\"version\":1,\"brokerEpoch\":3}").has_value());
}

TEST(SmallFiles, NameDirectoriesAndSegments) {
  EXPECT_EQ(segment_file_name(Offset(42), ".log"), "00000000000000000042.log");
  EXPECT_EQ(parse_segment_file_name("00000000000000000042.log.deleted"),
            (SegmentFileName{Offset(42), ".log.deleted"}));
  for (const char* name : {"42.log", "0000000000000000004x.log", "00000000000000000042", ".log",
                           "99999999999999999999.log"})
    EXPECT_FALSE(parse_segment_file_name(name).has_value()) << name;
  EXPECT_EQ(parse_directory_name("a-b-7"),
            (PartitionDirectory{{"a-b", PartitionIndex(7)}, DirectoryKind::live}));
  EXPECT_EQ(parse_directory_name("doomed-0.7b41b2ef63ab4e4c93c65506ca027d83-delete"),
            (PartitionDirectory{{"doomed", PartitionIndex(0)}, DirectoryKind::deleted}));
  EXPECT_EQ(parse_directory_name("gone-0.d97474d6b2324d84a6ebefb0bab8c21c-stray"),
            (PartitionDirectory{{"gone", PartitionIndex(0)}, DirectoryKind::stray}));
  for (const char* name : {"lost+found", "-1", "a-", "a-b", "a", ""})
    EXPECT_FALSE(parse_directory_name(name).has_value()) << name;
}

TEST(SmallFiles, CutTheNameOfADeletedDirectoryToWhatAFileSystemTakes) {
  for (const std::string& name : golden::list("logdirs/deleted-topic/broker-1-stopped")) {
    if (!name.ends_with("-delete")) continue;
    const auto parsed = parse_directory_name(name);
    ASSERT_TRUE(parsed.has_value());
    std::string unique = name.substr(name.rfind('.') + 1, 32);
    ByteVector bytes;
    ASSERT_TRUE(from_hex(unique, bytes));
    Uuid uuid;
    for (int i = 0; i < 8; ++i) {
      uuid.high = uuid.high << 8 | bytes[static_cast<std::size_t>(i)];
      uuid.low = uuid.low << 8 | bytes[static_cast<std::size_t>(i) + 8];
    }
    TopicPartition partition = parsed->partition;
    if (name.size() == 255) partition.topic += "xxxxxxxxx";
    EXPECT_EQ(deleted_directory_name(partition, uuid), name);
  }
}

TEST(LeaderEpochs, AnswerWhereAnEpochEnds) {
  LeaderEpochs epochs;
  EXPECT_FALSE(epochs.end_for(LeaderEpoch(0), Offset(9)).has_value());
  EXPECT_TRUE(epochs.assign(LeaderEpoch(2), Offset(0)));
  EXPECT_TRUE(epochs.assign(LeaderEpoch(4), Offset(10)));
  EXPECT_FALSE(epochs.assign(LeaderEpoch(4), Offset(15)));
  EXPECT_TRUE(epochs.assign(LeaderEpoch(7), Offset(20)));
  EXPECT_FALSE(epochs.end_for(LeaderEpoch(-1), Offset(30)).has_value());
  EXPECT_EQ(epochs.end_for(LeaderEpoch(1), Offset(30)), (EpochEnd{LeaderEpoch(1), Offset(0)}));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(2), Offset(30)), (EpochEnd{LeaderEpoch(2), Offset(10)}));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(5), Offset(30)), (EpochEnd{LeaderEpoch(4), Offset(20)}));
  EXPECT_EQ(epochs.end_for(LeaderEpoch(7), Offset(30)), (EpochEnd{LeaderEpoch(7), Offset(30)}));
  EXPECT_FALSE(epochs.end_for(LeaderEpoch(8), Offset(30)).has_value());
  EXPECT_EQ(epochs.epoch_at(Offset(19)), LeaderEpoch(4));
  EXPECT_TRUE(epochs.truncate_from_start(Offset(12)));
  EXPECT_EQ(epochs.entries().front(), (EpochStart{LeaderEpoch(4), Offset(12)}));
  EXPECT_TRUE(epochs.truncate_from_end(Offset(20)));
  EXPECT_EQ(epochs.latest(), LeaderEpoch(4));
}

}  // namespace
}  // namespace fl::storage
