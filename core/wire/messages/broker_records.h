// Records of the metadata log about brokers and controllers: registered, fenced, on their way
// out, gone.   Source: KRaft's metadata schemas of Apache Kafka 4.3.1, KIP-631.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// A broker started: its whole state.
struct RegisterBrokerRecord {
  static constexpr std::string_view kName = "RegisterBrokerRecord";
  static constexpr std::int16_t kRecordKey = 0;
  static constexpr Versions kVersions = between(0, 4);
  static constexpr Versions kFlexible = since(0);

  struct BrokerEndpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;
    UnknownTags unknown_tags;

    bool operator==(const BrokerEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&BrokerEndpoint::name>("Name", since(0)),
                        field<&BrokerEndpoint::host>("Host", since(0)),
                        field<&BrokerEndpoint::port>("Port", since(0)),
                        field<&BrokerEndpoint::security_protocol>("SecurityProtocol", since(0)));
    }
  };

  struct BrokerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const BrokerFeature&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&BrokerFeature::name>("Name", since(0)),
          field<&BrokerFeature::min_supported_version>("MinSupportedVersion", since(0)),
          field<&BrokerFeature::max_supported_version>("MaxSupportedVersion", since(0)));
    }
  };

  BrokerId broker_id;
  bool is_migrating_zk_broker = false;
  Uuid incarnation_id;
  BrokerEpoch broker_epoch;
  std::vector<BrokerEndpoint> end_points;
  std::vector<BrokerFeature> features;
  std::optional<std::string> rack = "";
  bool fenced = true;
  bool in_controlled_shutdown = false;
  std::vector<Uuid> log_dirs;                          ///< ids of its directories that work
  std::optional<std::vector<Uuid>> cordoned_log_dirs;  ///< ids of those that get no new replicas
  UnknownTags unknown_tags;

  bool operator==(const RegisterBrokerRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&RegisterBrokerRecord::broker_id>("BrokerId", since(0)),
        field<&RegisterBrokerRecord::is_migrating_zk_broker>("IsMigratingZkBroker", since(2)),
        field<&RegisterBrokerRecord::incarnation_id>("IncarnationId", since(0)),
        field<&RegisterBrokerRecord::broker_epoch>("BrokerEpoch", since(0)),
        field<&RegisterBrokerRecord::end_points>("EndPoints", since(0)),
        field<&RegisterBrokerRecord::features>("Features", since(0)),
        field<&RegisterBrokerRecord::rack>("Rack", since(0), {.nullable = since(0)}),
        field<&RegisterBrokerRecord::fenced>("Fenced", since(0)),
        field<&RegisterBrokerRecord::in_controlled_shutdown>("InControlledShutdown", since(1)),
        field<&RegisterBrokerRecord::log_dirs>("LogDirs", since(3), {.tag = 0}),
        field<&RegisterBrokerRecord::cordoned_log_dirs>("CordonedLogDirs", since(4),
                                                        {.nullable = since(4), .tag = 1}));
  }
};

/// A broker is forgotten.
struct UnregisterBrokerRecord {
  static constexpr std::string_view kName = "UnregisterBrokerRecord";
  static constexpr std::int16_t kRecordKey = 1;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  BrokerEpoch broker_epoch;
  UnknownTags unknown_tags;

  bool operator==(const UnregisterBrokerRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&UnregisterBrokerRecord::broker_id>("BrokerId", since(0)),
                      field<&UnregisterBrokerRecord::broker_epoch>("BrokerEpoch", since(0)));
  }
};

/// What changed of a registered broker; defaults mean as before.
struct BrokerRegistrationChangeRecord {
  static constexpr std::string_view kName = "BrokerRegistrationChangeRecord";
  static constexpr std::int16_t kRecordKey = 17;
  static constexpr Versions kVersions = between(0, 3);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  BrokerEpoch broker_epoch;
  std::int8_t fenced = 0;                              ///< -1: unfenced, 0: as before, 1: fenced
  std::int8_t in_controlled_shutdown = 0;              ///< 0: as before, 1: begun
  std::vector<Uuid> log_dirs;                          ///< empty: as before
  std::optional<std::vector<Uuid>> cordoned_log_dirs;  ///< null: as before
  UnknownTags unknown_tags;

  bool operator==(const BrokerRegistrationChangeRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&BrokerRegistrationChangeRecord::broker_id>("BrokerId", since(0)),
        field<&BrokerRegistrationChangeRecord::broker_epoch>("BrokerEpoch", since(0)),
        field<&BrokerRegistrationChangeRecord::fenced>("Fenced", since(0), {.tag = 0}),
        field<&BrokerRegistrationChangeRecord::in_controlled_shutdown>("InControlledShutdown",
                                                                       since(1), {.tag = 1}),
        field<&BrokerRegistrationChangeRecord::log_dirs>("LogDirs", since(2), {.tag = 2}),
        field<&BrokerRegistrationChangeRecord::cordoned_log_dirs>(
            "CordonedLogDirs", since(3), {.nullable = since(3), .tag = 3}));
  }
};

/// A broker must not lead. Written by releases before 3.3.
struct FenceBrokerRecord {
  static constexpr std::string_view kName = "FenceBrokerRecord";
  static constexpr std::int16_t kRecordKey = 7;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId id;
  BrokerEpoch epoch;
  UnknownTags unknown_tags;

  bool operator==(const FenceBrokerRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&FenceBrokerRecord::id>("Id", since(0)),
                      field<&FenceBrokerRecord::epoch>("Epoch", since(0)));
  }
};

/// A broker may lead again. Written by releases before 3.3.
struct UnfenceBrokerRecord {
  static constexpr std::string_view kName = "UnfenceBrokerRecord";
  static constexpr std::int16_t kRecordKey = 8;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId id;
  BrokerEpoch epoch;
  UnknownTags unknown_tags;

  bool operator==(const UnfenceBrokerRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&UnfenceBrokerRecord::id>("Id", since(0)),
                      field<&UnfenceBrokerRecord::epoch>("Epoch", since(0)));
  }
};

/// A controller told where it listens and what it supports (KIP-919).
struct RegisterControllerRecord {
  static constexpr std::string_view kName = "RegisterControllerRecord";
  static constexpr std::int16_t kRecordKey = 27;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct ControllerEndpoint {
    std::string name;
    std::string host;
    std::uint16_t port = 0;
    std::int16_t security_protocol = 0;
    UnknownTags unknown_tags;

    bool operator==(const ControllerEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ControllerEndpoint::name>("Name", since(0)),
          field<&ControllerEndpoint::host>("Host", since(0)),
          field<&ControllerEndpoint::port>("Port", since(0)),
          field<&ControllerEndpoint::security_protocol>("SecurityProtocol", since(0)));
    }
  };

  struct ControllerFeature {
    std::string name;
    std::int16_t min_supported_version = 0;
    std::int16_t max_supported_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const ControllerFeature&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ControllerFeature::name>("Name", since(0)),
          field<&ControllerFeature::min_supported_version>("MinSupportedVersion", since(0)),
          field<&ControllerFeature::max_supported_version>("MaxSupportedVersion", since(0)));
    }
  };

  BrokerId controller_id;
  Uuid incarnation_id;
  bool zk_migration_ready = false;
  std::vector<ControllerEndpoint> end_points;
  std::vector<ControllerFeature> features;
  UnknownTags unknown_tags;

  bool operator==(const RegisterControllerRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&RegisterControllerRecord::controller_id>("ControllerId", since(0)),
        field<&RegisterControllerRecord::incarnation_id>("IncarnationId", since(0)),
        field<&RegisterControllerRecord::zk_migration_ready>("ZkMigrationReady", since(0)),
        field<&RegisterControllerRecord::end_points>("EndPoints", since(0)),
        field<&RegisterControllerRecord::features>("Features", since(0)));
  }
};

}  // namespace fl::wire
