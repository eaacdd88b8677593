// ListPartitionReassignments (46): the moves under way (KIP-455).
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

/// Of which partitions; null means all.
struct ListPartitionReassignmentsRequest {
  static constexpr std::string_view kName = "ListPartitionReassignmentsRequest";
  static constexpr ApiKey kApi = ApiKey::list_partition_reassignments;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct ListPartitionReassignmentsTopics {
    std::string name;
    std::vector<PartitionIndex> partition_indexes;
    UnknownTags unknown_tags;

    bool operator==(const ListPartitionReassignmentsTopics&) const = default;

    static consteval auto fields() {
      return field_list(field<&ListPartitionReassignmentsTopics::name>("Name", since(0)),
                        field<&ListPartitionReassignmentsTopics::partition_indexes>(
                            "PartitionIndexes", since(0)));
    }
  };

  std::int32_t timeout_ms = 60000;
  std::optional<std::vector<ListPartitionReassignmentsTopics>> topics;
  UnknownTags unknown_tags;

  bool operator==(const ListPartitionReassignmentsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&ListPartitionReassignmentsRequest::timeout_ms>("TimeoutMs", since(0)),
                      field<&ListPartitionReassignmentsRequest::topics>("Topics", since(0),
                                                                        {.nullable = since(0)}));
  }
};

/// Only partitions that are being moved.
struct ListPartitionReassignmentsResponse {
  static constexpr std::string_view kName = "ListPartitionReassignmentsResponse";
  static constexpr ApiKey kApi = ApiKey::list_partition_reassignments;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct OngoingPartitionReassignment {
    PartitionIndex partition_index;
    std::vector<BrokerId> replicas;
    std::vector<BrokerId> adding_replicas;
    std::vector<BrokerId> removing_replicas;
    UnknownTags unknown_tags;

    bool operator==(const OngoingPartitionReassignment&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&OngoingPartitionReassignment::partition_index>("PartitionIndex", since(0)),
          field<&OngoingPartitionReassignment::replicas>("Replicas", since(0)),
          field<&OngoingPartitionReassignment::adding_replicas>("AddingReplicas", since(0)),
          field<&OngoingPartitionReassignment::removing_replicas>("RemovingReplicas", since(0)));
    }
  };

  struct OngoingTopicReassignment {
    std::string name;
    std::vector<OngoingPartitionReassignment> partitions;
    UnknownTags unknown_tags;

    bool operator==(const OngoingTopicReassignment&) const = default;

    static consteval auto fields() {
      return field_list(field<&OngoingTopicReassignment::name>("Name", since(0)),
                        field<&OngoingTopicReassignment::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  std::vector<OngoingTopicReassignment> topics;
  UnknownTags unknown_tags;

  bool operator==(const ListPartitionReassignmentsResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ListPartitionReassignmentsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&ListPartitionReassignmentsResponse::error_code>("ErrorCode", since(0)),
        field<&ListPartitionReassignmentsResponse::error_message>("ErrorMessage", since(0),
                                                                  {.nullable = since(0)}),
        field<&ListPartitionReassignmentsResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
