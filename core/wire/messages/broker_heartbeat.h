// BrokerHeartbeat (63): a broker tells the active controller that it is alive, how far it has
// read, and whether it wants to be fenced or to go (KIP-631).
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fl::wire {

/// The broker's state and wishes.
struct BrokerHeartbeatRequest {
  static constexpr std::string_view kName = "BrokerHeartbeatRequest";
  static constexpr ApiKey kApi = ApiKey::broker_heartbeat;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  BrokerEpoch broker_epoch{-1};
  Offset current_metadata_offset;  ///< the last record that it applied, inclusive
  bool want_fence = false;
  bool want_shut_down = false;
  std::vector<Uuid> offline_log_dirs;  ///< ids of directories that failed
  std::optional<std::vector<Uuid>>
      cordoned_log_dirs;  ///< ids of directories that get no new replicas; null: as before
  UnknownTags unknown_tags;

  bool operator==(const BrokerHeartbeatRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BrokerHeartbeatRequest::broker_id>("BrokerId", since(0)),
        field<&BrokerHeartbeatRequest::broker_epoch>("BrokerEpoch", since(0)),
        field<&BrokerHeartbeatRequest::current_metadata_offset>("CurrentMetadataOffset", since(0)),
        field<&BrokerHeartbeatRequest::want_fence>("WantFence", since(0)),
        field<&BrokerHeartbeatRequest::want_shut_down>("WantShutDown", since(0)),
        field<&BrokerHeartbeatRequest::offline_log_dirs>("OfflineLogDirs", since(1), {.tag = 0}),
        field<&BrokerHeartbeatRequest::cordoned_log_dirs>("CordonedLogDirs", since(2),
                                                          {.nullable = since(2), .tag = 1}));
  }
};

/// What the controller holds of the broker.
struct BrokerHeartbeatResponse {
  static constexpr std::string_view kName = "BrokerHeartbeatResponse";
  static constexpr ApiKey kApi = ApiKey::broker_heartbeat;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  bool is_caught_up = false;  ///< it has read up to its own registration
  bool is_fenced = true;
  bool should_shut_down = false;  ///< nothing is led by it any more
  UnknownTags unknown_tags;

  bool operator==(const BrokerHeartbeatResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BrokerHeartbeatResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&BrokerHeartbeatResponse::error_code>("ErrorCode", since(0)),
        field<&BrokerHeartbeatResponse::is_caught_up>("IsCaughtUp", since(0)),
        field<&BrokerHeartbeatResponse::is_fenced>("IsFenced", since(0)),
        field<&BrokerHeartbeatResponse::should_shut_down>("ShouldShutDown", since(0)));
  }
};

}  // namespace fl::wire
