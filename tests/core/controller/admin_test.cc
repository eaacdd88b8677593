// What operators may ask of the controller where the recorded conversations with Kafka do not
// reach: features, quotas, configurations that touch leaders, and what it does by itself.
#include "core/controller/client_quotas.h"
#include "core/controller/configs.h"
#include "core/controller/periodic_tasks.h"
#include "core/controller/quota_filter.h"
#include "core/controller/reassignments.h"
#include "core/controller/register_broker.h"
#include "core/controller/supported_features.h"
#include "core/controller/update_features.h"
#include "core/metadata/delta.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace fl::controller {
namespace {

using wire::ErrorCode;

constexpr Uuid kOrders{1, 1};
constexpr Uuid kClicks{1, 2};

struct AdminTest : ::testing::Test {
  AdminTest() {
    config = config::parse({{"node.id", "1"}, {"process.roles", "broker,controller"}})->config;
    for (std::int32_t id = 1; id <= 3; ++id) {
      metadata::BrokerImage broker{.id = BrokerId(id)};
      for (const SupportedFeature& feature : kSupportedFeatures)
        broker.features.push_back(
            {.name = std::string(feature.name), .min = feature.min, .max = feature.max});
      image.brokers.put(BrokerId(id), broker);
    }
    finalize("metadata.version", 30);
    add_topic("orders", kOrders);
    add_topic("clicks", kClicks);
  }

  View view() const { return {.image = image, .config = config, .draw = draw}; }

  void finalize(const std::string& name, std::int16_t level) { image.features.put(name, level); }

  void add_topic(const std::string& name, const Uuid& id) {
    metadata::TopicImage topic{.id = id, .name = name, .partitions = {}};
    topic.partitions.put(PartitionIndex(0), {.replicas = {BrokerId(1), BrokerId(2)},
                                             .isr = {BrokerId(1), BrokerId(2)},
                                             .directories = {metadata::kUnassignedDirectory,
                                                             metadata::kUnassignedDirectory},
                                             .leader = BrokerId(1)});
    image.topics.put(name, topic);
    image.topic_names.put(id, name);
  }

  metadata::PartitionImage& partition(const std::string& topic) {
    return *image.topics.mutate(topic)->partitions.mutate(PartitionIndex(0));
  }

  void commit(const metadata::RecordList& records) {
    metadata::Delta delta;
    for (const metadata::Record& record : records)
      ASSERT_TRUE(metadata::apply(image, delta, record).has_value());
  }

  Decided<wire::IncrementalAlterConfigsResponse> configure(metadata::ResourceType type,
                                                           const std::string& resource,
                                                           const std::string& name,
                                                           const std::string& value) {
    wire::IncrementalAlterConfigsRequest request;
    auto& entry = request.resources.emplace_back();
    entry.resource_type = static_cast<std::int8_t>(type);
    entry.resource_name = resource;
    auto& property = entry.configs.emplace_back();
    property.name = name;
    property.value = value;
    auto decided = decide_incremental_alter_configs(view(), request, asked);
    commit(decided.records);
    return decided;
  }

  Decided<wire::UpdateFeaturesResponse> update(
      std::vector<wire::UpdateFeaturesRequest::FeatureUpdateKey> updates,
      std::int16_t version = 2) {
    wire::UpdateFeaturesRequest request;
    request.feature_updates = std::move(updates);
    auto decided = decide_update_features(view(), request, version);
    commit(decided.records);
    return decided;
  }

  ErrorCode update(const std::string& feature, std::int16_t level, std::int8_t type) {
    return update({{.feature = feature, .max_version_level = level, .upgrade_type = type}})
        .response.error_code;
  }

  std::int16_t level_of(const std::string& feature) const {
    const std::int16_t* const level = image.features.find(feature);
    return level == nullptr ? std::int16_t{0} : *level;
  }

