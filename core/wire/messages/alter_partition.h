// AlterPartition (56): a leader asks the active controller for another ISR (KIP-497, KIP-841,
// KIP-903).
#pragma once
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Per partition the ISR that the leader proposes, based on the partition epoch it knows.
struct AlterPartitionRequest {
  static constexpr std::string_view kName = "AlterPartitionRequest";
  static constexpr ApiKey kApi = ApiKey::alter_partition;
  static constexpr Versions kVersions = between(2, 3);
  static constexpr Versions kFlexible = since(0);

  struct BrokerState {
    BrokerId broker_id;
    BrokerEpoch broker_epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const BrokerState&) const = default;

    static consteval auto fields() {
      return field_list(field<&BrokerState::broker_id>("BrokerId", since(3)),
                        field<&BrokerState::broker_epoch>("BrokerEpoch", since(3)));
    }
  };

  struct PartitionData {
    PartitionIndex partition_index;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> new_isr;  ///< up to version 2
    std::vector<BrokerState>
        new_isr_with_epochs;                ///< from version 3 on: as the leader knows the brokers
    std::int8_t leader_recovery_state = 0;  ///< 0 recovered, 1 recovering from an unclean election
    PartitionEpoch partition_epoch;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionData::partition_index>("PartitionIndex", since(0)),
          field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)),
          field<&PartitionData::new_isr>("NewIsr", between(0, 2)),
          field<&PartitionData::new_isr_with_epochs>("NewIsrWithEpochs", since(3)),
          field<&PartitionData::leader_recovery_state>("LeaderRecoveryState", since(1)),
          field<&PartitionData::partition_epoch>("PartitionEpoch", since(0)));
    }
  };

  struct TopicData {
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_id>("TopicId", since(2), {.ignorable = true}),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  BrokerId broker_id;
  BrokerEpoch broker_epoch{-1};
  std::vector<TopicData> topics;
  UnknownTags unknown_tags;

  bool operator==(const AlterPartitionRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterPartitionRequest::broker_id>("BrokerId", since(0)),
                      field<&AlterPartitionRequest::broker_epoch>("BrokerEpoch", since(0)),
                      field<&AlterPartitionRequest::topics>("Topics", since(0)));
  }
};

/// Per partition the state after the change.
struct AlterPartitionResponse {
  static constexpr std::string_view kName = "AlterPartitionResponse";
  static constexpr ApiKey kApi = ApiKey::alter_partition;
  static constexpr Versions kVersions = between(2, 3);
  static constexpr Versions kFlexible = since(0);

  struct PartitionData {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    BrokerId leader_id;
    LeaderEpoch leader_epoch;
    std::vector<BrokerId> isr;
    std::int8_t leader_recovery_state = 0;
    PartitionEpoch partition_epoch;
    UnknownTags unknown_tags;

    bool operator==(const PartitionData&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionData::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionData::error_code>("ErrorCode", since(0)),
                        field<&PartitionData::leader_id>("LeaderId", since(0)),
                        field<&PartitionData::leader_epoch>("LeaderEpoch", since(0)),
                        field<&PartitionData::isr>("Isr", since(0)),
                        field<&PartitionData::leader_recovery_state>("LeaderRecoveryState",
                                                                     since(1), {.ignorable = true}),
                        field<&PartitionData::partition_epoch>("PartitionEpoch", since(0)));
    }
  };

  struct TopicData {
    Uuid topic_id;
    std::vector<PartitionData> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicData&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicData::topic_id>("TopicId", since(2), {.ignorable = true}),
                        field<&TopicData::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<TopicData> topics;
  UnknownTags unknown_tags;

  bool operator==(const AlterPartitionResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterPartitionResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&AlterPartitionResponse::error_code>("ErrorCode", since(0)),
                      field<&AlterPartitionResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
