// The control plane of a whole broker: what is decided is durable before it is answered, and is
// there again after a restart.
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_topics.h"
#include "core/wire/messages/describe_configs.h"
#include "core/wire/messages/incremental_alter_configs.h"
#include "core/wire/messages/metadata.h"
#include "tests/core/broker/control/one_broker.h"

namespace fl::broker {
namespace {

using wire::ErrorCode;

constexpr std::string_view kMetadataLog = "__cluster_metadata-0";

wire::CreateTopicsRequest creation(std::string name, std::int32_t partitions = 1) {
  wire::CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = std::move(name);
  topic.num_partitions = partitions;
  topic.replication_factor = 1;
  request.timeout_ms = 1000;
  return request;
}

wire::IncrementalAlterConfigsRequest change(metadata::ResourceType type, std::string resource,
                                            std::string name, std::optional<std::string> value) {
  wire::IncrementalAlterConfigsRequest request;
  auto& entry = request.resources.emplace_back();
  entry.resource_type = static_cast<std::int8_t>(type);
  entry.resource_name = std::move(resource);
  auto& config = entry.configs.emplace_back();
  config.name = std::move(name);
  config.config_operation = value ? 0 : 1;
  config.value = std::move(value);
  return request;
}

struct ControlTest : ::testing::Test {
  ControlTest() {
    node.boot();
    conn = node.connect();
  }

  ErrorCode create(std::string name, std::int32_t partitions = 1) {
    const auto response =
        node.call<wire::CreateTopicsResponse>(conn, creation(std::move(name), partitions), 7);
    return response.topics.empty() ? ErrorCode::unknown_server_error
                                   : response.topics[0].error_code;
  }

  wire::MetadataResponse all_topics() {
    wire::MetadataRequest request;
    request.topics = std::nullopt;
    return node.call<wire::MetadataResponse>(conn, request, 12);
  }

  void restart(bool loses_power) {
    node.crash(loses_power);
    node.boot();
    ASSERT_FALSE(node.has_exited()) << node.exit_text();
    conn = node.connect();
  }

  OneBroker node;
  ConnId conn;
};

TEST_F(ControlTest, AFreshBrokerFinalizesTheFeaturesOfItsRelease) {
  ASSERT_FALSE(node.has_exited()) << node.exit_text();
  EXPECT_EQ(node.server().phase, Phase::running);
  EXPECT_EQ(*node.server().image.features.find("metadata.version"), 30);
  EXPECT_EQ(node.server().image.config_of(metadata::ResourceType::broker, ""),
            (metadata::ConfigValues{{"min.insync.replicas", "1"}}));
}

TEST_F(ControlTest, ACreatedTopicIsShownWithItsLeader) {
  EXPECT_EQ(create("orders", 3), ErrorCode::none);
  const auto response = all_topics();
  ASSERT_EQ(response.topics.size(), 1u);
  EXPECT_EQ(response.topics[0].name, "orders");
  ASSERT_EQ(response.topics[0].partitions.size(), 3u);
  for (const auto& partition : response.topics[0].partitions) {
    EXPECT_EQ(partition.leader_id, BrokerId(1));
    EXPECT_EQ(partition.leader_epoch, LeaderEpoch(0));
  }
  ASSERT_EQ(response.brokers.size(), 1u);
  EXPECT_EQ(response.brokers[0].host, "127.0.0.1");
  EXPECT_EQ(response.brokers[0].port, 9092);
}

TEST_F(ControlTest, AnAnswerLeavesOnlyOnceTheRecordsAreDurable) {
  node.hold(std::string(kMetadataLog));
  node.send(conn, creation("orders"), 7);
  EXPECT_FALSE(node.answer<wire::CreateTopicsResponse>(conn, 7).has_value());
  EXPECT_EQ(node.server().image.topic("orders"), nullptr);
  node.release();
  EXPECT_TRUE(node.answer<wire::CreateTopicsResponse>(conn, 7).has_value());
  EXPECT_NE(node.server().image.topic("orders"), nullptr);
}

TEST_F(ControlTest, WhatWasDecidedCountsForTheNextDecisionWhichIsNotToldBeforeItIsDurable) {
  node.hold(std::string(kMetadataLog));
  const ConnId other = node.connect();
  node.send(conn, creation("orders"), 7);
  node.send(other, creation("orders"), 7);
  // It speaks of a topic that a crash could still undo (QuorumController, highestPendingOffset).
  EXPECT_FALSE(node.answer<wire::CreateTopicsResponse>(other, 7).has_value());
  node.release();
  const auto refused = node.answer<wire::CreateTopicsResponse>(other, 7);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->topics.at(0).error_code, ErrorCode::topic_already_exists);
  EXPECT_EQ(node.answer<wire::CreateTopicsResponse>(conn, 7)->topics.at(0).error_code,
            ErrorCode::none);
}

TEST_F(ControlTest, ARequestWhoseCommitIsLateTimesOutAndMayStillTakeEffect) {
  node.hold(std::string(kMetadataLog));
  node.send(conn, creation("orders"), 7);
  node.pass(1001);
  const auto response = node.answer<wire::CreateTopicsResponse>(conn, 7);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->topics.at(0).error_code, ErrorCode::request_timed_out);
  node.release();
  EXPECT_NE(node.server().image.topic("orders"), nullptr);
}

