// BeginQuorumEpoch (53): a new leader of the metadata quorum tells a voter of its epoch
// (KIP-595).
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

/// The leader, its epoch and, from version 1 on, where it listens.
struct BeginQuorumEpochRequest {
  static constexpr std::string_view kName = "BeginQuorumEpochRequest";
  static constexpr ApiKey kApi = ApiKey::begin_quorum_epoch;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  struct PartitionData {
    PartitionIndex partition_index;
    Uuid voter_directory_id;
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::voter_directory_id>("VoterDirectoryId", since(1),
                                                                  {.ignorable = true}),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)));
    }
  };

  struct TopicData {
    std::string topic_name;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_name>("TopicName", since(0)),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  struct LeaderEndpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const LeaderEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&LeaderEndpoint::name>("Name", since(1)),
                        field<&LeaderEndpoint::host>("Host", since(1)),
                        field<&LeaderEndpoint::port>("Port", since(1)));
    }
  };

  std::optional<std::string> cluster_id;
  BrokerId voter_id{-1};  ///< who is told
  std::vector<TopicData> topics;
  std::vector<LeaderEndpoint> leader_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const BeginQuorumEpochRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BeginQuorumEpochRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&BeginQuorumEpochRequest::voter_id>("VoterId", since(1), {.ignorable = true}),
        field<&BeginQuorumEpochRequest::topics>("Topics", since(0)),
        field<&BeginQuorumEpochRequest::leader_endpoints>("LeaderEndpoints", since(1),
                                                          {.ignorable = true}));
  }
};

/// The leader and epoch that the voter knows.
struct BeginQuorumEpochResponse {
  static constexpr std::string_view kName = "BeginQuorumEpochResponse";
  static constexpr ApiKey kApi = ApiKey::begin_quorum_epoch;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::error_code>("ErrorCode", since(0)),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)));
    }
  };

  struct TopicData {
    std::string topic_name;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_name>("TopicName", since(0)),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  struct NodeEndpoint {
    BrokerId node_id;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const NodeEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&NodeEndpoint::node_id>("NodeId", since(1)),
                        field<&NodeEndpoint::host>("Host", since(1)),
                        field<&NodeEndpoint::port>("Port", since(1)));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::vector<TopicData> topics;
  std::vector<NodeEndpoint> node_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const BeginQuorumEpochResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BeginQuorumEpochResponse::error_code>("ErrorCode", since(0)),
        field<&BeginQuorumEpochResponse::topics>("Topics", since(0)),
        field<&BeginQuorumEpochResponse::node_endpoints>("NodeEndpoints", since(1), {.tag = 0}));
  }
};

}  // namespace fl::wire
