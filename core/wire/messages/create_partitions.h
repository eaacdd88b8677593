// CreatePartitions (37): more partitions for a topic; `count` is the new total.
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

/// Topics that get more partitions.
struct CreatePartitionsRequest {
  static constexpr std::string_view kName = "CreatePartitionsRequest";
  static constexpr ApiKey kApi = ApiKey::create_partitions;
  static constexpr Versions kVersions = between(0, 3);
  static constexpr Versions kFlexible = since(2);

  struct CreatePartitionsAssignment {
    std::vector<BrokerId> broker_ids;
    UnknownTags unknown_tags;

    bool operator==(const CreatePartitionsAssignment&) const = default;

    static consteval auto fields() {
      return field_list(field<&CreatePartitionsAssignment::broker_ids>("BrokerIds", since(0)));
    }
  };

  struct CreatePartitionsTopic {
    std::string name;
    std::int32_t count = 0;
    std::optional<std::vector<CreatePartitionsAssignment>> assignments =
        std::vector<CreatePartitionsAssignment>{};
    UnknownTags unknown_tags;

    bool operator==(const CreatePartitionsTopic&) const = default;

    static consteval auto fields() {
      return field_list(field<&CreatePartitionsTopic::name>("Name", since(0)),
                        field<&CreatePartitionsTopic::count>("Count", since(0)),
                        field<&CreatePartitionsTopic::assignments>("Assignments", since(0),
                                                                   {.nullable = since(0)}));
    }
  };

  std::vector<CreatePartitionsTopic> topics;
  std::int32_t timeout_ms = 0;
  bool validate_only = false;
  UnknownTags unknown_tags;

  bool operator==(const CreatePartitionsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&CreatePartitionsRequest::topics>("Topics", since(0)),
                      field<&CreatePartitionsRequest::timeout_ms>("TimeoutMs", since(0)),
                      field<&CreatePartitionsRequest::validate_only>("ValidateOnly", since(0)));
  }
};

/// Per topic: whether the partitions were created.
struct CreatePartitionsResponse {
  static constexpr std::string_view kName = "CreatePartitionsResponse";
  static constexpr ApiKey kApi = ApiKey::create_partitions;
  static constexpr Versions kVersions = between(0, 3);
  static constexpr Versions kFlexible = since(2);

  struct CreatePartitionsTopicResult {
    std::string name;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message;
    UnknownTags unknown_tags;

    bool operator==(const CreatePartitionsTopicResult&) const = default;

    static consteval auto fields() {
      return field_list(field<&CreatePartitionsTopicResult::name>("Name", since(0)),
                        field<&CreatePartitionsTopicResult::error_code>("ErrorCode", since(0)),
                        field<&CreatePartitionsTopicResult::error_message>("ErrorMessage", since(0),
                                                                           {.nullable = since(0)}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<CreatePartitionsTopicResult> results;
  UnknownTags unknown_tags;

  bool operator==(const CreatePartitionsResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&CreatePartitionsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&CreatePartitionsResponse::results>("Results", since(0)));
  }
};

}  // namespace fl::wire
