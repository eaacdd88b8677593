// ListOffsets (2): the offset at a time, or at a special place (-1 latest, -2 earliest, -3 of the
// largest timestamp, -4 earliest local, -5 latest tiered, -6 earliest pending upload).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Times or special places to look up, per partition.
struct ListOffsetsRequest {
  static constexpr std::string_view kName = "ListOffsetsRequest";
  static constexpr ApiKey kApi = ApiKey::list_offsets;
  static constexpr Versions kVersions = between(1, 11);
  static constexpr Versions kFlexible = since(6);

  struct ListOffsetsPartition {
    PartitionIndex partition_index;
    LeaderEpoch current_leader_epoch{-1};
    Timestamp timestamp;  ///< ms; below zero a special place
    UnknownTags unknown_tags;

    bool operator==(const ListOffsetsPartition&) const = default;

    static consteval auto fields() {
      return field_list(field<&ListOffsetsPartition::partition_index>("PartitionIndex", since(0)),
                        field<&ListOffsetsPartition::current_leader_epoch>(
                            "CurrentLeaderEpoch", since(4), {.ignorable = true}),
                        field<&ListOffsetsPartition::timestamp>("Timestamp", since(0)));
    }
  };

  struct ListOffsetsTopic {
    std::string name;
    std::vector<ListOffsetsPartition> partitions;
    UnknownTags unknown_tags;

    bool operator==(const ListOffsetsTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&ListOffsetsTopic::name>("Name", since(0)),
                        field<&ListOffsetsTopic::partitions>("Partitions", since(0)));
    }
  };

  BrokerId replica_id;
  std::int8_t isolation_level = 0;
  std::vector<ListOffsetsTopic> topics;
  std::int32_t timeout_ms = 0;
  UnknownTags unknown_tags;

  bool operator==(const ListOffsetsRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ListOffsetsRequest::replica_id>("ReplicaId", since(0)),
        field<&ListOffsetsRequest::isolation_level>("IsolationLevel", since(2)),
        field<&ListOffsetsRequest::topics>("Topics", since(0)),
        field<&ListOffsetsRequest::timeout_ms>("TimeoutMs", since(10), {.ignorable = true}));
  }
};

/// The offset and timestamp found, -1 for none.
struct ListOffsetsResponse {
  static constexpr std::string_view kName = "ListOffsetsResponse";
  static constexpr ApiKey kApi = ApiKey::list_offsets;
  static constexpr Versions kVersions = between(1, 11);
  static constexpr Versions kFlexible = since(6);

  struct ListOffsetsPartitionResponse {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    Timestamp timestamp{-1};
    Offset offset{-1};
    LeaderEpoch leader_epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const ListOffsetsPartitionResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ListOffsetsPartitionResponse::partition_index>("PartitionIndex", since(0)),
          field<&ListOffsetsPartitionResponse::error_code>("ErrorCode", since(0)),
          field<&ListOffsetsPartitionResponse::timestamp>("Timestamp", since(1)),
          field<&ListOffsetsPartitionResponse::offset>("Offset", since(1)),
          field<&ListOffsetsPartitionResponse::leader_epoch>("LeaderEpoch", since(4)));
    }
  };

  struct ListOffsetsTopicResponse {
    std::string name;
    std::vector<ListOffsetsPartitionResponse> partitions;
    UnknownTags unknown_tags;

    bool operator==(const ListOffsetsTopicResponse&) const = default;

    static consteval auto fields() {
      return field_list(field<&ListOffsetsTopicResponse::name>("Name", since(0)),
                        field<&ListOffsetsTopicResponse::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<ListOffsetsTopicResponse> topics;
  UnknownTags unknown_tags;

  bool operator==(const ListOffsetsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&ListOffsetsResponse::throttle_time_ms>("ThrottleTimeMs", since(2),
                                                                    {.ignorable = true}),
                      field<&ListOffsetsResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
