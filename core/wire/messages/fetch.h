// Fetch (1): records from an offset on, for consumers and followers; waits up to max_wait_ms for
// min_bytes. Sessions (KIP-227) send only what changed. Topics go by name up to version 12, by id
// from 13 on.
#pragma once
#include "core/base/ids.h"
#include "core/base/parts.h"
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

/// Partitions to read, and how long to wait. `replica_id` is -1 for consumers; from version 15 on
/// it is in `replica_state`.
struct FetchRequest {
  static constexpr std::string_view kName = "FetchRequest";
  static constexpr ApiKey kApi = ApiKey::fetch;
  static constexpr Versions kVersions = between(4, 18);
  static constexpr Versions kFlexible = since(12);

  struct ReplicaState {
    BrokerId replica_id{-1};
    BrokerEpoch replica_epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const ReplicaState&) const = default;

    static consteval auto fields() {
      return field_list(field<&ReplicaState::replica_id>("ReplicaId", since(15)),
                        field<&ReplicaState::replica_epoch>("ReplicaEpoch", since(15)));
    }
  };

  struct FetchPartition {
    PartitionIndex partition;
    LeaderEpoch current_leader_epoch{-1};
    Offset fetch_offset;
    LeaderEpoch last_fetched_epoch{
        -1};  ///< of the last record that the fetcher has; -1 asks for no check
    Offset log_start_offset{-1};
    std::int32_t partition_max_bytes = 0;
    Uuid replica_directory_id;
    Offset high_watermark{std::numeric_limits<std::int64_t>::max()};  ///< as the follower knows it
    UnknownTags unknown_tags;

    bool operator==(const FetchPartition&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&FetchPartition::partition>("Partition", since(0)),
          field<&FetchPartition::current_leader_epoch>("CurrentLeaderEpoch", since(9),
                                                       {.ignorable = true}),
          field<&FetchPartition::fetch_offset>("FetchOffset", since(0)),
          field<&FetchPartition::last_fetched_epoch>("LastFetchedEpoch", since(12)),
          field<&FetchPartition::log_start_offset>("LogStartOffset", since(5), {.ignorable = true}),
          field<&FetchPartition::partition_max_bytes>("PartitionMaxBytes", since(0)),
          field<&FetchPartition::replica_directory_id>("ReplicaDirectoryId", since(17),
                                                       {.tag = 0, .ignorable = true}),
          field<&FetchPartition::high_watermark>("HighWatermark", since(18),
                                                 {.tag = 1, .ignorable = true}));
    }
  };

  struct FetchTopic {
    std::string topic;
    Uuid topic_id;
    std::vector<FetchPartition> partitions;
    UnknownTags unknown_tags;

    bool operator==(const FetchTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&FetchTopic::topic>("Topic", between(0, 12), {.ignorable = true}),
                        field<&FetchTopic::topic_id>("TopicId", since(13), {.ignorable = true}),
                        field<&FetchTopic::partitions>("Partitions", since(0)));
    }
  };

  struct ForgottenTopic {
    std::string topic;
    Uuid topic_id;
    std::vector<PartitionIndex> partitions;
    UnknownTags unknown_tags;

    bool operator==(const ForgottenTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&ForgottenTopic::topic>("Topic", between(7, 12), {.ignorable = true}),
                        field<&ForgottenTopic::topic_id>("TopicId", since(13), {.ignorable = true}),
                        field<&ForgottenTopic::partitions>("Partitions", since(7)));
    }
  };

  std::optional<std::string> cluster_id;
  BrokerId replica_id{-1};
  ReplicaState replica_state;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int8_t isolation_level = 0;
  std::int32_t session_id = 0;      ///< 0: no session, or a new one
  std::int32_t session_epoch = -1;  ///< -1: no session, 0: a full fetch that makes one
  std::vector<FetchTopic> topics;
  std::vector<ForgottenTopic> forgotten_topics_data;
  std::string rack_id;
  UnknownTags unknown_tags;

  bool operator==(const FetchRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&FetchRequest::cluster_id>("ClusterId", since(12),
                                         {.nullable = since(12), .tag = 0, .ignorable = true}),
        field<&FetchRequest::replica_id>("ReplicaId", between(0, 14)),
        field<&FetchRequest::replica_state>("ReplicaState", since(15), {.tag = 1}),
        field<&FetchRequest::max_wait_ms>("MaxWaitMs", since(0)),
        field<&FetchRequest::min_bytes>("MinBytes", since(0)),
        field<&FetchRequest::max_bytes>("MaxBytes", since(3), {.ignorable = true}),
        field<&FetchRequest::isolation_level>("IsolationLevel", since(4), {.ignorable = true}),
        field<&FetchRequest::session_id>("SessionId", since(7), {.ignorable = true}),
        field<&FetchRequest::session_epoch>("SessionEpoch", since(7), {.ignorable = true}),
        field<&FetchRequest::topics>("Topics", since(0)),
        field<&FetchRequest::forgotten_topics_data>("ForgottenTopicsData", since(7)),
        field<&FetchRequest::rack_id>("RackId", since(11), {.ignorable = true}));
  }
};