TEST_F(ControlTest, WhatWasAnsweredSurvivesALossOfPower) {
  EXPECT_EQ(create("orders", 2), ErrorCode::none);
  const Uuid id = node.server().image.topic("orders")->id;
  restart(true);
  ASSERT_NE(node.server().image.topic("orders"), nullptr);
  EXPECT_EQ(node.server().image.topic("orders")->id, id);
  EXPECT_EQ(node.server().image.topic("orders")->partitions.size(), 2u);
  EXPECT_EQ(create("orders"), ErrorCode::topic_already_exists);
  EXPECT_EQ(create("payments"), ErrorCode::none);
}

TEST_F(ControlTest, AWholeHistoryIsReplayedToTheSameImage) {
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(create("t" + std::to_string(i), 1 + i % 3), ErrorCode::none);
  wire::DeleteTopicsRequest deletion;
  deletion.topics.emplace_back().name = "t7";
  node.call<wire::DeleteTopicsResponse>(conn, deletion, 6);
  const metadata::Image before = node.server().image;
  node.stop_cleanly();
  node.boot();
  const metadata::Image& after = node.server().image;
  // The new leader epoch, the new registration and what it led to are records too.
  EXPECT_GT(after.end, before.end);
  EXPECT_EQ(after.topics.keys(), before.topics.keys());
  EXPECT_EQ(after.topic("t7"), nullptr);
  before.topics.for_each([&after](const std::string& name, const metadata::TopicImage& topic) {
    EXPECT_EQ(after.topic(name)->id, topic.id);
    EXPECT_EQ(after.topic(name)->partitions.size(), topic.partitions.size());
  });
}

TEST_F(ControlTest, AskingForAnUnknownTopicCreatesIt) {
  wire::MetadataRequest request;
  request.topics->emplace_back().name = "orders";
  const auto first = node.call<wire::MetadataResponse>(conn, request, 12);
  EXPECT_EQ(first.topics.at(0).error_code, ErrorCode::unknown_topic_or_partition);
  const auto second = node.call<wire::MetadataResponse>(conn, request, 12);
  EXPECT_EQ(second.topics.at(0).error_code, ErrorCode::none);
}

TEST_F(ControlTest, ATopicsConfigurationReachesItsRunningLog) {
  EXPECT_EQ(create("orders"), ErrorCode::none);
  node.call<wire::IncrementalAlterConfigsResponse>(
      conn, change(metadata::ResourceType::topic, "orders", "segment.bytes", "2000000"), 1);
  const auto* partition = find_partition(node.server(), {"orders", PartitionIndex(0)});
  ASSERT_NE(partition, nullptr);
  EXPECT_EQ(partition->log.config().segment_bytes, 2000000);
  EXPECT_EQ(node.told("ConfigChanged").size(), 2u);  // the other one is of the first boot
}

TEST_F(ControlTest, AClusterWideConfigurationReachesRunningLogsAndSurvives) {
  EXPECT_EQ(create("orders"), ErrorCode::none);
  node.call<wire::IncrementalAlterConfigsResponse>(
      conn, change(metadata::ResourceType::broker, "", "message.max.bytes", "5000"), 1);
  EXPECT_EQ(node.server().config.message_max_bytes, 5000);
  EXPECT_EQ(find_partition(node.server(), {"orders", PartitionIndex(0)})->config->max_message_bytes,
            5000);
  restart(true);
  EXPECT_EQ(node.server().config.message_max_bytes, 5000);
  EXPECT_EQ(find_partition(node.server(), {"orders", PartitionIndex(0)})->config->max_message_bytes,
            5000);
}

TEST_F(ControlTest, TheStorySaysWhatWasCommitted) {
  EXPECT_EQ(create("orders", 2), ErrorCode::none);
  EXPECT_EQ(node.told("TopicCreated").size(), 1u);
  EXPECT_NE(node.told("TopicCreated").at(0).find("\"orders\""), std::string::npos);
  EXPECT_GE(node.told("MetadataCommitted").size(), 2u);
}

TEST_F(ControlTest, ADeletedTopicsFilesGoAway) {
  EXPECT_EQ(create("orders"), ErrorCode::none);
  wire::DeleteTopicsRequest deletion;
  deletion.topics.emplace_back().name = "orders";
  const auto response = node.call<wire::DeleteTopicsResponse>(conn, deletion, 6);
  EXPECT_EQ(response.responses.at(0).error_code, ErrorCode::none);
  EXPECT_EQ(find_partition(node.server(), {"orders", PartitionIndex(0)}), nullptr);
  node.pass(61'000);
  for (const std::string& path : node.paths())
    EXPECT_EQ(path.find("orders"), std::string::npos) << path;
}

}  // namespace
}  // namespace fl::broker
