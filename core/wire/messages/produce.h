// Produce (0): record batches to append, per partition. Topics go by name up to version 12, by id
// from 13 on. Versions 0-2 are advertised though not served: old clients look for them
// (KAFKA-18659).
#pragma once
#include "core/base/ids.h"
#include "core/base/parts.h"
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

/// Batches to append. `acks`: 0 wants no response, 1 the leader's append, -1 that of all in-sync
/// replicas.
struct ProduceRequest {
  static constexpr std::string_view kName = "ProduceRequest";
  static constexpr ApiKey kApi = ApiKey::produce;
  static constexpr Versions kVersions = between(3, 13);
  static constexpr Versions kFlexible = since(9);

  struct PartitionProduceData {
    PartitionIndex index;
    std::optional<Records> records;  ///< null is refused
    UnknownTags unknown_tags;

    bool operator==(const PartitionProduceData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionProduceData::index>("Index", since(0)),
          field<&PartitionProduceData::records>("Records", since(0), {.nullable = since(0)}));
    }
  };

  struct TopicProduceData {
    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceData> partition_data;
    UnknownTags unknown_tags;

    bool operator==(const TopicProduceData&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&TopicProduceData::name>("Name", between(0, 12), {.ignorable = true}),
          field<&TopicProduceData::topic_id>("TopicId", since(13), {.ignorable = true}),
          field<&TopicProduceData::partition_data>("PartitionData", since(0)));
    }
  };

  std::optional<std::string> transactional_id;
  std::int16_t acks = 0;  ///< -1: all in-sync replicas
  std::int32_t timeout_ms = 0;
  std::vector<TopicProduceData> topic_data;
  UnknownTags unknown_tags;

  bool operator==(const ProduceRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&ProduceRequest::transactional_id>("TransactionalId", since(3),
                                                               {.nullable = since(3)}),
                      field<&ProduceRequest::acks>("Acks", since(0)),
                      field<&ProduceRequest::timeout_ms>("TimeoutMs", since(0)),
                      field<&ProduceRequest::topic_data>("TopicData", since(0)));
  }
};

/// Per partition: where the batch went, or why it did not.
struct ProduceResponse {
  static constexpr std::string_view kName = "ProduceResponse";
  static constexpr ApiKey kApi = ApiKey::produce;
  static constexpr Versions kVersions = between(3, 13);
  static constexpr Versions kFlexible = since(9);

  struct BatchIndexAndErrorMessage {
    std::int32_t batch_index = 0;
    std::optional<std::string> batch_index_error_message;
    UnknownTags unknown_tags;

    bool operator==(const BatchIndexAndErrorMessage&) const = default;

    static consteval auto fields() {
      return field_list(field<&BatchIndexAndErrorMessage::batch_index>("BatchIndex", since(8)),
                        field<&BatchIndexAndErrorMessage::batch_index_error_message>(
                            "BatchIndexErrorMessage", since(8), {.nullable = since(8)}));
    }
  };

  struct LeaderIdAndEpoch {
    BrokerId leader_id{-1};
    LeaderEpoch leader_epoch{-1};
    UnknownTags unknown_tags;

    bool operator==(const LeaderIdAndEpoch&) const = default;

    static consteval auto fields() {
      return field_list(field<&LeaderIdAndEpoch::leader_id>("LeaderId", since(10)),
                        field<&LeaderIdAndEpoch::leader_epoch>("LeaderEpoch", since(10)));
    }
  };

  struct PartitionProduceResponse {
    PartitionIndex index;
    ErrorCode error_code = ErrorCode::none;
    Offset base_offset;
    Timestamp log_append_time_ms{-1};
    Offset log_start_offset{-1};
    std::vector<BatchIndexAndErrorMessage> record_errors;
    std::optional<std::string> error_message;
    LeaderIdAndEpoch current_leader;
    UnknownTags unknown_tags;

    bool operator==(const PartitionProduceResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&PartitionProduceResponse::index>("Index", since(0)),
          field<&PartitionProduceResponse::error_code>("ErrorCode", since(0)),
          field<&PartitionProduceResponse::base_offset>("BaseOffset", since(0)),
          field<&PartitionProduceResponse::log_append_time_ms>("LogAppendTimeMs", since(2),
                                                               {.ignorable = true}),
          field<&PartitionProduceResponse::log_start_offset>("LogStartOffset", since(5),
                                                             {.ignorable = true}),
          field<&PartitionProduceResponse::record_errors>("RecordErrors", since(8),
                                                          {.ignorable = true}),
          field<&PartitionProduceResponse::error_message>(
              "ErrorMessage", since(8), {.nullable = since(8), .ignorable = true}),
          field<&PartitionProduceResponse::current_leader>("CurrentLeader", since(10), {.tag = 0}));
    }
  };

  struct TopicProduceResponse {
    std::string name;
    Uuid topic_id;
    std::vector<PartitionProduceResponse> partition_responses;
    UnknownTags unknown_tags;

    bool operator==(const TopicProduceResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&TopicProduceResponse::name>("Name", between(0, 12), {.ignorable = true}),
          field<&TopicProduceResponse::topic_id>("TopicId", since(13), {.ignorable = true}),
          field<&TopicProduceResponse::partition_responses>("PartitionResponses", since(0)));
    }
  };

  struct NodeEndpoint {
    BrokerId node_id;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
    UnknownTags unknown_tags;

    bool operator==(const NodeEndpoint&) const = default;

    static consteval auto fields() {
      return field_list(field<&NodeEndpoint::node_id>("NodeId", since(10)),
                        field<&NodeEndpoint::host>("Host", since(10)),
                        field<&NodeEndpoint::port>("Port", since(10)),
                        field<&NodeEndpoint::rack>("Rack", since(10), {.nullable = since(10)}));
    }
  };

  std::vector<TopicProduceResponse> responses;
  std::int32_t throttle_time_ms = 0;
  std::vector<NodeEndpoint> node_endpoints;
  UnknownTags unknown_tags;

  bool operator==(const ProduceResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ProduceResponse::responses>("Responses", since(0)),
        field<&ProduceResponse::throttle_time_ms>("ThrottleTimeMs", since(1), {.ignorable = true}),
        field<&ProduceResponse::node_endpoints>("NodeEndpoints", since(10), {.tag = 0}));
  }
};

}  // namespace fl::wire
