// Records of the metadata log that a broker with its own controller writes: topics, partitions,
// configs, features, blocks of producer ids. In the log each stands behind a frame: unsigned
// varints frame version (1), record key, version; see wire/record_frame.h.   Source: KRaft's
// metadata schemas of Apache Kafka 4.3.1.
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

/// A topic came into being.
struct TopicRecord {
  static constexpr std::string_view kName = "TopicRecord";
  static constexpr std::int16_t kRecordKey = 2;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string name;
  Uuid topic_id;
  UnknownTags unknown_tags;

  bool operator==(const TopicRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&TopicRecord::name>("Name", since(0)),
                      field<&TopicRecord::topic_id>("TopicId", since(0)));
  }
};

/// The whole state of a partition: its first, or again after all of it changed.
struct PartitionRecord {
  static constexpr std::string_view kName = "PartitionRecord";
  static constexpr std::int16_t kRecordKey = 3;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  PartitionIndex partition_id{-1};
  Uuid topic_id;
  std::vector<BrokerId> replicas;
  std::vector<BrokerId> isr;
  std::vector<BrokerId> removing_replicas;
  std::vector<BrokerId> adding_replicas;
  BrokerId leader{-1};  ///< -1: none
  std::int8_t leader_recovery_state = 0;
  LeaderEpoch leader_epoch{-1};
  PartitionEpoch partition_epoch{-1};
  std::vector<Uuid> directories;
  std::optional<std::vector<BrokerId>> eligible_leader_replicas;
  std::optional<std::vector<BrokerId>> last_known_elr;
  UnknownTags unknown_tags;

  bool operator==(const PartitionRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&PartitionRecord::partition_id>("PartitionId", since(0)),
        field<&PartitionRecord::topic_id>("TopicId", since(0)),
        field<&PartitionRecord::replicas>("Replicas", since(0)),
        field<&PartitionRecord::isr>("Isr", since(0)),
        field<&PartitionRecord::removing_replicas>("RemovingReplicas", since(0)),
        field<&PartitionRecord::adding_replicas>("AddingReplicas", since(0)),
        field<&PartitionRecord::leader>("Leader", since(0)),
        field<&PartitionRecord::leader_recovery_state>("LeaderRecoveryState", since(0), {.tag = 0}),
        field<&PartitionRecord::leader_epoch>("LeaderEpoch", since(0)),
        field<&PartitionRecord::partition_epoch>("PartitionEpoch", since(0)),
        field<&PartitionRecord::directories>("Directories", since(1)),
        field<&PartitionRecord::eligible_leader_replicas>("EligibleLeaderReplicas", since(2),
                                                          {.nullable = since(2), .tag = 1}),
        field<&PartitionRecord::last_known_elr>("LastKnownElr", since(2),
                                                {.nullable = since(2), .tag = 2}));
  }
};

/// A topic and all of its partitions are gone.
struct RemoveTopicRecord {
  static constexpr std::string_view kName = "RemoveTopicRecord";
  static constexpr std::int16_t kRecordKey = 9;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  Uuid topic_id;
  UnknownTags unknown_tags;

  bool operator==(const RemoveTopicRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&RemoveTopicRecord::topic_id>("TopicId", since(0)));
  }
};

/// One config of one resource; a null value removes it.
struct ConfigRecord {
  static constexpr std::string_view kName = "ConfigRecord";
  static constexpr std::int16_t kRecordKey = 4;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int8_t resource_type = 0;  ///< 2 topic, 4 broker
  std::string resource_name;
  std::string name;
  std::optional<std::string> value = "";
  UnknownTags unknown_tags;

  bool operator==(const ConfigRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&ConfigRecord::resource_type>("ResourceType", since(0)),
                      field<&ConfigRecord::resource_name>("ResourceName", since(0)),
                      field<&ConfigRecord::name>("Name", since(0)),
                      field<&ConfigRecord::value>("Value", since(0), {.nullable = since(0)}));
  }
};

/// A broker took the producer ids below `next_producer_id`.
struct ProducerIdsRecord {
  static constexpr std::string_view kName = "ProducerIdsRecord";
  static constexpr std::int16_t kRecordKey = 15;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  BrokerEpoch broker_epoch{-1};
  ProducerId next_producer_id;
  UnknownTags unknown_tags;

