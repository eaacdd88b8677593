// Brokers and controllers as the metadata log knows them: each registered itself, and a broker is
// fenced until the active controller has heard enough of it.   Source: BrokerRegistration,
// ControllerRegistration, KIP-631.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::metadata {

/// Where a broker or controller is reached on one listener.
struct BrokerEndpoint {
  std::string listener;
  std::string host;
  std::uint16_t port = 0;
  std::int16_t security_protocol = 0;

  friend bool operator==(const BrokerEndpoint&, const BrokerEndpoint&) = default;

  static consteval auto fields() {
    using B = BrokerEndpoint;
    return field_list(field<&B::listener>("listener"), field<&B::host>("host"),
                      field<&B::port>("port"), field<&B::security_protocol>("security_protocol"));
  }
};

/// The levels of a feature that a node supports, both ends inclusive.
struct FeatureRange {
  std::string name;
  std::int16_t min = 0;
  std::int16_t max = 0;

  friend bool operator==(const FeatureRange&, const FeatureRange&) = default;

  static consteval auto fields() {
    using F = FeatureRange;
    return field_list(field<&F::name>("name"), field<&F::min>("min"), field<&F::max>("max"));
  }
};

struct BrokerImage {
  BrokerId id;
  BrokerEpoch epoch;  ///< of this registration: the offset of its record
  std::optional<std::string> rack;
  std::vector<BrokerEndpoint> endpoints;
  bool is_fenced = false;  ///< leads nothing, and no ISR takes it in
  Uuid incarnation;        ///< drawn anew at each start of the broker
  bool is_in_controlled_shutdown = false;
  std::vector<FeatureRange> features;
  std::vector<Uuid> directories;           ///< that work; as Kafka sorts them
  std::vector<Uuid> cordoned_directories;  ///< that get no new replicas

  /// May lead, and may be in an ISR: neither fenced nor on its way out.
  bool is_active() const { return !is_fenced && !is_in_controlled_shutdown; }

  bool has_directory(const Uuid& directory) const;
  const BrokerEndpoint* endpoint(std::string_view listener) const;
  const FeatureRange* feature(std::string_view name) const;

  friend bool operator==(const BrokerImage&, const BrokerImage&) = default;

  static consteval auto fields() {
    using B = BrokerImage;
    return field_list(field<&B::id>("id"), field<&B::epoch>("epoch"), field<&B::rack>("rack"),
                      field<&B::endpoints>("endpoints"), field<&B::is_fenced>("is_fenced"),
                      field<&B::incarnation>("incarnation"),
                      field<&B::is_in_controlled_shutdown>("is_in_controlled_shutdown"),
                      field<&B::features>("features"), field<&B::directories>("directories"),
                      field<&B::cordoned_directories>("cordoned_directories"));
  }
};

struct ControllerImage {
  BrokerId id;
  Uuid incarnation;
  bool is_zk_migration_ready = false;
  std::vector<BrokerEndpoint> endpoints;
  std::vector<FeatureRange> features;

  friend bool operator==(const ControllerImage&, const ControllerImage&) = default;

  static consteval auto fields() {
    using C = ControllerImage;
    return field_list(field<&C::id>("id"), field<&C::incarnation>("incarnation"),
                      field<&C::is_zk_migration_ready>("is_zk_migration_ready"),
                      field<&C::endpoints>("endpoints"), field<&C::features>("features"));
  }
};

/// Puts ids in the order in which Kafka keeps directories: as two signed numbers.
/// Source: Uuid.compareTo.
void sort_directories(std::vector<Uuid>& directories);

}  // namespace fl::metadata
