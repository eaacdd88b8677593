// The image changes by records alone, and a delta says whom they concern.
#include "core/metadata/delta.h"
#include "core/metadata/topic_name.h"

#include <gtest/gtest.h>

namespace fl::metadata {
namespace {

constexpr Uuid kOrders{7, 1};

wire::TopicRecord topic_record(std::string name, Uuid id) {
  wire::TopicRecord record;
  record.name = std::move(name);
  record.topic_id = id;
  return record;
}

wire::PartitionRecord partition_record(Uuid id, std::int32_t index) {
  wire::PartitionRecord record;
  record.partition_id = PartitionIndex(index);
  record.topic_id = id;
  record.replicas = {BrokerId(1), BrokerId(2)};
  record.isr = record.replicas;
  record.leader = BrokerId(1);
  record.leader_epoch = LeaderEpoch(0);
  record.partition_epoch = PartitionEpoch(0);
  return record;
}

wire::ConfigRecord config_record(std::string name, std::optional<std::string> value) {
  wire::ConfigRecord record;
  record.resource_type = static_cast<std::int8_t>(ResourceType::topic);
  record.resource_name = "orders";
  record.name = std::move(name);
  record.value = std::move(value);
  return record;
}

struct ImageTest : ::testing::Test {
  void apply_all(const RecordList& records) {
    for (const Record& record : records) {
      const auto applied = apply(image, delta, record);
      EXPECT_TRUE(applied.has_value()) << applied.error();
    }
  }

  void create_orders(std::int32_t partitions) {
    RecordList records{topic_record("orders", kOrders)};
    for (std::int32_t i = 0; i < partitions; ++i)
      records.emplace_back(partition_record(kOrders, i));
    apply_all(records);
  }

