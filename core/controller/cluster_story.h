// What the active controller tells about brokers and about partitions: who leads and why, whom the
// ISR lost and to what rule, which broker came, fell silent or went.
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/controller/elections.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::controller {

/// A partition gets another leader, or none (-1), or the same one in a new epoch. The decision
/// behind it names the rule of the election.
struct LeaderElected {
  static constexpr std::string_view kKind = "LeaderElected";
  std::string topic;
  PartitionIndex partition;
  BrokerId before;
  BrokerId leader;
  LeaderEpoch leader_epoch;  ///< that begins
  bool is_unclean = false;
  std::string cause;  ///< what made the controller look at the partition
  std::vector<Candidate> candidates;

  static consteval auto fields() {
    using L = LeaderElected;
    return field_list(field<&L::topic>("topic"), field<&L::partition>("partition"),
                      field<&L::before>("before"), field<&L::leader>("leader"),
                      field<&L::leader_epoch>("leader_epoch"), field<&L::is_unclean>("is_unclean"),
                      field<&L::cause>("cause"), field<&L::candidates>("candidates"));
  }
};

/// A partition's ISR or eligible leader replicas change. The decision names the cause.
struct IsrChanged {
  static constexpr std::string_view kKind = "IsrChanged";
  std::string topic;
  PartitionIndex partition;
  std::vector<BrokerId> before;
  std::vector<BrokerId> isr;
  std::vector<BrokerId> eligible_leader_replicas;
  PartitionEpoch partition_epoch;  ///< that begins

  static consteval auto fields() {
    using I = IsrChanged;
    return field_list(field<&I::topic>("topic"), field<&I::partition>("partition"),
                      field<&I::before>("before"), field<&I::isr>("isr"),
                      field<&I::eligible_leader_replicas>("eligible_leader_replicas"),
                      field<&I::partition_epoch>("partition_epoch"));
  }
};

/// A partition moves: replicas come and go. Nothing adds and nothing removes: the move is over.
struct ReplicasChanged {
  static constexpr std::string_view kKind = "ReplicasChanged";
  std::string topic;
  PartitionIndex partition;
  std::vector<BrokerId> before;
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> adding;
  std::vector<BrokerId> removing;

  static consteval auto fields() {
    using R = ReplicasChanged;
    return field_list(field<&R::topic>("topic"), field<&R::partition>("partition"),
                      field<&R::before>("before"), field<&R::replicas>("replicas"),
                      field<&R::adding>("adding"), field<&R::removing>("removing"));
  }
};

/// The controller refuses the ISR that a leader proposed. The decision names the check.
struct IsrRefused {
  static constexpr std::string_view kKind = "IsrRefused";
  std::string topic;
  PartitionIndex partition;
  BrokerId leader;  ///< that proposed it
  std::vector<BrokerId> proposed;
  std::string error;

  static consteval auto fields() {
    using I = IsrRefused;
    return field_list(field<&I::topic>("topic"), field<&I::partition>("partition"),
                      field<&I::leader>("leader"), field<&I::proposed>("proposed"),
                      field<&I::error>("error"));
  }
};

struct BrokerRegistered {
  static constexpr std::string_view kKind = "BrokerRegistered";
  BrokerId broker;
  BrokerEpoch epoch;
  Uuid incarnation;
  std::optional<std::string> rack;
  bool was_clean = true;  ///< its last stop, as far as it is known

  static consteval auto fields() {
    using B = BrokerRegistered;
    return field_list(field<&B::broker>("broker"), field<&B::epoch>("epoch"),
                      field<&B::incarnation>("incarnation"),
                      field<&B::rack>("rack", kAlways, {.nullable = kAlways}),
                      field<&B::was_clean>("was_clean"));
  }
};

/// The controller does not take the broker in.
struct RegistrationRefused {
  static constexpr std::string_view kKind = "RegistrationRefused";
  BrokerId broker;
  std::string error;
  std::string why;

  static consteval auto fields() {
    using R = RegistrationRefused;
    return field_list(field<&R::broker>("broker"), field<&R::error>("error"),
                      field<&R::why>("why"));
  }
};

/// From one state of a broker to another: "fenced", "unfenced", "controlled_shutdown",
/// "shutdown_now", "unregistered".
struct BrokerStateChanged {
  static constexpr std::string_view kKind = "BrokerStateChanged";
  BrokerId broker;
  BrokerEpoch epoch;
  std::string before;
  std::string after;

  static consteval auto fields() {
    using B = BrokerStateChanged;
    return field_list(field<&B::broker>("broker"), field<&B::epoch>("epoch"),
                      field<&B::before>("before"), field<&B::after>("after"));
  }
};

}  // namespace fl::controller
