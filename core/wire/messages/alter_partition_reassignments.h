// AlterPartitionReassignments (45): new replicas for partitions, or the end of a move under way
// (KIP-455).
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

/// Per partition its replicas to be.
struct AlterPartitionReassignmentsRequest {
  static constexpr std::string_view kName = "AlterPartitionReassignmentsRequest";
  static constexpr ApiKey kApi = ApiKey::alter_partition_reassignments;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct ReassignablePartition {
    PartitionIndex partition_index;
    std::optional<std::vector<BrokerId>> replicas;  ///< null: cancel what is under way
    UnknownTags unknown_tags;

    bool operator==(const ReassignablePartition&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ReassignablePartition::partition_index>("PartitionIndex", since(0)),
          field<&ReassignablePartition::replicas>("Replicas", since(0), {.nullable = since(0)}));
    }
  };

  struct ReassignableTopic {
    std::string name;
    std::vector<ReassignablePartition> partitions;
    UnknownTags unknown_tags;

    bool operator==(const ReassignableTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&ReassignableTopic::name>("Name", since(0)),
                        field<&ReassignableTopic::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t timeout_ms = 60000;
  bool allow_replication_factor_change = true;
  std::vector<ReassignableTopic> topics;
  UnknownTags unknown_tags;

  bool operator==(const AlterPartitionReassignmentsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterPartitionReassignmentsRequest::timeout_ms>("TimeoutMs", since(0)),
                      field<&AlterPartitionReassignmentsRequest::allow_replication_factor_change>(
                          "AllowReplicationFactorChange", since(1)),
                      field<&AlterPartitionReassignmentsRequest::topics>("Topics", since(0)));
  }
};

/// Per partition whether the move has begun.
struct AlterPartitionReassignmentsResponse {
  static constexpr std::string_view kName = "AlterPartitionReassignmentsResponse";
  static constexpr ApiKey kApi = ApiKey::alter_partition_reassignments;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct ReassignablePartitionResponse {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    UnknownTags unknown_tags;

    bool operator==(const ReassignablePartitionResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ReassignablePartitionResponse::partition_index>("PartitionIndex", since(0)),
          field<&ReassignablePartitionResponse::error_code>("ErrorCode", since(0)),
          field<&ReassignablePartitionResponse::error_message>("ErrorMessage", since(0),
                                                               {.nullable = since(0)}));
    }
  };

  struct ReassignableTopicResponse {
    std::string name;
    std::vector<ReassignablePartitionResponse> partitions;
    UnknownTags unknown_tags;

    bool operator==(const ReassignableTopicResponse&) const = default;

    static consteval auto fields() {
      return field_list(field<&ReassignableTopicResponse::name>("Name", since(0)),
                        field<&ReassignableTopicResponse::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  bool allow_replication_factor_change = true;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  std::vector<ReassignableTopicResponse> responses;
  UnknownTags unknown_tags;

  bool operator==(const AlterPartitionReassignmentsResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AlterPartitionReassignmentsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&AlterPartitionReassignmentsResponse::allow_replication_factor_change>(
            "AllowReplicationFactorChange", since(1), {.ignorable = true}),
        field<&AlterPartitionReassignmentsResponse::error_code>("ErrorCode", since(0)),
        field<&AlterPartitionReassignmentsResponse::error_message>("ErrorMessage", since(0),
                                                                   {.nullable = since(0)}),
        field<&AlterPartitionReassignmentsResponse::responses>("Responses", since(0)));
  }
};

}  // namespace fl::wire
