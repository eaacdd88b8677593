// Metadata (3): brokers, topics, partitions and their leaders, for clients to find the leader of a
// partition.
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

/// Topics to describe: null asks for all of them (in version 0 an empty list does), an empty list
/// for none.
struct MetadataRequest {
  static constexpr std::string_view kName = "MetadataRequest";
  static constexpr ApiKey kApi = ApiKey::metadata;
  static constexpr Versions kVersions = between(0, 13);
  static constexpr Versions kFlexible = since(9);

  struct MetadataRequestTopic {
    Uuid topic_id;
    std::optional<std::string> name = "";
    UnknownTags unknown_tags;

    bool operator==(const MetadataRequestTopic&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&MetadataRequestTopic::topic_id>("TopicId", since(10), {.ignorable = true}),
          field<&MetadataRequestTopic::name>("Name", since(0), {.nullable = since(10)}));
    }
  };

  std::optional<std::vector<MetadataRequestTopic>> topics = std::vector<MetadataRequestTopic>{};
  bool allow_auto_topic_creation = true;
  bool include_cluster_authorized_operations = false;
  bool include_topic_authorized_operations = false;
  UnknownTags unknown_tags;

  bool operator==(const MetadataRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&MetadataRequest::topics>("Topics", since(0), {.nullable = since(1)}),
        field<&MetadataRequest::allow_auto_topic_creation>("AllowAutoTopicCreation", since(4)),
        field<&MetadataRequest::include_cluster_authorized_operations>(
            "IncludeClusterAuthorizedOperations", between(8, 10)),
        field<&MetadataRequest::include_topic_authorized_operations>(
            "IncludeTopicAuthorizedOperations", since(8)));
  }
};

/// The brokers, and what is known of the topics.
struct MetadataResponse {
  static constexpr std::string_view kName = "MetadataResponse";
  static constexpr ApiKey kApi = ApiKey::metadata;
  static constexpr Versions kVersions = between(0, 13);
  static constexpr Versions kFlexible = since(9);

  struct MetadataResponseBroker {
    BrokerId node_id;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    UnknownTags unknown_tags;

    bool operator==(const MetadataResponseBroker&) const = default;

    static consteval auto fields() {
      return field_list(field<&MetadataResponseBroker::node_id>("NodeId", since(0)),
                        field<&MetadataResponseBroker::host>("Host", since(0)),
                        field<&MetadataResponseBroker::port>("Port", since(0)),
                        field<&MetadataResponseBroker::rack>(
                            "Rack", since(1), {.nullable = since(1), .ignorable = true}));
    }
  };

  struct MetadataResponsePartition {
    ErrorCode error_code = ErrorCode::none;
    PartitionIndex partition_index;
    BrokerId leader_id;
    LeaderEpoch leader_epoch{-1};
    std::vector<BrokerId> replica_nodes;
    std::vector<BrokerId> isr_nodes;
    std::vector<BrokerId> offline_replicas;
    UnknownTags unknown_tags;

    bool operator==(const MetadataResponsePartition&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&MetadataResponsePartition::error_code>("ErrorCode", since(0)),
          field<&MetadataResponsePartition::partition_index>("PartitionIndex", since(0)),
          field<&MetadataResponsePartition::leader_id>("LeaderId", since(0)),
          field<&MetadataResponsePartition::leader_epoch>("LeaderEpoch", since(7),
                                                          {.ignorable = true}),
          field<&MetadataResponsePartition::replica_nodes>("ReplicaNodes", since(0)),
          field<&MetadataResponsePartition::isr_nodes>("IsrNodes", since(0)),
          field<&MetadataResponsePartition::offline_replicas>("OfflineReplicas", since(5),
                                                              {.ignorable = true}));
    }
  };

  struct MetadataResponseTopic {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> name = "";
    Uuid topic_id;
    bool is_internal = false;
    std::vector<MetadataResponsePartition> partitions;
    std::int32_t topic_authorized_operations =
        std::numeric_limits<std::int32_t>::min();  ///< bits; the least number if not asked for
    UnknownTags unknown_tags;

    bool operator==(const MetadataResponseTopic&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&MetadataResponseTopic::error_code>("ErrorCode", since(0)),
          field<&MetadataResponseTopic::name>("Name", since(0), {.nullable = since(12)}),
          field<&MetadataResponseTopic::topic_id>("TopicId", since(10), {.ignorable = true}),
          field<&MetadataResponseTopic::is_internal>("IsInternal", since(1), {.ignorable = true}),
          field<&MetadataResponseTopic::partitions>("Partitions", since(0)),
          field<&MetadataResponseTopic::topic_authorized_operations>("TopicAuthorizedOperations",
                                                                     since(8)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<MetadataResponseBroker> brokers;
  std::optional<std::string> cluster_id;
  BrokerId controller_id{-1};
  std::vector<MetadataResponseTopic> topics;
  std::int32_t cluster_authorized_operations =
      std::numeric_limits<std::int32_t>::min();  ///< bits; the least number if not asked for
  ErrorCode error_code = ErrorCode::none;
  UnknownTags unknown_tags;

  bool operator==(const MetadataResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&MetadataResponse::throttle_time_ms>("ThrottleTimeMs", since(3), {.ignorable = true}),
        field<&MetadataResponse::brokers>("Brokers", since(0)),
        field<&MetadataResponse::cluster_id>("ClusterId", since(2),
                                             {.nullable = since(2), .ignorable = true}),
        field<&MetadataResponse::controller_id>("ControllerId", since(1), {.ignorable = true}),
        field<&MetadataResponse::topics>("Topics", since(0)),
        field<&MetadataResponse::cluster_authorized_operations>("ClusterAuthorizedOperations",
                                                                between(8, 10)),
        field<&MetadataResponse::error_code>("ErrorCode", since(13), {.ignorable = true}));
  }
};

}  // namespace fl::wire
