// A broker that is its own quorum writes its metadata into snapshots, and begins with them again.
#include "core/raft/replica.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_topics.h"
#include "tests/core/broker/control/one_broker.h"

#include <algorithm>

namespace fl::broker {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

wire::CreateTopicsRequest creation(std::string name, std::int32_t partitions) {
  wire::CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = std::move(name);
  topic.num_partitions = partitions;
  topic.replication_factor = 1;
  request.timeout_ms = 1000;
  return request;
}

struct SnapshotTest : ::testing::Test {
  explicit SnapshotTest(Properties more = {{"metadata.log.max.record.bytes.between.snapshots",
                                            "2000"},
                                           {"metadata.max.retention.bytes", "0"}})
      : node(std::move(more)) {
    node.boot();
    conn = node.connect();
  }

  void create(std::string name, std::int32_t partitions) {
    const auto response =
        node.call<wire::CreateTopicsResponse>(conn, creation(std::move(name), partitions), 7);
    ASSERT_EQ(response.topics.at(0).error_code, wire::ErrorCode::none);
  }

  std::vector<std::string> snapshots() const {
    std::vector<std::string> found;
    for (const std::string& path : node.paths())
      if (path.find("__cluster_metadata-0/") != std::string::npos && path.ends_with(".checkpoint"))
        found.push_back(path);
    return found;
  }

  OneBroker node;
  ConnId conn;
};

TEST_F(SnapshotTest, AreWrittenAfterSoManyBytesAndTheOldOnesGo) {
  for (const char* name : {"a", "b", "c", "d"})
    create(name, 20);
  EXPECT_GE(node.told("SnapshotWritten").size(), 2U);
  node.pass(kMinuteMs);
  ASSERT_EQ(snapshots().size(), 1U);
  EXPECT_GT(node.server().control.quorum.replica().store().start_offset(), Offset(0));
}

TEST_F(SnapshotTest, BringBackTheMetadataAfterALossOfPower) {
  create("orders", 3);
  create("payments", 20);
  wire::DeleteTopicsRequest deletion{.topics = {}, .topic_names = {"payments"}, .timeout_ms = 1000};
  node.call<wire::DeleteTopicsResponse>(conn, deletion, 5);
  node.pass(2 * kMinuteMs);
  const metadata::Image before = node.server().image;
  node.crash(true);
  node.boot();
  ASSERT_FALSE(node.has_exited()) << node.exit_text();
  EXPECT_EQ(node.told("SnapshotLoaded").size(), 1U);
  const metadata::Image& after = node.server().image;
  EXPECT_EQ(after.topics.keys(), before.topics.keys());
  EXPECT_EQ(after.features.keys(), before.features.keys());
  const TopicPartition last{"orders", PartitionIndex(2)};
  ASSERT_NE(after.partition(last), nullptr);
  EXPECT_EQ(after.partition(last)->replicas, before.partition(last)->replicas);
  conn = node.connect();
  create("payments", 1);
}

struct WithoutSnapshots : SnapshotTest {
  WithoutSnapshots() : SnapshotTest({}) {}
};

/// As in Kafka it is a record that finds that the time is over.
TEST_F(WithoutSnapshots, TheFirstRecordAfterAnHourBringsTheFirst) {
  node.pass(59 * kMinuteMs);
  // The first connection was idle for too long.
  conn = node.connect();
  create("before", 1);
  EXPECT_TRUE(node.told("SnapshotWritten").empty());
  node.pass(2 * kMinuteMs);
  conn = node.connect();
  create("after", 1);
  EXPECT_EQ(node.told("SnapshotWritten").size(), 1U);
}

}  // namespace
}  // namespace fl::broker
