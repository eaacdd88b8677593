// How layers become a configuration, and what is said of mistakes.
#include "core/config/broker_config.h"

#include "core/config/sources.h"
#include "core/config/topic_config.h"

#include <gtest/gtest.h>

namespace fl::config {
namespace {

BrokerConfig config_of(Properties properties, Release release = Release::v4_3) {
  properties.emplace_back("node.id", "1");
  auto parsed = parse(properties, release);
  EXPECT_TRUE(parsed.has_value());
  return parsed ? parsed->config : BrokerConfig();
}

TEST(BrokerConfig, TakesDefaultsOfItsRelease) {
  const BrokerConfig config = config_of({});
  EXPECT_EQ(config.num_partitions, 1);
  EXPECT_EQ(config.message_max_bytes, 1048588);
  EXPECT_EQ(config.log_dirs, std::vector<std::string>{"/tmp/kafka-logs"});
  EXPECT_EQ(config.metadata_log_dir, "/tmp/kafka-logs");
  EXPECT_EQ(effective_topic_config(config, {}).message_timestamp_after_max_ms, 3600000);
  EXPECT_EQ(effective_topic_config(config_of({}, Release::v3_9), {}).message_timestamp_after_max_ms,
            INT64_MAX);
}

TEST(BrokerConfig, EveryMemberHasItsPropertyInTheTable) {
  static constexpr auto kFields = BrokerSettings::fields();
  for (const Field& field : kFields)
    EXPECT_NE(find_property(Scope::broker, field.name), nullptr) << field.name;
  static constexpr auto kTopicFields = TopicConfig::fields();
  for (const Field& field : kTopicFields)
    EXPECT_NE(find_property(Scope::topic, field.name), nullptr) << field.name;
}

TEST(BrokerConfig, ADirectoryIsNamedWithoutASlashAtItsEnd) {
  const BrokerConfig config =
      config_of({{"log.dirs", "/data/, /more//"}, {"metadata.log.dir", "/meta/"}});
  EXPECT_EQ(config.log_dirs, (std::vector<std::string>{"/data", "/more"}));
  EXPECT_EQ(config.metadata_log_dir, "/meta");
}

TEST(BrokerConfig, DynamicLayersWinOverTheFile) {
  const Layers layers{.file = {{"node.id", "1"}, {"message.max.bytes", "1000"}},
                      .cluster = {{"message.max.bytes", "2000"}},
                      .broker = {{"message.max.bytes", "3000"}}};
  auto made = make_broker_config(layers, Release::v4_3);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->config.message_max_bytes, 3000);
  EXPECT_EQ(effective_topic_config(made->config, {}).max_message_bytes, 3000);
  EXPECT_EQ(effective_topic_config(made->config, {{"max.message.bytes", "10"}}).max_message_bytes,
            10);
}

TEST(BrokerConfig, AnUnknownPropertyIsAWarningWithTheNearestName) {
  auto parsed =
      parse({{"node.id", "1"}, {"process.roles", "broker,controller"}, {"num.partition", "3"}});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->warnings, std::vector<std::string>{
                                  "unknown property num.partition (did you mean num.partitions?)"});
}

TEST(BrokerConfig, EverythingThatIsWrongIsSaid) {
  auto parsed = parse({{"num.partitions", "0"}, {"log.retention.ms", "x"}, {"node.id", "1"}});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error(),
            (std::vector<std::string>{
                "Invalid value x for configuration log.retention.ms: Not a number of type LONG",
                "Invalid value 0 for configuration num.partitions: Value must be at least 1"}));
}

TEST(BrokerConfig, ATextThatTheProtocolCannotCarryIsRefused) {
  EXPECT_FALSE(parse({{"node.id", "1"}, {"super.users", std::string(32768, 'x')}}).has_value());
  EXPECT_FALSE(parse({{"node.id", "1"}, {std::string(32768, 'x'), "1"}}).has_value());
  EXPECT_TRUE(parse({{"node.id", "1"}, {"super.users", std::string(32767, 'x')}}).has_value());
}

TEST(BrokerConfig, ANodeWithoutAnIdIsRefused) {
  auto parsed = parse({});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().front(),
            "Missing required configuration \"node.id\" which has no default value.");
}

