// DescribeTopicPartitions (75): topics and their partitions, page by page with a cursor (KIP-966).
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Topics to describe (none: all), from the cursor on, up to a number of partitions.
struct DescribeTopicPartitionsRequest {
  static constexpr std::string_view kName = "DescribeTopicPartitionsRequest";
  static constexpr ApiKey kApi = ApiKey::describe_topic_partitions;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct TopicRequest {
    std::string name;
    UnknownTags unknown_tags;

    bool operator==(const TopicRequest&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicRequest::name>("Name", since(0)));
    }
  };

  struct Cursor {
    std::string topic_name;
    PartitionIndex partition_index;
    UnknownTags unknown_tags;

    bool operator==(const Cursor&) const = default;

    static consteval auto fields() {
      return field_list(field<&Cursor::topic_name>("TopicName", since(0)),
                        field<&Cursor::partition_index>("PartitionIndex", since(0)));
    }
  };

  std::vector<TopicRequest> topics;
  std::int32_t response_partition_limit = 2000;
  std::optional<Cursor> cursor;
  UnknownTags unknown_tags;

  bool operator==(const DescribeTopicPartitionsRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DescribeTopicPartitionsRequest::topics>("Topics", since(0)),
        field<&DescribeTopicPartitionsRequest::response_partition_limit>("ResponsePartitionLimit",
                                                                         since(0)),
        field<&DescribeTopicPartitionsRequest::cursor>("Cursor", since(0), {.nullable = since(0)}));
  }
};

/// A page of topics; `next_cursor` is null on the last one.
struct DescribeTopicPartitionsResponse {
  static constexpr std::string_view kName = "DescribeTopicPartitionsResponse";
  static constexpr ApiKey kApi = ApiKey::describe_topic_partitions;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct DescribeTopicPartitionsResponsePartition {
    ErrorCode error_code = ErrorCode::none;
    PartitionIndex partition_index;
    BrokerId leader_id;
    LeaderEpoch leader_epoch{-1};
    std::vector<BrokerId> replica_nodes;
    std::vector<BrokerId> isr_nodes;
    std::optional<std::vector<BrokerId>> eligible_leader_replicas;
    std::optional<std::vector<BrokerId>> last_known_elr;
    std::vector<BrokerId> offline_replicas;
    UnknownTags unknown_tags;

    bool operator==(const DescribeTopicPartitionsResponsePartition&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DescribeTopicPartitionsResponsePartition::error_code>("ErrorCode", since(0)),
          field<&DescribeTopicPartitionsResponsePartition::partition_index>("PartitionIndex",
                                                                            since(0)),
          field<&DescribeTopicPartitionsResponsePartition::leader_id>("LeaderId", since(0)),
          field<&DescribeTopicPartitionsResponsePartition::leader_epoch>("LeaderEpoch", since(0),
                                                                         {.ignorable = true}),
          field<&DescribeTopicPartitionsResponsePartition::replica_nodes>("ReplicaNodes", since(0)),
          field<&DescribeTopicPartitionsResponsePartition::isr_nodes>("IsrNodes", since(0)),
          field<&DescribeTopicPartitionsResponsePartition::eligible_leader_replicas>(
              "EligibleLeaderReplicas", since(0), {.nullable = since(0)}),
          field<&DescribeTopicPartitionsResponsePartition::last_known_elr>("LastKnownElr", since(0),
                                                                           {.nullable = since(0)}),
          field<&DescribeTopicPartitionsResponsePartition::offline_replicas>(
              "OfflineReplicas", since(0), {.ignorable = true}));
    }
  };

  struct DescribeTopicPartitionsResponseTopic {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> name = "";
    Uuid topic_id;
    bool is_internal = false;
    std::vector<DescribeTopicPartitionsResponsePartition> partitions;
    std::int32_t topic_authorized_operations =
        std::numeric_limits<std::int32_t>::min();  ///< bits; the least number if not asked for
    UnknownTags unknown_tags;

    bool operator==(const DescribeTopicPartitionsResponseTopic&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DescribeTopicPartitionsResponseTopic::error_code>("ErrorCode", since(0)),
          field<&DescribeTopicPartitionsResponseTopic::name>("Name", since(0),
                                                             {.nullable = since(0)}),
          field<&DescribeTopicPartitionsResponseTopic::topic_id>("TopicId", since(0),
                                                                 {.ignorable = true}),
          field<&DescribeTopicPartitionsResponseTopic::is_internal>("IsInternal", since(0),
                                                                    {.ignorable = true}),
          field<&DescribeTopicPartitionsResponseTopic::partitions>("Partitions", since(0)),
          field<&DescribeTopicPartitionsResponseTopic::topic_authorized_operations>(
              "TopicAuthorizedOperations", since(0)));
    }
  };

  struct Cursor {
    std::string topic_name;
    PartitionIndex partition_index;
    UnknownTags unknown_tags;

    bool operator==(const Cursor&) const = default;

    static consteval auto fields() {
      return field_list(field<&Cursor::topic_name>("TopicName", since(0)),
                        field<&Cursor::partition_index>("PartitionIndex", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeTopicPartitionsResponseTopic> topics;
  std::optional<Cursor> next_cursor;
  UnknownTags unknown_tags;

  bool operator==(const DescribeTopicPartitionsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeTopicPartitionsResponse::throttle_time_ms>(
                          "ThrottleTimeMs", since(0), {.ignorable = true}),
                      field<&DescribeTopicPartitionsResponse::topics>("Topics", since(0)),
                      field<&DescribeTopicPartitionsResponse::next_cursor>("NextCursor", since(0),
                                                                           {.nullable = since(0)}));
  }
};

}  // namespace fl::wire