  Image image;
  Delta delta;
};

TEST_F(ImageTest, AnImageCountsTheRecordsItHasTaken) {
  create_orders(3);
  EXPECT_EQ(image.end, Offset(4));
  ASSERT_NE(image.topic("orders"), nullptr);
  EXPECT_EQ(image.topic("orders")->partitions.size(), 3u);
  EXPECT_EQ(image.topic(kOrders), image.topic("orders"));
  EXPECT_EQ(delta.created.size(), 3u);
}

TEST_F(ImageTest, ACopyIsNotChangedByLaterRecords) {
  create_orders(1);
  const Image before = image;
  apply_all({partition_record(kOrders, 1), config_record("retention.ms", "5")});
  EXPECT_EQ(before.topic("orders")->partitions.size(), 1u);
  EXPECT_TRUE(before.config_of(ResourceType::topic, "orders").empty());
  EXPECT_EQ(image.topic("orders")->partitions.size(), 2u);
}

TEST_F(ImageTest, ANamedLeaderBeginsANewLeaderEpochAndEveryChangeANewPartitionEpoch) {
  create_orders(1);
  wire::PartitionChangeRecord shrink;
  shrink.partition_id = PartitionIndex(0);
  shrink.topic_id = kOrders;
  shrink.isr = {BrokerId(1)};
  apply_all({shrink});
  const auto* partition = image.partition({"orders", PartitionIndex(0)});
  EXPECT_EQ(partition->leader_epoch, LeaderEpoch(0));
  EXPECT_EQ(partition->partition_epoch, PartitionEpoch(1));
  EXPECT_EQ(partition->isr, std::vector<BrokerId>{BrokerId(1)});
  wire::PartitionChangeRecord elect = shrink;
  elect.isr = std::nullopt;
  elect.leader = BrokerId(1);
  apply_all({elect});
  partition = image.partition({"orders", PartitionIndex(0)});
  EXPECT_EQ(partition->leader_epoch, LeaderEpoch(1));
  EXPECT_EQ(partition->partition_epoch, PartitionEpoch(2));
  EXPECT_EQ(delta.changed.size(), 1u);
}

TEST_F(ImageTest, ARemovedTopicTakesItsConfigurationWithIt) {
  create_orders(2);
  apply_all({config_record("retention.ms", "5")});
  delta = {};
  wire::RemoveTopicRecord remove;
  remove.topic_id = kOrders;
  apply_all({remove});
  EXPECT_EQ(image.topic("orders"), nullptr);
  EXPECT_TRUE(image.configs.empty());
  EXPECT_EQ(delta.deleted_topics,
            (std::vector<DeletedTopic>{{.id = kOrders, .name = "orders", .partitions = 2}}));
}

TEST_F(ImageTest, AConfigurationIsSetReplacedAndRemoved) {
  apply_all({config_record("retention.ms", "5"), config_record("retention.ms", "6"),
             config_record("segment.bytes", "7"), config_record("segment.bytes", std::nullopt)});
  EXPECT_EQ(image.config_of(ResourceType::topic, "orders"), (ConfigValues{{"retention.ms", "6"}}));
}

TEST_F(ImageTest, AFeatureAtLevelZeroIsGone) {
  wire::FeatureLevelRecord feature;
  feature.name = "group.version";
  feature.feature_level = 1;
  apply_all({feature});
  EXPECT_EQ(*image.features.find("group.version"), 1);
  feature.feature_level = 0;
  apply_all({feature});
  EXPECT_EQ(image.features.find("group.version"), nullptr);
}

TEST_F(ImageTest, RecordsThatContradictTheImageAreRefusedAndChangeNothing) {
  create_orders(1);
  const Offset end = image.end;
  wire::RemoveTopicRecord remove;
  remove.topic_id = Uuid{9, 9};
  EXPECT_FALSE(apply(image, delta, remove).has_value());
  EXPECT_FALSE(apply(image, delta, topic_record("orders", Uuid{8, 8})).has_value());
  EXPECT_FALSE(apply(image, delta, topic_record("other", kOrders)).has_value());
  EXPECT_FALSE(apply(image, delta, partition_record(Uuid{9, 9}, 0)).has_value());
  wire::ProducerIdsRecord ids;
  ids.next_producer_id = ProducerId(2000);
  EXPECT_TRUE(apply(image, delta, ids).has_value());
  ids.next_producer_id = ProducerId(1000);
  EXPECT_FALSE(apply(image, delta, ids).has_value());
  EXPECT_EQ(image.end, end + 1);
}

TEST_F(ImageTest, ANameWithADotIsFoundByItsUnifiedFormAsLongAsItIsThere) {
  apply_all({topic_record("a.b", kOrders), topic_record("plain", Uuid{7, 2})});
  EXPECT_EQ(image.unified_names.size(), 1u);
  ASSERT_NE(image.unified_names.find("a_b"), nullptr);
  EXPECT_EQ(*image.unified_names.find("a_b"), "a.b");
  wire::RemoveTopicRecord remove;
  remove.topic_id = kOrders;
  apply_all({remove});
  EXPECT_TRUE(image.unified_names.empty());
}

TEST(TopicName, RulesAreThoseOfKafka) {
  EXPECT_EQ(invalid_topic_name("orders.v1_a-Z9"), std::nullopt);
  EXPECT_EQ(invalid_topic_name(std::string(249, 'x')), std::nullopt);
  EXPECT_EQ(invalid_topic_name(""), "Topic name is invalid: the empty string is not allowed");
  EXPECT_EQ(invalid_topic_name("."), "Topic name is invalid: '.' is not allowed");
  EXPECT_EQ(invalid_topic_name("a b"),
            "Topic name is invalid: 'a b' contains one or more characters other than ASCII "
            "alphanumerics, '.', '_' and '-'");
  const std::string longest(250, 'x');
  EXPECT_EQ(invalid_topic_name(longest), "Topic name is invalid: the length of '" + longest +
                                             "' is longer than the max allowed length 249");
}

}  // namespace
}  // namespace fl::metadata
