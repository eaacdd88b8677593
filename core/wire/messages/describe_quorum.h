// DescribeQuorum (55): the voters and observers of the metadata quorum, and how far each has
// come (KIP-595, KIP-836).
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

/// Always of __cluster_metadata-0.
struct DescribeQuorumRequest {
  static constexpr std::string_view kName = "DescribeQuorumRequest";
  static constexpr ApiKey kApi = ApiKey::describe_quorum;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)));
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

  std::vector<TopicData> topics;
  UnknownTags unknown_tags;

  bool operator==(const DescribeQuorumRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeQuorumRequest::topics>("Topics", since(0)));
  }
};

/// The leader's view; of itself, too.
struct DescribeQuorumResponse {
  static constexpr std::string_view kName = "DescribeQuorumResponse";
  static constexpr ApiKey kApi = ApiKey::describe_quorum;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct ReplicaState {
    BrokerId replica_id;
    Uuid replica_directory_id;
    Offset log_end_offset;  ///< -1: unknown
    Timestamp last_fetch_timestamp{-1};
    Timestamp last_caught_up_timestamp{-1};
    UnknownTags unknown_tags;

    bool operator==(const ReplicaState&) const = default;

    static consteval auto fields() {
      return field_list(field<&ReplicaState::replica_id>("ReplicaId", since(0)),
                        field<&ReplicaState::replica_directory_id>("ReplicaDirectoryId", since(2)),
                        field<&ReplicaState::log_end_offset>("LogEndOffset", since(0)),
                        field<&ReplicaState::last_fetch_timestamp>("LastFetchTimestamp", since(1),
                                                                   {.ignorable = true}),
                        field<&ReplicaState::last_caught_up_timestamp>(
                            "LastCaughtUpTimestamp", since(1), {.ignorable = true}));
    }
  };

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    Offset high_watermark;
    std::vector<ReplicaState> current_voters;
    std::vector<ReplicaState> observers;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::error_code>("ErrorCode", since(0)),
                        field<&PartitionData::error_message>(
                            "ErrorMessage", since(2), {.nullable = since(2), .ignorable = true}),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)),
                        field<&PartitionData::high_watermark>("HighWatermark", since(0)),
                        field<&PartitionData::current_voters>("CurrentVoters", since(0)),
                        field<&PartitionData::observers>("Observers", since(0)));
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

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    UnknownTags unknown_tags;

    bool operator==(const Listener&) const = default;

    static consteval auto fields() {
      return field_list(field<&Listener::name>("Name", since(2)),
                        field<&Listener::host>("Host", since(2)),
                        field<&Listener::port>("Port", since(2)));
    }
  };

  struct Node {
    BrokerId node_id;
    std::vector<Listener> listeners;
    UnknownTags unknown_tags;

    bool operator==(const Node&) const = default;

    static consteval auto fields() {
      return field_list(field<&Node::node_id>("NodeId", since(2)),
                        field<&Node::listeners>("Listeners", since(2)));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  std::vector<TopicData> topics;
  std::vector<Node> nodes;
  UnknownTags unknown_tags;

  bool operator==(const DescribeQuorumResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeQuorumResponse::error_code>("ErrorCode", since(0)),
                      field<&DescribeQuorumResponse::error_message>(
                          "ErrorMessage", since(2), {.nullable = since(2), .ignorable = true}),
                      field<&DescribeQuorumResponse::topics>("Topics", since(0)),
                      field<&DescribeQuorumResponse::nodes>("Nodes", since(2)));
  }
};

}  // namespace fl::wire