TEST(BrokerConfig, TheOldNameOfTheNodeIdCounts) {
  auto parsed = parse({{"broker.id", "7"}}, Release::v3_9);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->config.node_id, 7);
  EXPECT_FALSE(parse({{"broker.id", "7"}, {"node.id", "8"}}).has_value());
}

TEST(BrokerConfig, ListenersBecomeEndpoints) {
  const BrokerConfig config = config_of(
      {{"listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://:9093,IN://[::1]:0"},
       {"controller.listener.names", "CONTROLLER"},
       {"listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,IN:SASL_SSL"}});
  ASSERT_EQ(config.endpoints().size(), 3u);
  EXPECT_EQ(config.endpoints()[0],
            (Endpoint{.listener = "PLAINTEXT", .host = "127.0.0.1", .port = 9092}));
  EXPECT_EQ(
      config.endpoints()[2],
      (Endpoint{
          .listener = "IN", .host = "::1", .port = 0, .security = Security::tls, .sasl = true}));
  ASSERT_EQ(config.advertised().size(), 2u);
  EXPECT_EQ(config.advertised()[1].listener, "IN");
}

TEST(BrokerConfig, IllFormedListenersAreRefused) {
  for (const std::string text :
       {"PLAINTEXT", "PLAINTEXT://host", "PLAINTEXT://host:70000", "PLAINTEXT://a b:1",
        "NOSUCH://:1", "PLAINTEXT://:1,PLAINTEXT://:2"})
    EXPECT_FALSE(parse({{"node.id", "1"}, {"listeners", text}}).has_value()) << text;
}

TEST(TopicConfig, HoursBecomeMillisecondsWhereNothingFinerIsSet) {
  EXPECT_EQ(effective_topic_config(config_of({}), {}).retention_ms, 168LL * 3600000);
  EXPECT_EQ(effective_topic_config(config_of({{"log.retention.hours", "1"}}), {}).retention_ms,
            3600000);
  EXPECT_EQ(effective_topic_config(
                config_of({{"log.retention.hours", "1"}, {"log.retention.minutes", "2"}}), {})
                .retention_ms,
            120000);
  EXPECT_EQ(effective_topic_config(
                config_of({{"log.retention.minutes", "2"}, {"log.retention.ms", "-1"}}), {})
                .retention_ms,
            -1);
  EXPECT_EQ(effective_topic_config(config_of({{"log.retention.hours", "-1"}}), {}).retention_ms,
            -1);
}

TEST(TopicConfig, OverridesThatContradictEachOtherAreRefused) {
  EXPECT_EQ(check_topic_overrides(
                config_of({}), {{"min.compaction.lag.ms", "10"}, {"max.compaction.lag.ms", "5"}}),
            "conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)");
  EXPECT_EQ(check_topic_overrides(config_of({}), {{"no.such.config", "1"}}),
            "Unknown topic config name: no.such.config");
  EXPECT_EQ(check_topic_overrides(config_of({}), {{"retention.ms", "1"}}), std::nullopt);
}

TEST(ValueSources, ListTheLayersThatAValueHides) {
  // As golden/behaviour/describe-configs/synonyms-show-where-a-value-comes-from has it.
  const BrokerConfig config = config_of({{"log.retention.ms", "-1"}});
  EXPECT_EQ(topic_value_sources(config, {{"retention.ms", "5000000"}}, "retention.ms"),
            (std::vector<SourcedValue>{
                {"retention.ms", "5000000", ConfigSource::topic_config},
                {"log.retention.ms", "-1", ConfigSource::static_broker},
                {"log.retention.hours", "168", ConfigSource::standard},
            }));
}

TEST(ValueSources, LeaveOutCoarserUnitsThatStandAlone) {
  EXPECT_TRUE(topic_value_sources(config_of({}), {}, "segment.ms").empty());
  EXPECT_TRUE(topic_value_sources(config_of({}), {}, "flush.ms").empty());
}

TEST(ValueSources, TheNodeIdIsShownUnderBothNames) {
  EXPECT_EQ(broker_value_sources(config_of({}), "broker.id"),
            (std::vector<SourcedValue>{{"broker.id", "1", ConfigSource::static_broker},
                                       {"broker.id", "-1", ConfigSource::standard}}));
}

}  // namespace
}  // namespace fl::config
