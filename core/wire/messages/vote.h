// Vote (52): a candidate of the metadata quorum asks a voter for its vote, or in a pre-vote
// whether it would get it (KIP-595, KIP-996).
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

/// The candidate, and the end of its log. Kafka has one topic, __cluster_metadata, with one
/// partition.
struct VoteRequest {
  static constexpr std::string_view kName = "VoteRequest";
  static constexpr ApiKey kApi = ApiKey::vote;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    LeaderEpoch replica_epoch;  ///< the candidate's; in a pre-vote the epoch it would leave
    BrokerId replica_id;        ///< the candidate
    Uuid replica_directory_id;
    Uuid voter_directory_id;
    LeaderEpoch last_offset_epoch;  ///< of the last record in the candidate's log
    Offset last_offset;             ///< exclusive: the candidate's log end
    bool pre_vote = false;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::replica_epoch>("ReplicaEpoch", since(0)),
                        field<&PartitionData::replica_id>("ReplicaId", since(0)),
                        field<&PartitionData::replica_directory_id>("ReplicaDirectoryId", since(1),
                                                                    {.ignorable = true}),
                        field<&PartitionData::voter_directory_id>("VoterDirectoryId", since(1),
                                                                  {.ignorable = true}),
                        field<&PartitionData::last_offset_epoch>("LastOffsetEpoch", since(0)),
                        field<&PartitionData::last_offset>("LastOffset", since(0)),
                        field<&PartitionData::pre_vote>("PreVote", since(2)));
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

  std::optional<std::string> cluster_id;
  BrokerId voter_id{-1};  ///< who is asked; -1 where the sender cannot say
  std::vector<TopicData> topics;
  UnknownTags unknown_tags;

  bool operator==(const VoteRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&VoteRequest::cluster_id>("ClusterId", since(0), {.nullable = since(0)}),
        field<&VoteRequest::voter_id>("VoterId", since(1), {.ignorable = true}),
        field<&VoteRequest::topics>("Topics", since(0)));
  }
};

/// Whether the vote is given, and whom the voter knows as leader.
struct VoteResponse {
  static constexpr std::string_view kName = "VoteResponse";
  static constexpr ApiKey kApi = ApiKey::vote;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    BrokerId leader_id;  ///< -1: none is known
    LeaderEpoch leader_epoch;
    bool vote_granted = false;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::error_code>("ErrorCode", since(0)),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)),
                        field<&PartitionData::vote_granted>("VoteGranted", since(0)));
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

  bool operator==(const VoteResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&VoteResponse::error_code>("ErrorCode", since(0)),
                      field<&VoteResponse::topics>("Topics", since(0)),
                      field<&VoteResponse::node_endpoints>("NodeEndpoints", since(1), {.tag = 0}));
  }
};

}  // namespace fl::wire
