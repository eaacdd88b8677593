// FetchSnapshot (59): a piece of a snapshot of the metadata log, for a follower or observer
// that is behind the leader's log start (KIP-630).
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

/// Which snapshot, and from which byte on.
struct FetchSnapshotRequest {
  static constexpr std::string_view kName = "FetchSnapshotRequest";
  static constexpr ApiKey kApi = ApiKey::fetch_snapshot;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct SnapshotId {
    Offset end_offset;  ///< exclusive: the snapshot holds the records below it
    LeaderEpoch epoch;
    UnknownTags unknown_tags;

    bool operator==(const SnapshotId&) const = default;

    static consteval auto fields() {
      return field_list(field<&SnapshotId::end_offset>("EndOffset", since(0)),
                        field<&SnapshotId::epoch>("Epoch", since(0)));
    }
  };

  struct PartitionSnapshot {
    PartitionIndex partition;
    LeaderEpoch current_leader_epoch;
    SnapshotId snapshot_id;
    Position position;  ///< of the first byte wanted
    Uuid replica_directory_id;
    UnknownTags unknown_tags;

    bool operator==(const PartitionSnapshot&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionSnapshot::partition>("Partition", since(0)),
          field<&PartitionSnapshot::current_leader_epoch>("CurrentLeaderEpoch", since(0)),
          field<&PartitionSnapshot::snapshot_id>("SnapshotId", since(0)),
          field<&PartitionSnapshot::position>("Position", since(0)),
          field<&PartitionSnapshot::replica_directory_id>("ReplicaDirectoryId", since(1),
                                                          {.tag = 0, .ignorable = true}));
    }
  };

  struct TopicSnapshot {
    std::string name;
    std::vector<PartitionSnapshot> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicSnapshot&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicSnapshot::name>("Name", since(0)),
                        field<&TopicSnapshot::partitions>("Partitions", since(0)));
    }
  };

  std::optional<std::string> cluster_id;
  BrokerId replica_id{-1};
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::vector<TopicSnapshot> topics;
  UnknownTags unknown_tags;

  bool operator==(const FetchSnapshotRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&FetchSnapshotRequest::cluster_id>("ClusterId", since(0),
                                                               {.nullable = since(0), .tag = 0}),
                      field<&FetchSnapshotRequest::replica_id>("ReplicaId", since(0)),
                      field<&FetchSnapshotRequest::max_bytes>("MaxBytes", since(0)),
                      field<&FetchSnapshotRequest::topics>("Topics", since(0)));
  }
};

/// Bytes of the snapshot: batches, the last of which may be cut.
struct FetchSnapshotResponse {
  static constexpr std::string_view kName = "FetchSnapshotResponse";
  static constexpr ApiKey kApi = ApiKey::fetch_snapshot;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct SnapshotId {
    Offset end_offset;
    LeaderEpoch epoch;
    UnknownTags unknown_tags;

    bool operator==(const SnapshotId&) const = default;

    static consteval auto fields() {
      return field_list(field<&SnapshotId::end_offset>("EndOffset", since(0)),
                        field<&SnapshotId::epoch>("Epoch", since(0)));
    }
  };

  struct LeaderIdAndEpoch {
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    UnknownTags unknown_tags;

    bool operator==(const LeaderIdAndEpoch&) const = default;

    static consteval auto fields() {
      return field_list(field<&LeaderIdAndEpoch::leader_id>("LeaderId", since(0)),
                        field<&LeaderIdAndEpoch::leader_epoch>("LeaderEpoch", since(0)));
    }
  };

  struct PartitionSnapshot {
    PartitionIndex index;
    ErrorCode error_code = ErrorCode::none;
    SnapshotId snapshot_id;
    LeaderIdAndEpoch current_leader;
    std::int64_t size = 0;  ///< of the whole snapshot, in bytes
    Position position;      ///< of the first byte here
    Records unaligned_records;
    UnknownTags unknown_tags;

    bool operator==(const PartitionSnapshot&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionSnapshot::index>("Index", since(0)),
          field<&PartitionSnapshot::error_code>("ErrorCode", since(0)),
          field<&PartitionSnapshot::snapshot_id>("SnapshotId", since(0)),
          field<&PartitionSnapshot::current_leader>("CurrentLeader", since(0), {.tag = 0}),
          field<&PartitionSnapshot::size>("Size", since(0)),
          field<&PartitionSnapshot::position>("Position", since(0)),
          field<&PartitionSnapshot::unaligned_records>("UnalignedRecords", since(0)));
    }
  };

  struct TopicSnapshot {
    std::string name;
    std::vector<PartitionSnapshot> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicSnapshot&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicSnapshot::name>("Name", since(0)),
                        field<&TopicSnapshot::partitions>("Partitions", since(0)));
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

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<TopicSnapshot> topics;
  std::vector<NodeEndpoint> node_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const FetchSnapshotResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&FetchSnapshotResponse::throttle_time_ms>("ThrottleTimeMs", since(0),
                                                        {.ignorable = true}),
        field<&FetchSnapshotResponse::error_code>("ErrorCode", since(0)),
        field<&FetchSnapshotResponse::topics>("Topics", since(0)),
        field<&FetchSnapshotResponse::node_endpoints>("NodeEndpoints", since(1), {.tag = 0}));
  }
};

}  // namespace fl::wire
