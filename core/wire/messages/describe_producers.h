// DescribeProducers (61): the producers whose state a partition's leader holds (KIP-664).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Partitions whose producers to describe.
struct DescribeProducersRequest {
  static constexpr std::string_view kName = "DescribeProducersRequest";
  static constexpr ApiKey kApi = ApiKey::describe_producers;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct TopicRequest {
    std::string name;
    std::vector<PartitionIndex> partition_indexes;
    UnknownTags unknown_tags;

    bool operator==(const TopicRequest&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicRequest::name>("Name", since(0)),
                        field<&TopicRequest::partition_indexes>("PartitionIndexes", since(0)));
    }
  };

  std::vector<TopicRequest> topics;
  UnknownTags unknown_tags;

  bool operator==(const DescribeProducersRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeProducersRequest::topics>("Topics", since(0)));
  }
};

/// Per partition: its active producers.
struct DescribeProducersResponse {
  static constexpr std::string_view kName = "DescribeProducersResponse";
  static constexpr ApiKey kApi = ApiKey::describe_producers;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  struct ProducerState {
    ProducerId producer_id;
    std::int32_t producer_epoch = 0;
    Sequence last_sequence{-1};
    Timestamp last_timestamp{-1};
    std::int32_t coordinator_epoch = 0;
    Offset current_txn_start_offset{-1};
    UnknownTags unknown_tags;

    bool operator==(const ProducerState&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ProducerState::producer_id>("ProducerId", since(0)),
          field<&ProducerState::producer_epoch>("ProducerEpoch", since(0)),
          field<&ProducerState::last_sequence>("LastSequence", since(0)),
          field<&ProducerState::last_timestamp>("LastTimestamp", since(0)),
          field<&ProducerState::coordinator_epoch>("CoordinatorEpoch", since(0)),
          field<&ProducerState::current_txn_start_offset>("CurrentTxnStartOffset", since(0)));
    }
  };

  struct PartitionResponse {
    PartitionIndex partition_index;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message;
    std::vector<ProducerState> active_producers;
    UnknownTags unknown_tags;

    bool operator==(const PartitionResponse&) const = default;

    static consteval auto fields() {
      return field_list(field<&PartitionResponse::partition_index>("PartitionIndex", since(0)),
                        field<&PartitionResponse::error_code>("ErrorCode", since(0)),
                        field<&PartitionResponse::error_message>("ErrorMessage", since(0),
                                                                 {.nullable = since(0)}),
                        field<&PartitionResponse::active_producers>("ActiveProducers", since(0)));
    }
  };

  struct TopicResponse {
    std::string name;
    std::vector<PartitionResponse> partitions;
    UnknownTags unknown_tags;

    bool operator==(const TopicResponse&) const = default;

    static consteval auto fields() {
      return field_list(field<&TopicResponse::name>("Name", since(0)),
                        field<&TopicResponse::partitions>("Partitions", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TopicResponse> topics;
  UnknownTags unknown_tags;

  bool operator==(const DescribeProducersResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DescribeProducersResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&DescribeProducersResponse::topics>("Topics", since(0)));
  }
};

}  // namespace fl::wire