  metadata::Image image;
  config::BrokerConfig config;
  Draw draw{42};
  std::optional<BrokerId> asked;  ///< by a client, about itself
};

constexpr std::int8_t kUpgrade = 1;
constexpr std::int8_t kSafeDowngrade = 2;
constexpr std::int8_t kUnsafeDowngrade = 3;

// ---- eligible leader replicas and configurations

TEST_F(AdminTest, AChangedMinIsrOfATopicClearsItsEligibleLeaderReplicasAndNoOthers) {
  finalize("eligible.leader.replicas.version", 1);
  partition("orders").eligible_leader_replicas = {BrokerId(2)};
  partition("clicks").eligible_leader_replicas = {BrokerId(2)};
  const auto decided =
      configure(metadata::ResourceType::topic, "orders", "min.insync.replicas", "2");
  EXPECT_EQ(decided.response.responses.at(0).error_code, ErrorCode::none);
  ASSERT_EQ(decided.records.size(), 2u);
  EXPECT_EQ(metadata::name_of(decided.records.back()), "ClearElrRecord");
  EXPECT_TRUE(partition("orders").eligible_leader_replicas.empty());
  EXPECT_EQ(partition("clicks").eligible_leader_replicas.size(), 1u);
}

TEST_F(AdminTest, AChangedMinIsrOfAllBrokersClearsTheEligibleLeaderReplicasOfAllTopics) {
  finalize("eligible.leader.replicas.version", 1);
  partition("orders").eligible_leader_replicas = {BrokerId(2)};
  partition("clicks").eligible_leader_replicas = {BrokerId(2)};
  configure(metadata::ResourceType::broker, "", "min.insync.replicas", "2");
  EXPECT_TRUE(partition("orders").eligible_leader_replicas.empty());
  EXPECT_TRUE(partition("clicks").eligible_leader_replicas.empty());
}

TEST_F(AdminTest, OtherPropertiesAndClustersWithoutTheFeatureClearNothing) {
  EXPECT_EQ(
      configure(metadata::ResourceType::topic, "orders", "min.insync.replicas", "2").records.size(),
      1u);
  finalize("eligible.leader.replicas.version", 1);
  EXPECT_EQ(
      configure(metadata::ResourceType::topic, "orders", "retention.ms", "1000").records.size(),
      1u);
}

// ---- features

TEST_F(AdminTest, ABrokerConfiguresItselfAndWhomOthersVouchFor) {
  const auto error_of = [this](const std::string& broker) {
    const auto decided =
        configure(metadata::ResourceType::broker, broker, "log.cleaner.threads", "2");
    return decided.response.responses.at(0);
  };
  asked = BrokerId(2);
  EXPECT_EQ(error_of("2").error_code, ErrorCode::none);
  EXPECT_EQ(error_of("3").error_code, ErrorCode::invalid_request);
  EXPECT_EQ(error_of("3").error_message, "Unexpected broker id, expected 2, but received 3");
  // Forwarded to the controller, which is broker 1.
  asked = std::nullopt;
  EXPECT_EQ(error_of("3").error_code, ErrorCode::none);
  EXPECT_EQ(error_of("x").error_code, ErrorCode::invalid_request);
  EXPECT_EQ(error_of("4").error_code, ErrorCode::broker_id_not_registered);
}

TEST_F(AdminTest, AFeatureRisesAndFallsAsItsUpgradeTypeSays) {
  EXPECT_EQ(update("transaction.version", 2, kSafeDowngrade), ErrorCode::invalid_update_version);
  EXPECT_EQ(update("transaction.version", 2, kUpgrade), ErrorCode::none);
  EXPECT_EQ(level_of("transaction.version"), 2);
  EXPECT_EQ(update("transaction.version", 1, kUpgrade), ErrorCode::invalid_update_version);
  EXPECT_EQ(update("transaction.version", 1, kSafeDowngrade), ErrorCode::none);
  EXPECT_EQ(level_of("transaction.version"), 1);
  EXPECT_EQ(update("transaction.version", 0, kUnsafeDowngrade), ErrorCode::none);
  EXPECT_EQ(image.features.find("transaction.version"), nullptr);
  EXPECT_EQ(update("transaction.version", 1, 0), ErrorCode::invalid_update_version);
  EXPECT_EQ(update("transaction.version", -1, kUnsafeDowngrade), ErrorCode::invalid_update_version);
}

TEST_F(AdminTest, OneFeatureThatFailsKeepsAllAsTheyWere) {
  const auto decided = update({{.feature = "group.version", .max_version_level = 1},
                               {.feature = "share.version", .max_version_level = 9}},
                              1);
  EXPECT_EQ(decided.response.error_code, ErrorCode::invalid_update_version);
  EXPECT_EQ(decided.response.error_message,
            "The update failed for all features since the following feature had an error: Invalid "
            "update version 9 for feature share.version. Local controller 1 only supports versions "
            "0-1");
  EXPECT_TRUE(decided.response.results.empty());
  EXPECT_EQ(level_of("group.version"), 0);
}

TEST_F(AdminTest, VersionsZeroAndOneAnswerFeatureByFeature) {
  const auto decided = update({{.feature = "group.version", .max_version_level = 1},
                               {.feature = "share.version", .max_version_level = 1}},
                              1);
  EXPECT_EQ(decided.response.error_code, ErrorCode::none);
  ASSERT_EQ(decided.response.results.size(), 2u);
  EXPECT_EQ(decided.response.results[1].feature, "share.version");
  EXPECT_EQ(level_of("share.version"), 1);
}

TEST_F(AdminTest, ALevelThatARegisteredBrokerDoesNotKnowIsRefused) {
  image.brokers.mutate(BrokerId(3))->features = {{.name = "group.version", .min = 0, .max = 0}};
  const auto decided = update({{.feature = "group.version", .max_version_level = 1}});
  EXPECT_EQ(decided.response.error_message,
            "The update failed for all features since the following feature had an error: Invalid "
            "update version 1 for feature group.version. Broker 3 does not support this feature.");
}

TEST_F(AdminTest, AMetadataVersionThatWouldLoseRecordsIsNotTakenBack) {
  const auto decided = update(
      {{.feature = "metadata.version", .max_version_level = 22, .upgrade_type = kSafeDowngrade}});
  EXPECT_EQ(
      decided.response.error_message,
      "The update failed for all features since the following feature had an error: "
      "Unsupported metadata.version downgrade from 30 to 22. Refusing to perform the requested "
      "downgrade because it might delete metadata information.");
}

TEST_F(AdminTest, AFeatureThatNobodyKnowsIsRefusedAlsoAtLevelZero) {
  EXPECT_EQ(update("no.such.feature", 1, kUpgrade), ErrorCode::invalid_update_version);
  EXPECT_EQ(update("no.such.feature", 0, kUpgrade), ErrorCode::invalid_update_version);
}

TEST_F(AdminTest, EligibleLeaderReplicasNeedAMetadataVersionThatTheSameRequestMayBring) {
  finalize("metadata.version", 22);
  EXPECT_EQ(update("eligible.leader.replicas.version", 1, kUpgrade),
            ErrorCode::invalid_update_version);
  const auto decided =
      update({{.feature = "eligible.leader.replicas.version", .max_version_level = 1},
              {.feature = "metadata.version", .max_version_level = 23}});
  EXPECT_EQ(decided.response.error_code, ErrorCode::none);
  EXPECT_EQ(level_of("eligible.leader.replicas.version"), 1);
}

TEST_F(AdminTest, EligibleLeaderReplicasMakeOneMinIsrForAllBrokers) {
  configure(metadata::ResourceType::broker, "2", "min.insync.replicas", "2");
  update("eligible.leader.replicas.version", 1, kUpgrade);
  EXPECT_TRUE(image.config_of(metadata::ResourceType::broker, "2").empty());
  EXPECT_EQ(image.config_of(metadata::ResourceType::broker, "").at("min.insync.replicas"), "1");
}

TEST_F(AdminTest, ValidatingAFeatureChangesNothing) {
  wire::UpdateFeaturesRequest request;
  request.feature_updates.push_back({.feature = "group.version", .max_version_level = 1});
  request.validate_only = true;
  const auto decided = decide_update_features(view(), request, 2);
  EXPECT_EQ(decided.response.error_code, ErrorCode::none);
  EXPECT_TRUE(decided.records.empty());
}

TEST_F(AdminTest, AControllerIsKnownOnceItRegisteredAndItsFeaturesCount) {
  wire::ControllerRegistrationRequest request;
  request.controller_id = BrokerId(9);
  auto& feature = request.features.emplace_back();
  feature.name = "group.version";
  commit(decide_register_controller(view(), request).records);
  EXPECT_TRUE(image.controllers.contains(BrokerId(9)));
  EXPECT_EQ(update("group.version", 1, kUpgrade), ErrorCode::invalid_update_version);
  finalize("metadata.version", 14);
  EXPECT_EQ(decide_register_controller(view(), request).response.error_code,
            ErrorCode::unsupported_version);
}

// ---- reassignments

TEST_F(AdminTest, AMoveThatMayNotChangeTheNumberOfReplicasIsAskedForTheirSenseFirst) {
  const auto refusal = [&](std::vector<BrokerId> replicas) {
    wire::AlterPartitionReassignmentsRequest request{.allow_replication_factor_change = false};
    auto& topic = request.topics.emplace_back();
    topic.name = "orders";
    topic.partitions.push_back({.partition_index = PartitionIndex(0), .replicas = replicas});
    const auto decided = decide_alter_reassignments(view(), request);
    return decided.response.responses.at(0).partitions.at(0).error_code;
  };
  EXPECT_EQ(refusal({BrokerId(9)}), ErrorCode::invalid_replica_assignment);
  EXPECT_EQ(refusal({}), ErrorCode::invalid_replica_assignment);
  EXPECT_EQ(refusal({BrokerId(1), BrokerId(2), BrokerId(3)}),
            ErrorCode::invalid_replication_factor);
  EXPECT_EQ(refusal({BrokerId(2), BrokerId(3)}), ErrorCode::none);
}

// ---- quotas

struct QuotaTest : AdminTest {
  struct Part {
    std::string kind;
    std::optional<std::string> name;
  };