/// Records per partition: whole batches, of which the first may begin before the asked offset.
struct FetchResponse {
  static constexpr std::string_view kName = "FetchResponse";
  static constexpr ApiKey kApi = ApiKey::fetch;
  static constexpr Versions kVersions = between(4, 18);
  static constexpr Versions kFlexible = since(12);

  struct EpochEndOffset {
    LeaderEpoch epoch{-1};
    Offset end_offset{-1};
    UnknownTags unknown_tags;

    bool operator==(const EpochEndOffset&) const = default;

    static consteval auto fields() {
      return field_list(field<&EpochEndOffset::epoch>("Epoch", since(12)),
                        field<&EpochEndOffset::end_offset>("EndOffset", since(12)));
    }
  };

  struct LeaderIdAndEpoch {
    BrokerId leader_id{-1};
    LeaderEpoch leader_epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const LeaderIdAndEpoch&) const = default;

    static consteval auto fields() {
      return field_list(field<&LeaderIdAndEpoch::leader_id>("LeaderId", since(12)),
                        field<&LeaderIdAndEpoch::leader_epoch>("LeaderEpoch", since(12)));
    }
  };

  struct SnapshotId {
    Offset end_offset{-1};
    LeaderEpoch epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const SnapshotId&) const = default;

    static consteval auto fields() {
      return field_list(field<&SnapshotId::end_offset>("EndOffset", since(0)),
                        field<&SnapshotId::epoch>("Epoch", since(0)));
    }
  };

  struct AbortedTransaction {
    ProducerId producer_id;
    Offset first_offset;
    UnknownTags unknown_tags;

    bool operator==(const AbortedTransaction&) const = default;

    static consteval auto fields() {
      return field_list(field<&AbortedTransaction::producer_id>("ProducerId", since(4)),
                        field<&AbortedTransaction::first_offset>("FirstOffset", since(4)));
    }
  };

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    Offset high_watermark;
    Offset last_stable_offset{-1};
    Offset log_start_offset{-1};
    EpochEndOffset diverging_epoch;
    LeaderIdAndEpoch current_leader;
    SnapshotId snapshot_id;
    std::optional<std::vector<AbortedTransaction>> aborted_transactions =
        std::vector<AbortedTransaction>{};  ///< null unless read committed
    BrokerId preferred_read_replica{-1};
    std::optional<Records> records;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionData::partition_index>("PartitionIndex", since(0)),
          field<&PartitionData::error_code>("ErrorCode", since(0)),
          field<&PartitionData::high_watermark>("HighWatermark", since(0)),
          field<&PartitionData::last_stable_offset>("LastStableOffset", since(4),
                                                    {.ignorable = true}),
          field<&PartitionData::log_start_offset>("LogStartOffset", since(5), {.ignorable = true}),
          field<&PartitionData::diverging_epoch>("DivergingEpoch", since(12), {.tag = 0}),
          field<&PartitionData::current_leader>("CurrentLeader", since(12), {.tag = 1}),
          field<&PartitionData::snapshot_id>("SnapshotId", since(12), {.tag = 2}),
          field<&PartitionData::aborted_transactions>("AbortedTransactions", since(4),
                                                      {.nullable = since(4), .ignorable = true}),
          field<&PartitionData::preferred_read_replica>("PreferredReadReplica", since(11)),
          field<&PartitionData::records>("Records", since(0), {.nullable = since(0)}));
    }
  };

  struct FetchableTopicResponse {
    std::string topic;
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const FetchableTopicResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&FetchableTopicResponse::topic>("Topic", between(0, 12), {.ignorable = true}),
          field<&FetchableTopicResponse::topic_id>("TopicId", since(13), {.ignorable = true}),
          field<&FetchableTopicResponse::partitions>("Partitions", since(0)));
    }
  };

  struct NodeEndpoint {
    BrokerId node_id;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    UnknownTags unknown_tags;

    bool operator==(const NodeEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&NodeEndpoint::node_id>("NodeId", since(16)),
                        field<&NodeEndpoint::host>("Host", since(16)),
                        field<&NodeEndpoint::port>("Port", since(16)),
                        field<&NodeEndpoint::rack>("Rack", since(16), {.nullable = since(16)}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::int32_t session_id = 0;  ///< 0: no session
  std::vector<FetchableTopicResponse> responses;
  std::vector<NodeEndpoint> node_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const FetchResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&FetchResponse::throttle_time_ms>("ThrottleTimeMs", since(1), {.ignorable = true}),
        field<&FetchResponse::error_code>("ErrorCode", since(7), {.ignorable = true}),
        field<&FetchResponse::session_id>("SessionId", since(7)),
        field<&FetchResponse::responses>("Responses", since(0)),
        field<&FetchResponse::node_endpoints>("NodeEndpoints", since(16), {.tag = 0}));
  }
};

}  // namespace fl::wire
