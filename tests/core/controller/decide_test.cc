// What the controller decides where the recorded conversations with Kafka do not reach.
#include "core/controller/bootstrap.h"
#include "core/controller/configs.h"
#include "core/controller/create_partitions.h"
#include "core/controller/create_topics.h"
#include "core/controller/delete_topics.h"
#include "core/controller/placement.h"
#include "core/controller/producer_ids.h"
#include "core/metadata/delta.h"
#include "core/wire/codec.h"

#include <gtest/gtest.h>

#include <set>

namespace fl::controller {
namespace {

using wire::ErrorCode;

wire::CreateTopicsRequest::CreatableTopic topic(std::string name, std::int32_t partitions,
                                                std::int16_t replicas) {
  wire::CreateTopicsRequest::CreatableTopic wanted;
  wanted.name = std::move(name);
  wanted.num_partitions = partitions;
  wanted.replication_factor = replicas;
  return wanted;
}

struct ControllerTest : ::testing::Test {
  ControllerTest() {
    auto parsed = config::parse({{"node.id", "1"}, {"process.roles", "broker,controller"}});
    config = parsed->config;
    for (std::int32_t id = 1; id <= 3; ++id)
      image.brokers.put(BrokerId(id), {.id = BrokerId(id)});
  }

  View view() const { return {.image = image, .config = config, .draw = draw}; }

  void commit(const metadata::RecordList& records) {
    metadata::Delta delta;
    for (const metadata::Record& record : records)
      ASSERT_TRUE(metadata::apply(image, delta, record).has_value());
  }

  wire::CreateTopicsResponse create(std::vector<wire::CreateTopicsRequest::CreatableTopic> topics) {
    wire::CreateTopicsRequest request;
    request.topics = std::move(topics);
    auto decided = decide_create_topics(view(), request);
    commit(decided.records);
    return decided.response;
  }

  ApiError configure(ConfigOperation operation, const std::string& name,
                     const std::optional<std::string>& value) {
    auto decided =
        decide_config_changes(view(), {.type = metadata::ResourceType::topic, .name = "orders"},
                              {{name, {operation, value}}}, false);
    commit(decided.records);
    return decided.error;
  }

  const metadata::ConfigValues& orders_config() const {
    return image.config_of(metadata::ResourceType::topic, "orders");
  }