  struct Limit {
    std::string name;
    std::optional<double> value;
  };

  static wire::AlterClientQuotasRequest::EntryData entry(const std::vector<Part>& entity,
                                                         const std::vector<Limit>& limits) {
    wire::AlterClientQuotasRequest::EntryData entry;
    for (const Part& part : entity) {
      auto& added = entry.entity.emplace_back();
      added.entity_type = part.kind;
      added.entity_name = part.name;
    }
    for (const Limit& limit : limits) {
      auto& op = entry.ops.emplace_back();
      op.key = limit.name;
      op.value = limit.value.value_or(0);
      op.remove = !limit.value.has_value();
    }
    return entry;
  }

  std::vector<wire::AlterClientQuotasResponse::EntryData> alter(
      std::vector<wire::AlterClientQuotasRequest::EntryData> entries) {
    wire::AlterClientQuotasRequest request;
    request.entries = std::move(entries);
    auto decided = decide_alter_client_quotas(view(), request);
    written = decided.records.size();
    commit(decided.records);
    return decided.response.entries;
  }

  std::string refusal(const std::vector<Part>& entity, const std::vector<Limit>& limits) {
    return alter({entry(entity, limits)}).at(0).error_message.value_or("");
  }

  std::size_t found(const std::vector<wire::DescribeClientQuotasRequest::ComponentData>& filter,
                    bool is_strict) {
    wire::DescribeClientQuotasRequest request;
    request.components = filter;
    request.strict = is_strict;
    return describe_client_quotas(image, request).entries.value().size();
  }

