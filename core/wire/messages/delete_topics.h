// DeleteTopics (20): removes topics by name, from version 6 on by name or id.
#pragma once
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

/// Topics to delete: `topic_names` up to version 5, `topics` from 6 on.
struct DeleteTopicsRequest {
  static constexpr std::string_view kName = "DeleteTopicsRequest";
  static constexpr ApiKey kApi = ApiKey::delete_topics;
  static constexpr Versions kVersions = between(1, 6);
  static constexpr Versions kFlexible = since(4);

  struct DeleteTopicState {
    std::optional<std::string> name;
    Uuid topic_id;
    UnknownTags unknown_tags;

    bool operator==(const DeleteTopicState&) const = default;

    static consteval auto fields() {
      return field_list(field<&DeleteTopicState::name>("Name", since(6), {.nullable = since(6)}),
                        field<&DeleteTopicState::topic_id>("TopicId", since(6)));
    }
  };

  std::vector<DeleteTopicState> topics;
  std::vector<std::string> topic_names;
  std::int32_t timeout_ms = 0;
  UnknownTags unknown_tags;

  bool operator==(const DeleteTopicsRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DeleteTopicsRequest::topics>("Topics", since(6)),
        field<&DeleteTopicsRequest::topic_names>("TopicNames", between(0, 5), {.ignorable = true}),
        field<&DeleteTopicsRequest::timeout_ms>("TimeoutMs", since(0)));
  }
};

/// Per topic: whether it was deleted.
struct DeleteTopicsResponse {
  static constexpr std::string_view kName = "DeleteTopicsResponse";
  static constexpr ApiKey kApi = ApiKey::delete_topics;
  static constexpr Versions kVersions = between(1, 6);
  static constexpr Versions kFlexible = since(4);

  struct DeletableTopicResult {
    std::optional<std::string> name = "";
    Uuid topic_id;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message;
    UnknownTags unknown_tags;

    bool operator==(const DeletableTopicResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DeletableTopicResult::name>("Name", since(0), {.nullable = since(6)}),
          field<&DeletableTopicResult::topic_id>("TopicId", since(6), {.ignorable = true}),
          field<&DeletableTopicResult::error_code>("ErrorCode", since(0)),
          field<&DeletableTopicResult::error_message>("ErrorMessage", since(5),
                                                      {.nullable = since(5), .ignorable = true}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DeletableTopicResult> responses;
  UnknownTags unknown_tags;

  bool operator==(const DeleteTopicsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DeleteTopicsResponse::throttle_time_ms>("ThrottleTimeMs", since(1),
                                                                     {.ignorable = true}),
                      field<&DeleteTopicsResponse::responses>("Responses", since(0)));
  }
};

}  // namespace fl::wire
