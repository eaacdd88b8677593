// The cluster's metadata at one offset of the metadata log: a value. Only `apply` changes it,
// record by record, alike on controllers, on brokers and when a log is loaded. Copies share
// everything that did not change.   Source: MetadataImage, TopicsImage, ConfigurationsImage,
// ProducerIdsImage, ClusterImage, ClientQuotasImage, AclsImage, ScramImage, DelegationTokenImage.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/metadata/registration.h"
#include "core/wire/messages/security_records.h"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::metadata {

inline constexpr BrokerId kNoLeader{-1};

/// The directory of a replica from before directories were told.   Source: DirectoryId.
inline constexpr Uuid kMigratingDirectory{0, 0};
/// The directory id of a replica whose broker has several directories and has not told which.
inline constexpr Uuid kUnassignedDirectory{0, 1};
/// The directory id that stands for "none of the known ones may be used".
inline constexpr Uuid kLostDirectory{0, 2};

struct PartitionImage {
  std::vector<BrokerId> replicas;  ///< by preference; the first is the preferred leader
  std::vector<BrokerId> isr;
  std::vector<BrokerId> removing_replicas;
  std::vector<BrokerId> adding_replicas;
  std::vector<BrokerId> eligible_leader_replicas;
  std::vector<BrokerId> last_known_elr;
  std::vector<Uuid> directories;  ///< one for each of replicas
  BrokerId leader = kNoLeader;
  LeaderEpoch leader_epoch;               ///< rises with each new leader
  PartitionEpoch partition_epoch;         ///< rises with each change of this struct
  std::int8_t leader_recovery_state = 0;  ///< 1: the leader came from outside the ISR

  friend bool operator==(const PartitionImage&, const PartitionImage&) = default;

  static consteval auto fields() {
    using P = PartitionImage;
    return field_list(field<&P::replicas>("replicas"), field<&P::isr>("isr"),
                      field<&P::removing_replicas>("removing_replicas"),
                      field<&P::adding_replicas>("adding_replicas"),
                      field<&P::eligible_leader_replicas>("eligible_leader_replicas"),
                      field<&P::last_known_elr>("last_known_elr"),
                      field<&P::directories>("directories"), field<&P::leader>("leader"),
                      field<&P::leader_epoch>("leader_epoch"),
                      field<&P::partition_epoch>("partition_epoch"),
                      field<&P::leader_recovery_state>("leader_recovery_state"));
  }
};

struct TopicImage {
  Uuid id;
  std::string name;
  SharedMap<PartitionIndex, PartitionImage> partitions;  ///< 0 to size() - 1

  static consteval auto fields() {
    using T = TopicImage;
    return field_list(field<&T::id>("id"), field<&T::name>("name"),
                      field<&T::partitions>("partitions"));
  }
};

/// What a configuration belongs to, with Kafka's wire numbers.   Source: ConfigResource.Type.
enum class ResourceType : std::int8_t {
  unknown = 0,
  topic = 2,
  broker = 4,
  broker_logger = 8,
  client_metrics = 16,
  group = 32,
};

/// The empty name of type broker stands for all brokers.
struct ConfigResource {
  ResourceType type = ResourceType::unknown;
  std::string name;

  friend auto operator<=>(const ConfigResource&, const ConfigResource&) = default;

  static consteval auto fields() {
    return field_list(field<&ConfigResource::type>("type"), field<&ConfigResource::name>("name"));
  }
};

/// Texts by property name; the same type as config::Values.
using ConfigValues = std::map<std::string, std::string, std::less<>>;

/// Who a quota is for: names by kind ("user", "client-id", "ip"); no name is the kind's default.
using QuotaEntity = std::map<std::string, std::optional<std::string>>;
/// Limits by name ("producer_byte_rate", …).
using QuotaValues = std::map<std::string, double>;

/// Whose SCRAM credential: mechanism 1 is SCRAM-SHA-256, 2 SCRAM-SHA-512.
struct ScramUser {
  std::int8_t mechanism = 0;
  std::string name;

  friend auto operator<=>(const ScramUser&, const ScramUser&) = default;
};

struct StagedTransaction;

struct Image {
  Offset end;  ///< exclusive: the records below it were applied
  SharedMap<std::string, TopicImage> topics;
  SharedMap<Uuid, std::string> topic_names;
  /// Topics with '.' or '_' in their names, by the name with every '.' as '_': a second one of the
  /// same key would collide with it in the names of metrics.
  SharedMap<std::string, std::string> unified_names;
  SharedMap<ConfigResource, ConfigValues> configs;
  SharedMap<std::string, std::int16_t> features;
  SharedMap<BrokerId, BrokerImage> brokers;
  SharedMap<BrokerId, ControllerImage> controllers;
  SharedMap<QuotaEntity, QuotaValues> quotas;
  SharedMap<Uuid, wire::AccessControlEntryRecord> acls;
  SharedMap<ScramUser, wire::UserScramCredentialRecord> scram_credentials;
  SharedMap<std::string, wire::DelegationTokenRecord> delegation_tokens;  ///< by token id
  ProducerId next_producer_id{0};  ///< the first of the next block
  /// What an open transaction of the log has made of this image; null outside of one. It is in
  /// force when the transaction ends.   Source: KIP-868.
  std::shared_ptr<const StagedTransaction> staged;

  bool is_in_transaction() const { return staged != nullptr; }

  const TopicImage* topic(std::string_view name) const { return topics.find(std::string(name)); }

  const TopicImage* topic(const Uuid& id) const;
  const PartitionImage* partition(const TopicPartition& partition) const;
  /// What was set on the resource; empty if nothing was.
  const ConfigValues& config_of(ResourceType type, std::string_view name) const;

  static consteval auto fields() {
    using I = Image;
    return field_list(field<&I::end>("end"), field<&I::topics>("topics"),
                      field<&I::topic_names>("topic_names"), field<&I::features>("features"),
                      field<&I::brokers>("brokers"), field<&I::controllers>("controllers"),
                      field<&I::next_producer_id>("next_producer_id"));
  }
};

}  // namespace fl::metadata