  bool operator==(const ProducerIdsRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&ProducerIdsRecord::broker_id>("BrokerId", since(0)),
                      field<&ProducerIdsRecord::broker_epoch>("BrokerEpoch", since(0)),
                      field<&ProducerIdsRecord::next_producer_id>("NextProducerId", since(0)));
  }
};

/// A feature, such as metadata.version, is finalized at a level; level 0 turns it off.
struct FeatureLevelRecord {
  static constexpr std::string_view kName = "FeatureLevelRecord";
  static constexpr std::int16_t kRecordKey = 12;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string name;
  std::int16_t feature_level = 0;
  UnknownTags unknown_tags;

  bool operator==(const FeatureLevelRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&FeatureLevelRecord::name>("Name", since(0)),
                      field<&FeatureLevelRecord::feature_level>("FeatureLevel", since(0)));
  }
};

/// What changed of a partition: absent (null or -2) fields stay as they are.
struct PartitionChangeRecord {
  static constexpr std::string_view kName = "PartitionChangeRecord";
  static constexpr std::int16_t kRecordKey = 5;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  PartitionIndex partition_id{-1};
  Uuid topic_id;
  std::optional<std::vector<BrokerId>> isr;
  BrokerId leader{-2};  ///< -2: unchanged, -1: none
  std::optional<std::vector<BrokerId>> replicas;
  std::optional<std::vector<BrokerId>> removing_replicas;
  std::optional<std::vector<BrokerId>> adding_replicas;
  std::int8_t leader_recovery_state = -1;
  std::optional<std::vector<Uuid>> directories;
  std::optional<std::vector<BrokerId>> eligible_leader_replicas;
  std::optional<std::vector<BrokerId>> last_known_elr;
  UnknownTags unknown_tags;

  bool operator==(const PartitionChangeRecord&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&PartitionChangeRecord::partition_id>("PartitionId", since(0)),
        field<&PartitionChangeRecord::topic_id>("TopicId", since(0)),
        field<&PartitionChangeRecord::isr>("Isr", since(0), {.nullable = since(0), .tag = 0}),
        field<&PartitionChangeRecord::leader>("Leader", since(0), {.tag = 1}),
        field<&PartitionChangeRecord::replicas>("Replicas", since(0),
                                                {.nullable = since(0), .tag = 2}),
        field<&PartitionChangeRecord::removing_replicas>("RemovingReplicas", since(0),
                                                         {.nullable = since(0), .tag = 3}),
        field<&PartitionChangeRecord::adding_replicas>("AddingReplicas", since(0),
                                                       {.nullable = since(0), .tag = 4}),
        field<&PartitionChangeRecord::leader_recovery_state>("LeaderRecoveryState", since(0),
                                                             {.tag = 5}),
        field<&PartitionChangeRecord::directories>("Directories", since(1),
                                                   {.nullable = since(1), .tag = 8}),
        field<&PartitionChangeRecord::eligible_leader_replicas>("EligibleLeaderReplicas", since(2),
                                                                {.nullable = since(2), .tag = 6}),
        field<&PartitionChangeRecord::last_known_elr>("LastKnownElr", since(2),
                                                      {.nullable = since(2), .tag = 7}));
  }
};

/// The eligible leader replicas and last known ones of a topic are forgotten: its
/// min.insync.replicas changed (KIP-966).
struct ClearElrRecord {
  static constexpr std::string_view kName = "ClearElrRecord";
  static constexpr std::int16_t kRecordKey = 28;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::string topic_name;  ///< empty: of all topics
  UnknownTags unknown_tags;

  bool operator==(const ClearElrRecord&) const = default;

  static consteval auto fields() {
    return field_list(field<&ClearElrRecord::topic_name>("TopicName", since(0)));
  }
};

/// Nothing: moves the committed offset on.
struct NoOpRecord {
  static constexpr std::string_view kName = "NoOpRecord";
  static constexpr std::int16_t kRecordKey = 20;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  UnknownTags unknown_tags;

  bool operator==(const NoOpRecord&) const = default;

  static consteval auto fields() { return field_list(); }
};

}  // namespace fl::wire
