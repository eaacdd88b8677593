// OffsetForLeaderEpoch (23): where a leader epoch ends in a log, for finding the point where two
// logs part (KIP-101, KIP-320).
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

/// Leader epochs to look up, per partition.
struct OffsetForLeaderEpochRequest {
  static constexpr std::string_view kName = "OffsetForLeaderEpochRequest";
  static constexpr ApiKey kApi = ApiKey::offset_for_leader_epoch;
  static constexpr Versions kVersions = between(2, 4);
  static constexpr Versions kFlexible = since(4);

  struct OffsetForLeaderPartition {
    PartitionIndex partition;
    LeaderEpoch current_leader_epoch{-1};
    LeaderEpoch leader_epoch;
    UnknownTags unknown_tags;

    bool operator==(const OffsetForLeaderPartition&) const = default;

    static consteval auto fields() {
      return field_list(field<&OffsetForLeaderPartition::partition>("Partition", since(0)),
                        field<&OffsetForLeaderPartition::current_leader_epoch>(
                            "CurrentLeaderEpoch", since(2), {.ignorable = true}),
                        field<&OffsetForLeaderPartition::leader_epoch>("LeaderEpoch", since(0)));
    }
  };

  struct OffsetForLeaderTopic {
    std::string topic;
    std::vector<OffsetForLeaderPartition> partitions;
    UnknownTags unknown_tags;

    bool operator==(const OffsetForLeaderTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&OffsetForLeaderTopic::topic>("Topic", since(0)),
                        field<&OffsetForLeaderTopic::partitions>("Partitions", since(0)));
    }
  };

  BrokerId replica_id{-2};
  std::vector<OffsetForLeaderTopic> topics;
  UnknownTags unknown_tags;

  bool operator==(const OffsetForLeaderEpochRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&OffsetForLeaderEpochRequest::replica_id>("ReplicaId", since(3), {.ignorable = true}),
        field<&OffsetForLeaderEpochRequest::topics>("Topics", since(0)));
  }
};

/// The largest epoch not above the asked one, and its end offset (exclusive), -1 where unknown.
struct OffsetForLeaderEpochResponse {
  static constexpr std::string_view kName = "OffsetForLeaderEpochResponse";
  static constexpr ApiKey kApi = ApiKey::offset_for_leader_epoch;
  static constexpr Versions kVersions = between(2, 4);
  static constexpr Versions kFlexible = since(4);

  struct EpochEndOffset {
    ErrorCode error_code = ErrorCode::none;
    PartitionIndex partition;
    LeaderEpoch leader_epoch{-1};
    Offset end_offset{-1};
    UnknownTags unknown_tags;

    bool operator==(const EpochEndOffset&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&EpochEndOffset::error_code>("ErrorCode", since(0)),
          field<&EpochEndOffset::partition>("Partition", since(0)),
          field<&EpochEndOffset::leader_epoch>("LeaderEpoch", since(1), {.ignorable = true}),
          field<&EpochEndOffset::end_offset>("EndOffset", since(0)));
    }
  };

  struct OffsetForLeaderTopicResult {
    std::string topic;
    std::vector<EpochEndOffset> partitions;
    UnknownTags unknown_tags;

    bool operator==(const OffsetForLeaderTopicResult&) const = default;

    static consteval auto fields() {
      return field_list(field<&OffsetForLeaderTopicResult::topic>("Topic", since(0)),
                        field<&OffsetForLeaderTopicResult::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<OffsetForLeaderTopicResult> topics;
  UnknownTags unknown_tags;

  bool operator==(const OffsetForLeaderEpochResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&OffsetForLeaderEpochResponse::throttle_time_ms>(
                          "ThrottleTimeMs", since(2), {.ignorable = true}),
                      field<&OffsetForLeaderEpochResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
