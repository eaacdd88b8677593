// BrokerRegistration (62): a broker that starts makes itself known to the active controller
// (KIP-631).
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

/// Who the broker is, where it listens, and what it supports.
struct BrokerRegistrationRequest {
  static constexpr std::string_view kName = "BrokerRegistrationRequest";
  static constexpr ApiKey kApi = ApiKey::broker_registration;
  static constexpr Versions kVersions = between(0, 4);
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

  BrokerId broker_id;
  std::string cluster_id;
  Uuid incarnation_id;  ///< drawn anew at each start
  std::vector<Listener> listeners;
  std::vector<Feature> features;
  std::optional<std::string> rack = "";
  bool is_migrating_zk_broker = false;
  std::vector<Uuid> log_dirs;             ///< ids of its directories that work
  BrokerEpoch previous_broker_epoch{-1};  ///< as of its last clean shutdown; -1 if there was none
  UnknownTags unknown_tags;

  bool operator==(const BrokerRegistrationRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BrokerRegistrationRequest::broker_id>("BrokerId", since(0)),
        field<&BrokerRegistrationRequest::cluster_id>("ClusterId", since(0)),
        field<&BrokerRegistrationRequest::incarnation_id>("IncarnationId", since(0)),
        field<&BrokerRegistrationRequest::listeners>("Listeners", since(0)),
        field<&BrokerRegistrationRequest::features>("Features", since(0)),
        field<&BrokerRegistrationRequest::rack>("Rack", since(0), {.nullable = since(0)}),
        field<&BrokerRegistrationRequest::is_migrating_zk_broker>("IsMigratingZkBroker", since(1)),
        field<&BrokerRegistrationRequest::log_dirs>("LogDirs", since(2), {.ignorable = true}),
        field<&BrokerRegistrationRequest::previous_broker_epoch>("PreviousBrokerEpoch", since(3),
                                                                 {.ignorable = true}));
  }
};

/// The epoch of the registration.
struct BrokerRegistrationResponse {
  static constexpr std::string_view kName = "BrokerRegistrationResponse";
  static constexpr ApiKey kApi = ApiKey::broker_registration;
  static constexpr Versions kVersions = between(0, 4);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  BrokerEpoch broker_epoch{-1};  ///< -1 on error
  UnknownTags unknown_tags;

  bool operator==(const BrokerRegistrationResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BrokerRegistrationResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&BrokerRegistrationResponse::error_code>("ErrorCode", since(0)),
        field<&BrokerRegistrationResponse::broker_epoch>("BrokerEpoch", since(0)));
  }
};

}  // namespace fl::wire