  std::size_t written = 0;
};

TEST_F(QuotaTest, OnlyWhatChangesIsWritten) {
  alter({entry({{"user", "ann"}}, {{"producer_byte_rate", 1000}})});
  EXPECT_EQ(written, 1u);
  alter({entry({{"user", "ann"}}, {{"producer_byte_rate", 1000}, {"consumer_byte_rate", {}}})});
  EXPECT_EQ(written, 0u);
  alter({entry({{"user", "ann"}}, {{"producer_byte_rate", {}}})});
  EXPECT_EQ(written, 1u);
  EXPECT_TRUE(image.quotas.empty());
}

TEST_F(QuotaTest, EachKindOfEntityHasLimitsOfItsOwn) {
  EXPECT_EQ(refusal({{"ip", "10.0.0.1"}}, {{"connection_creation_rate", 5}}), "");
  EXPECT_EQ(refusal({{"ip", {}}}, {{"connection_creation_rate", 5}}), "");
  EXPECT_EQ(refusal({{"ip", "10.0.0.1"}}, {{"producer_byte_rate", 5}}),
            "Invalid configuration key producer_byte_rate");
  EXPECT_EQ(refusal({{"user", "ann"}}, {{"connection_creation_rate", 5}}),
            "Invalid configuration key connection_creation_rate");
  EXPECT_EQ(refusal({{"ip", "somewhere"}}, {{"connection_creation_rate", 5}}),
            "somewhere is not a valid IP or resolvable host.");
  EXPECT_EQ(refusal({{"user", ""}}, {{"producer_byte_rate", 5}}), "Empty user not supported");
}

TEST_F(QuotaTest, LimitsOfBytesAreWholeAndNotTooLarge) {
  EXPECT_EQ(refusal({{"user", "ann"}}, {{"producer_byte_rate", 1.5}}),
            "producer_byte_rate cannot be a fractional value.");
  EXPECT_EQ(refusal({{"user", "ann"}}, {{"request_percentage", 1.5}}), "");
  EXPECT_EQ(refusal({{"user", "ann"}}, {{"producer_byte_rate", 1e30}}),
            "Proposed value for producer_byte_rate is too large for a LONG.");
  EXPECT_EQ(refusal({{"ip", {}}}, {{"connection_creation_rate", 3e9}}),
            "Proposed value for connection_creation_rate is too large for an INT.");
}

TEST_F(QuotaTest, AnEntityThatIsNamedTwiceIsRefusedYetItsFirstChangeStands) {
  const auto answers = alter({entry({{"user", "ann"}}, {{"producer_byte_rate", 1}}),
                              entry({{"user", "ann"}}, {{"producer_byte_rate", 2}})});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error_message,
            "Ignoring duplicate entity ClientQuotaEntity(entries={user=ann})");
  EXPECT_EQ(image.quotas.find({{"user", "ann"}})->at("producer_byte_rate"), 1);
}

