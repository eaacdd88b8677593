// ControllerRegistration (70): a controller tells the active one where it listens and what it
// supports (KIP-919).
#pragma once
#include "core/base/ids.h"
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

/// The controller.
struct ControllerRegistrationRequest {
  static constexpr std::string_view kName = "ControllerRegistrationRequest";
  static constexpr ApiKey kApi = ApiKey::controller_registration;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct Listener {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;
    UnknownTags unknown_tags;

    bool operator==(const Listener&) const = default;

    static consteval auto fields() {
      return field_list(field<&Listener::name>("Name", since(0)),
                        field<&Listener::host>("Host", since(0)),
                        field<&Listener::port>("Port", since(0)),
                        field<&Listener::security_protocol>("SecurityProtocol", since(0)));
    }
  };

  struct Feature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const Feature&) const = default;

    static consteval auto fields() {
      return field_list(field<&Feature::name>("Name", since(0)),
                        field<&Feature::min_supported_version>("MinSupportedVersion", since(0)),
                        field<&Feature::max_supported_version>("MaxSupportedVersion", since(0)));
    }
  };

  BrokerId controller_id;
  Uuid incarnation_id;  ///< drawn anew at each start
  bool zk_migration_ready = false;
  std::vector<Listener> listeners;
  std::vector<Feature> features;
  UnknownTags unknown_tags;

  bool operator==(const ControllerRegistrationRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ControllerRegistrationRequest::controller_id>("ControllerId", since(0)),
        field<&ControllerRegistrationRequest::incarnation_id>("IncarnationId", since(0)),
        field<&ControllerRegistrationRequest::zk_migration_ready>("ZkMigrationReady", since(0)),
        field<&ControllerRegistrationRequest::listeners>("Listeners", since(0)),
        field<&ControllerRegistrationRequest::features>("Features", since(0)));
  }
};

/// Done, or why not.
struct ControllerRegistrationResponse {
  static constexpr std::string_view kName = "ControllerRegistrationResponse";
  static constexpr ApiKey kApi = ApiKey::controller_registration;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  UnknownTags unknown_tags;

  bool operator==(const ControllerRegistrationResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ControllerRegistrationResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&ControllerRegistrationResponse::error_code>("ErrorCode", since(0)),
        field<&ControllerRegistrationResponse::error_message>("ErrorMessage", since(0),
                                                              {.nullable = since(0)}));
  }
};

}  // namespace fl::wire
