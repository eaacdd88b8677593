// UnregisterBroker (64): the controller forgets a broker that is gone (KIP-631).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::wire {

/// The broker.
struct UnregisterBrokerRequest {
  static constexpr std::string_view kName = "UnregisterBrokerRequest";
  static constexpr ApiKey kApi = ApiKey::unregister_broker;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  UnknownTags unknown_tags;

  bool operator==(const UnregisterBrokerRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&UnregisterBrokerRequest::broker_id>("BrokerId", since(0)));
  }
};

/// Done, or why not.
struct UnregisterBrokerResponse {
  static constexpr std::string_view kName = "UnregisterBrokerResponse";
  static constexpr ApiKey kApi = ApiKey::unregister_broker;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  UnknownTags unknown_tags;

  bool operator==(const UnregisterBrokerResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&UnregisterBrokerResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&UnregisterBrokerResponse::error_code>("ErrorCode", since(0)),
        field<&UnregisterBrokerResponse::error_message>("ErrorMessage", since(0),
                                                        {.nullable = since(0)}));
  }
};

}  // namespace fl::wire
