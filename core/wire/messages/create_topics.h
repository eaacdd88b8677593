// CreateTopics (19): new topics, with a number of partitions or an assignment of replicas, and
// configs.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Topics to create. `num_partitions` and `replication_factor` -1 mean the broker's default, or the
/// assignment.
struct CreateTopicsRequest {
  static constexpr std::string_view kName = "CreateTopicsRequest";
  static constexpr ApiKey kApi = ApiKey::create_topics;
  static constexpr Versions kVersions = between(2, 7);
  static constexpr Versions kFlexible = since(5);

  struct CreatableReplicaAssignment {
    PartitionIndex partition_index;
    std::vector<BrokerId> broker_ids;
    UnknownTags unknown_tags;

    bool operator==(const CreatableReplicaAssignment&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&CreatableReplicaAssignment::partition_index>("PartitionIndex", since(0)),
          field<&CreatableReplicaAssignment::broker_ids>("BrokerIds", since(0)));
    }
  };

  struct CreatableTopicConfig {
    std::string name;
    std::optional<std::string> value = "";
    UnknownTags unknown_tags;

    bool operator==(const CreatableTopicConfig&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&CreatableTopicConfig::name>("Name", since(0)),
          field<&CreatableTopicConfig::value>("Value", since(0), {.nullable = since(0)}));
    }
  };

  struct CreatableTopic {
    std::string name;
    std::int32_t num_partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<CreatableReplicaAssignment> assignments;
    std::vector<CreatableTopicConfig> configs;
    UnknownTags unknown_tags;

    bool operator==(const CreatableTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&CreatableTopic::name>("Name", since(0)),
                        field<&CreatableTopic::num_partitions>("NumPartitions", since(0)),
                        field<&CreatableTopic::replication_factor>("ReplicationFactor", since(0)),
                        field<&CreatableTopic::assignments>("Assignments", since(0)),
                        field<&CreatableTopic::configs>("Configs", since(0)));
    }
  };

  std::vector<CreatableTopic> topics;
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;
  UnknownTags unknown_tags;

  bool operator==(const CreateTopicsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&CreateTopicsRequest::topics>("Topics", since(0)),
                      field<&CreateTopicsRequest::timeout_ms>("TimeoutMs", since(0)),
                      field<&CreateTopicsRequest::validate_only>("ValidateOnly", since(1)));
  }
};

/// Per topic: its id, or why it was not created; from version 5 on its configs (KIP-525).
struct CreateTopicsResponse {
  static constexpr std::string_view kName = "CreateTopicsResponse";
  static constexpr ApiKey kApi = ApiKey::create_topics;
  static constexpr Versions kVersions = between(2, 7);
  static constexpr Versions kFlexible = since(5);

  struct CreatableTopicConfigs {
    std::string name;
    std::optional<std::string> value = "";
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    UnknownTags unknown_tags;

    bool operator==(const CreatableTopicConfigs&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&CreatableTopicConfigs::name>("Name", since(5)),
          field<&CreatableTopicConfigs::value>("Value", since(5), {.nullable = since(5)}),
          field<&CreatableTopicConfigs::read_only>("ReadOnly", since(5)),
          field<&CreatableTopicConfigs::config_source>("ConfigSource", since(5),
                                                       {.ignorable = true}),
          field<&CreatableTopicConfigs::is_sensitive>("IsSensitive", since(5)));
    }
  };

  struct CreatableTopicResult {
    std::string name;
    Uuid topic_id;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    ErrorCode topic_config_error_code = ErrorCode::none;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::optional<std::vector<CreatableTopicConfigs>> configs =
        std::vector<CreatableTopicConfigs>{};
    UnknownTags unknown_tags;

    bool operator==(const CreatableTopicResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&CreatableTopicResult::name>("Name", since(0)),
          field<&CreatableTopicResult::topic_id>("TopicId", since(7), {.ignorable = true}),
          field<&CreatableTopicResult::error_code>("ErrorCode", since(0)),
          field<&CreatableTopicResult::error_message>("ErrorMessage", since(1),
                                                      {.nullable = since(0), .ignorable = true}),
          field<&CreatableTopicResult::topic_config_error_code>("TopicConfigErrorCode", since(5),
                                                                {.tag = 0, .ignorable = true}),
          field<&CreatableTopicResult::num_partitions>("NumPartitions", since(5),
                                                       {.ignorable = true}),
          field<&CreatableTopicResult::replication_factor>("ReplicationFactor", since(5),
                                                           {.ignorable = true}),
          field<&CreatableTopicResult::configs>("Configs", since(5),
                                                {.nullable = since(5), .ignorable = true}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatableTopicResult> topics;
  UnknownTags unknown_tags;

  bool operator==(const CreateTopicsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&CreateTopicsResponse::throttle_time_ms>("ThrottleTimeMs", since(2),
                                                                     {.ignorable = true}),
                      field<&CreateTopicsResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