  metadata::Image image;
  config::BrokerConfig config;
  Draw draw{42};
};

TEST_F(ControllerTest, ATopicHasAsManyReplicasAsAskedOnDistinctBrokers) {
  const auto response = create({topic("orders", 6, 3)});
  ASSERT_EQ(response.topics.size(), 1u);
  EXPECT_EQ(response.topics[0].error_code, ErrorCode::none);
  const auto* created = image.topic("orders");
  ASSERT_NE(created, nullptr);
  EXPECT_EQ(created->id, response.topics[0].topic_id);
  std::map<BrokerId, int> leads;
  created->partitions.for_each([&](const PartitionIndex&, const metadata::PartitionImage& p) {
    EXPECT_EQ(std::set<BrokerId>(p.replicas.begin(), p.replicas.end()).size(), 3u);
    EXPECT_EQ(p.isr, p.replicas);
    EXPECT_EQ(p.leader, p.replicas.front());
    ++leads[p.leader];
  });
  for (const auto& [broker, partitions] : leads)
    EXPECT_EQ(partitions, 2);
}

TEST_F(ControllerTest, TopicIdsAreNeitherZeroNorEqualAndBeginWithNoDash) {
  std::set<Uuid> ids;
  for (int i = 0; i < 200; ++i) {
    const auto response = create({topic("t" + std::to_string(i), 1, 1)});
    const Uuid id = response.topics.at(0).topic_id;
    EXPECT_FALSE(id.is_zero());
    EXPECT_FALSE(id.to_text().starts_with('-'));
    EXPECT_TRUE(ids.insert(id).second);
  }
}

TEST_F(ControllerTest, DecidingTwiceDecidesTheSame) {
  wire::CreateTopicsRequest request;
  request.topics = {topic("orders", 3, 2)};
  const auto first = decide_create_topics(view(), request);
  const auto second = decide_create_topics(view(), request);
  EXPECT_EQ(first.records, second.records);
  EXPECT_EQ(first.response, second.response);
}

TEST_F(ControllerTest, NamesOfOneRequestCollideWithEachOther) {
  const auto response = create({topic("a.b", 1, 1), topic("a_b", 1, 1)});
  EXPECT_EQ(response.topics.at(0).error_code, ErrorCode::none);
  EXPECT_EQ(response.topics.at(1).error_code, ErrorCode::invalid_topic_exception);
}

TEST_F(ControllerTest, ARequestForTooManyPartitionsIsRefusedWhole) {
  const auto response = create({topic("small", 1, 1), topic("huge", 10'000, 1)});
  for (const auto& result : response.topics)
    EXPECT_EQ(result.error_code, ErrorCode::policy_violation);
  EXPECT_TRUE(image.topics.empty());
}

TEST_F(ControllerTest, AManualAssignmentMustNameEachBrokerOnceAndAllPartitions) {
  const auto refuses =
      [this](const std::vector<std::pair<std::int32_t, std::vector<BrokerId>>>& wanted) {
        auto asked = topic("manual", -1, -1);
        for (const auto& [index, brokers] : wanted) {
          auto& assignment = asked.assignments.emplace_back();
          assignment.partition_index = PartitionIndex(index);
          assignment.broker_ids = brokers;
        }
        const auto response = create({asked});
        return response.topics.at(0).error_message.value_or("");
      };
  const BrokerId one(1);
  const BrokerId two(2);
  EXPECT_EQ(refuses({{0, {one, one}}}),
            "The manual partition assignment includes the broker 1 more than once.");
  EXPECT_EQ(refuses({{0, {one}}, {1, {one, two}}}),
            "The manual partition assignment includes a partition with 2 replica(s), but this is "
            "not consistent with previous partitions, which have 1 replica(s).");
  EXPECT_EQ(refuses({{1, {one}}}), "partitions should be a consecutive 0-based integer sequence");
}

TEST_F(ControllerTest, GrowingKeepsTheReplicationFactor) {
  create({topic("orders", 2, 3)});
  wire::CreatePartitionsRequest request;
  auto& wanted = request.topics.emplace_back();
  wanted.name = "orders";
  wanted.count = 5;
  wanted.assignments = std::nullopt;
  const auto decided = decide_create_partitions(view(), request);
  EXPECT_EQ(decided.response.results.at(0).error_code, ErrorCode::none);
  commit(decided.records);
  EXPECT_EQ(image.topic("orders")->partitions.size(), 5u);
  EXPECT_EQ(image.partition({"orders", PartitionIndex(4)})->replicas.size(), 3u);
}

TEST_F(ControllerTest, ConfigurationsAreSetAppendedSubtractedAndRemoved) {
  create({topic("orders", 1, 1)});
  EXPECT_FALSE(configure(ConfigOperation::append, "cleanup.policy", "compact").is_failure());
  EXPECT_EQ(orders_config(), (metadata::ConfigValues{{"cleanup.policy", "delete,compact"}}));
  EXPECT_FALSE(configure(ConfigOperation::subtract, "cleanup.policy", "delete").is_failure());
  EXPECT_EQ(orders_config(), (metadata::ConfigValues{{"cleanup.policy", "compact"}}));
  EXPECT_FALSE(configure(ConfigOperation::remove, "cleanup.policy", std::nullopt).is_failure());
  EXPECT_TRUE(orders_config().empty());
}

TEST_F(ControllerTest, AChangeIsCheckedAgainstWhatItLeadsTo) {
  create({topic("orders", 1, 1)});
  EXPECT_FALSE(configure(ConfigOperation::set, "max.compaction.lag.ms", "10").is_failure());
  EXPECT_EQ(configure(ConfigOperation::set, "min.compaction.lag.ms", "20").code,
            ErrorCode::invalid_config);
  EXPECT_EQ(orders_config(), (metadata::ConfigValues{{"max.compaction.lag.ms", "10"}}));
}

TEST_F(ControllerTest, AResourceNamedTwiceIsAnsweredTwice) {
  create({topic("orders", 1, 1)});
  wire::AlterConfigsRequest request;
  for (int i = 0; i < 2; ++i) {
    auto& resource = request.resources.emplace_back();
    resource.resource_type = static_cast<std::int8_t>(metadata::ResourceType::topic);
    resource.resource_name = "orders";
  }
  const auto decided = decide_alter_configs(view(), request);
  ASSERT_EQ(decided.response.responses.size(), 2u);
  for (const auto& response : decided.response.responses)
    EXPECT_EQ(response.error_code, ErrorCode::invalid_request);
}

TEST_F(ControllerTest, TheClustersMinIsrStaysSetWhileEligibleLeaderReplicasAreOn) {
  commit(bootstrap_records(config));
  const metadata::ConfigResource all{.type = metadata::ResourceType::broker, .name = ""};
  const metadata::ConfigResource one{.type = metadata::ResourceType::broker, .name = "1"};
  EXPECT_EQ(decide_config_changes(view(), all,
                                  {{"min.insync.replicas", {ConfigOperation::remove, {}}}}, false)
                .error.message,
            "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.");
  EXPECT_EQ(decide_config_changes(view(), one,
                                  {{"min.insync.replicas", {ConfigOperation::set, "2"}}}, false)
                .error.message,
            "Broker-level min.insync.replicas cannot be altered while ELR is enabled.");
}

/// The longest string that a request can hold, in every place that an answer repeats.
TEST_F(ControllerTest, AnswersToTheLongestNamesCanBeWritten) {
  const std::string longest(wire::kStringBytesMax, 'x');
  const auto created = create({topic(longest, 1, 1)});
  EXPECT_TRUE(wire::encode_bytes(created, 7).has_value());
  create({topic("orders", 1, 1)});
  wire::IncrementalAlterConfigsRequest request;
  const auto add = [&request](metadata::ResourceType type, std::string name, std::string property,
                              std::string value) {
    auto& resource = request.resources.emplace_back();
    resource.resource_type = static_cast<std::int8_t>(type);
    resource.resource_name = std::move(name);
    auto& entry = resource.configs.emplace_back();
    entry.name = std::move(property);
    entry.value = std::move(value);
  };
  add(metadata::ResourceType::topic, longest, "retention.ms", "1");
  add(metadata::ResourceType::topic, "orders", longest, "1");
  add(metadata::ResourceType::topic, "orders2", "retention.ms", longest);
  add(metadata::ResourceType::broker, longest, "num.partitions", "1");
  add(metadata::ResourceType::broker, "", "log.cleaner.threads", longest);
  add(metadata::ResourceType::group, longest, "consumer.session.timeout.ms", longest);
  const auto decided = decide_incremental_alter_configs(view(), request);
  EXPECT_TRUE(wire::encode_bytes(decided.response, 1).has_value());
  wire::CreatePartitionsRequest grow;
  grow.topics.emplace_back().name = longest;
  EXPECT_TRUE(wire::encode_bytes(decide_create_partitions(view(), grow).response, 3).has_value());
}

TEST_F(ControllerTest, AListThatGrowsBeyondWhatARecordHoldsIsRefused) {
  const metadata::ConfigResource all{.type = metadata::ResourceType::broker, .name = ""};
  const auto append = [&](char fill) {
    return decide_config_changes(
        view(), all,
        {{"ssl.enabled.protocols", {ConfigOperation::append, std::string(30'000, fill)}}}, false);
  };
  commit(append('a').records);
  const auto second = append('b');
  EXPECT_EQ(second.error.code, ErrorCode::invalid_config);
  EXPECT_TRUE(second.records.empty());
}

TEST_F(ControllerTest, ProducerIdBlocksFollowEachOther) {
  for (const std::int64_t first : {0, 1000, 2000}) {
    const auto decided = decide_producer_id_block(view(), BrokerId(1), BrokerEpoch(0));
    EXPECT_EQ(decided.response.first, ProducerId(first));
    commit(decided.records);
  }
}

TEST_F(ControllerTest, DeletingAndCreatingInOneImageGivesANewId) {
  const Uuid before = create({topic("orders", 1, 1)}).topics.at(0).topic_id;
  wire::DeleteTopicsRequest request;
  request.topics.emplace_back().name = "orders";
  commit(decide_delete_topics(view(), request, 6).records);
  EXPECT_EQ(image.topic("orders"), nullptr);
  const Uuid after = create({topic("orders", 1, 1)}).topics.at(0).topic_id;
  EXPECT_NE(before, after);
}

}  // namespace
}  // namespace fl::controller