TEST_F(QuotaTest, ARequestForTooManyQuotasIsRefusedWhole) {
  std::vector<wire::AlterClientQuotasRequest::EntryData> entries;
  for (int i = 0; i <= 10'000; ++i)
    entries.push_back(entry({{"user", std::to_string(i)}}, {{"producer_byte_rate", 1}}));
  for (const auto& answer : alter(std::move(entries)))
    ASSERT_EQ(answer.error_code, ErrorCode::policy_violation);
  EXPECT_EQ(written, 0u);
}

TEST_F(QuotaTest, FiltersMatchByNameByDefaultAndByKind) {
  alter({entry({{"user", "ann"}}, {{"producer_byte_rate", 1}}),
         entry({{"user", {}}}, {{"producer_byte_rate", 1}}),
         entry({{"user", "ann"}, {"client-id", "app"}}, {{"producer_byte_rate", 1}})});
  EXPECT_EQ(found({}, false), 3u);
  EXPECT_EQ(found({{.entity_type = "user", .match_type = 0, .match = "ann"}}, false), 2u);
  EXPECT_EQ(found({{.entity_type = "user", .match_type = 0, .match = "ann"}}, true), 1u);
  EXPECT_EQ(found({{.entity_type = "user", .match_type = 1, .match = std::nullopt}}, false), 1u);
  EXPECT_EQ(found({{.entity_type = "user", .match_type = 2, .match = std::nullopt}}, false), 3u);
  EXPECT_EQ(found({{.entity_type = "client-id", .match_type = 2, .match = std::nullopt}}, false),
            1u);
}

TEST_F(QuotaTest, AFilterThatMakesNoSenseIsRefused) {
  const auto refusal_of =
      [&](std::vector<wire::DescribeClientQuotasRequest::ComponentData> filter) {
        wire::DescribeClientQuotasRequest request;
        request.components = std::move(filter);
        const auto response = describe_client_quotas(image, request);
        EXPECT_FALSE(response.entries.has_value());
        return response.error_code;
      };
  using Component = wire::DescribeClientQuotasRequest::ComponentData;
  const Component user{.entity_type = "user", .match_type = 2, .match = std::nullopt};
  const Component ip{.entity_type = "ip", .match_type = 2, .match = std::nullopt};
  EXPECT_EQ(refusal_of({user, user}), ErrorCode::invalid_request);
  EXPECT_EQ(refusal_of({user, ip}), ErrorCode::invalid_request);
  EXPECT_EQ(refusal_of({{.entity_type = "user", .match_type = 0, .match = std::nullopt}}),
            ErrorCode::invalid_request);
  EXPECT_EQ(refusal_of({{.entity_type = "user", .match_type = 1, .match = "ann"}}),
            ErrorCode::invalid_request);
  EXPECT_EQ(refusal_of({{.entity_type = "", .match_type = 0, .match = "ann"}}),
            ErrorCode::invalid_request);
}

// ---- what the controller does by itself

constexpr std::int64_t kSecond = 1'000'000'000;

TEST_F(AdminTest, PreferredLeadersLeadAgainAfterTheIntervalOfTheConfiguration) {
  partition("orders").leader = BrokerId(2);
  PeriodicTasks tasks = PeriodicTasks::of(view(), Instant(0));
  std::optional<BrokerId> leader;
  for (std::int64_t now = 0; now <= 300 * kSecond && !leader; now += kSecond / 2)
    while (const auto decided = tasks.decide_due(view(), Instant(now))) {
      commit(decided->records);
      tasks.on_run(view(), decided->response, Instant(now));
      if (partition("orders").leader == BrokerId(1)) leader = BrokerId(1);
      EXPECT_EQ(leader.has_value(), now == 300 * kSecond) << now;
    }
  EXPECT_EQ(leader, BrokerId(1));
}

TEST_F(AdminTest, APartitionWithoutLeaderIsLedUncleanlyOnceItsTopicAllowsIt) {
  partition("orders").leader = metadata::kNoLeader;
  partition("orders").isr = {BrokerId(3)};
  partition("orders").replicas = {BrokerId(3), BrokerId(2)};
  image.brokers.mutate(BrokerId(3))->is_fenced = true;
  EXPECT_TRUE(decide_elect_unclean_leaders(view()).records.empty());
  configure(metadata::ResourceType::topic, "orders", "unclean.leader.election.enable", "true");
  commit(decide_elect_unclean_leaders(view()).records);
  EXPECT_EQ(partition("orders").leader, BrokerId(2));
  EXPECT_EQ(partition("orders").leader_recovery_state, 1);
}

}  // namespace
}  // namespace fl::controller
