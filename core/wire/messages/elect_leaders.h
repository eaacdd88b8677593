// ElectLeaders (43): elections on demand, preferred or unclean (KIP-460).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Which partitions; null means all.
struct ElectLeadersRequest {
  static constexpr std::string_view kName = "ElectLeadersRequest";
  static constexpr ApiKey kApi = ApiKey::elect_leaders;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct TopicPartitions {
    std::string topic;
    std::vector<PartitionIndex> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicPartitions&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicPartitions::topic>("Topic", since(0)),
                        field<&TopicPartitions::partitions>("Partitions", since(0)));
    }
  };

  std::int8_t election_type = 0;  ///< 0 preferred, 1 unclean
  std::optional<std::vector<TopicPartitions>> topic_partitions = std::vector<TopicPartitions>{};
  std::int32_t timeout_ms = 60000;
  UnknownTags unknown_tags;

  bool operator==(const ElectLeadersRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&ElectLeadersRequest::election_type>("ElectionType", since(1)),
                      field<&ElectLeadersRequest::topic_partitions>("TopicPartitions", since(0),
                                                                    {.nullable = since(0)}),
                      field<&ElectLeadersRequest::timeout_ms>("TimeoutMs", since(0)));
  }
};

/// Per partition what came of it.
struct ElectLeadersResponse {
  static constexpr std::string_view kName = "ElectLeadersResponse";
  static constexpr ApiKey kApi = ApiKey::elect_leaders;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct PartitionResult {
    PartitionIndex partition_id;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    UnknownTags unknown_tags;

    bool operator==(const PartitionResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionResult::partition_id>("PartitionId", since(0)),
          field<&PartitionResult::error_code>("ErrorCode", since(0)),
          field<&PartitionResult::error_message>("ErrorMessage", since(0), {.nullable = since(0)}));
    }
  };

  struct ReplicaElectionResult {
    std::string topic;
    std::vector<PartitionResult> partition_result;
    UnknownTags unknown_tags;

    bool operator==(const ReplicaElectionResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ReplicaElectionResult::topic>("Topic", since(0)),
          field<&ReplicaElectionResult::partition_result>("PartitionResult", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<ReplicaElectionResult> replica_election_results;
  UnknownTags unknown_tags;

  bool operator==(const ElectLeadersResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ElectLeadersResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&ElectLeadersResponse::error_code>("ErrorCode", since(1)),
        field<&ElectLeadersResponse::replica_election_results>("ReplicaElectionResults", since(0)));
  }
};

}  // namespace fl::wire
