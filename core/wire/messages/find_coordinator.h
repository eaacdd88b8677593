// FindCoordinator (10): the broker that coordinates a group (key type 0), a transactional id (1) or
// a share partition (2). From version 4 on several keys at once (KIP-699).
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

/// The key to look up: `key` up to version 3, `coordinator_keys` from 4 on.
struct FindCoordinatorRequest {
  static constexpr std::string_view kName = "FindCoordinatorRequest";
  static constexpr ApiKey kApi = ApiKey::find_coordinator;
  static constexpr Versions kVersions = between(0, 6);
  static constexpr Versions kFlexible = since(3);

  std::string key;
  std::int8_t key_type = 0;  ///< 0 group, 1 transactional id, 2 share
  std::vector<std::string> coordinator_keys;
  UnknownTags unknown_tags;

  bool operator==(const FindCoordinatorRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&FindCoordinatorRequest::key>("Key", between(0, 3)),
        field<&FindCoordinatorRequest::key_type>("KeyType", since(1)),
        field<&FindCoordinatorRequest::coordinator_keys>("CoordinatorKeys", since(4)));
  }
};

/// The coordinator: in the fields at the top up to version 3, in `coordinators` from 4 on.
struct FindCoordinatorResponse {
  static constexpr std::string_view kName = "FindCoordinatorResponse";
  static constexpr ApiKey kApi = ApiKey::find_coordinator;
  static constexpr Versions kVersions = between(0, 6);
  static constexpr Versions kFlexible = since(3);

  struct Coordinator {
    std::string key;
    BrokerId node_id;
    std::string host;
    std::int32_t port = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    UnknownTags unknown_tags;

    bool operator==(const Coordinator&) const = default;

    static consteval auto fields() {
      return field_list(field<&Coordinator::key>("Key", since(4)),
                        field<&Coordinator::node_id>("NodeId", since(4)),
                        field<&Coordinator::host>("Host", since(4)),
                        field<&Coordinator::port>("Port", since(4)),
                        field<&Coordinator::error_code>("ErrorCode", since(4)),
                        field<&Coordinator::error_message>(
                            "ErrorMessage", since(4), {.nullable = since(4), .ignorable = true}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  BrokerId node_id;
  std::string host;
  std::int32_t port = 0;
  std::vector<Coordinator> coordinators;
  UnknownTags unknown_tags;

  bool operator==(const FindCoordinatorResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&FindCoordinatorResponse::throttle_time_ms>("ThrottleTimeMs", since(1),
                                                          {.ignorable = true}),
        field<&FindCoordinatorResponse::error_code>("ErrorCode", between(0, 3)),
        field<&FindCoordinatorResponse::error_message>(
            "ErrorMessage", between(1, 3), {.nullable = between(1, 3), .ignorable = true}),
        field<&FindCoordinatorResponse::node_id>("NodeId", between(0, 3)),
        field<&FindCoordinatorResponse::host>("Host", between(0, 3)),
        field<&FindCoordinatorResponse::port>("Port", between(0, 3)),
        field<&FindCoordinatorResponse::coordinators>("Coordinators", since(4)));
  }
};

}  // namespace fl::wire
