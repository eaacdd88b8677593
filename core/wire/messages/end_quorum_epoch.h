// EndQuorumEpoch (54): a leader of the metadata quorum that goes tells the voters, best
// successor first, so that they need not wait for their timers (KIP-595).
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

/// The leader that goes, and who should follow it.
struct EndQuorumEpochRequest {
  static constexpr std::string_view kName = "EndQuorumEpochRequest";
  static constexpr ApiKey kApi = ApiKey::end_quorum_epoch;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  struct ReplicaInfo {
    BrokerId candidate_id;
    Uuid candidate_directory_id;
    UnknownTags unknown_tags;

    bool operator==(const ReplicaInfo&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ReplicaInfo::candidate_id>("CandidateId", since(1)),
          field<&ReplicaInfo::candidate_directory_id>("CandidateDirectoryId", since(1)));
    }
  };

  struct PartitionData {
    PartitionIndex partition_index;
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> preferred_successors;     ///< by falling log end offset
    std::vector<ReplicaInfo> preferred_candidates;  ///< the same with directory ids
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)),
                        field<&PartitionData::preferred_successors>(
                            "PreferredSuccessors", between(0, 0), {.ignorable = true}),
                        field<&PartitionData::preferred_candidates>("PreferredCandidates", since(1),
                                                                    {.ignorable = true}));
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
  std::vector<TopicData> topics;
  std::vector<LeaderEndpoint> leader_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const EndQuorumEpochRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&EndQuorumEpochRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&EndQuorumEpochRequest::topics>("Topics", since(0)),
        field<&EndQuorumEpochRequest::leader_endpoints>("LeaderEndpoints", since(1),
                                                        {.ignorable = true}));
  }
};

/// The leader and epoch that the voter knows.
struct EndQuorumEpochResponse {
  static constexpr std::string_view kName = "EndQuorumEpochResponse";
  static constexpr ApiKey kApi = ApiKey::end_quorum_epoch;
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

  bool operator==(const EndQuorumEpochResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&EndQuorumEpochResponse::error_code>("ErrorCode", since(0)),
        field<&EndQuorumEpochResponse::topics>("Topics", since(0)),
        field<&EndQuorumEpochResponse::node_endpoints>("NodeEndpoints", since(1), {.tag = 0}));
  }
};

}  // namespace fl::wire
