// InitProducerId (22): a producer id and epoch for an idempotent or transactional producer. Version
// 6 is not stable in Kafka 4.3 (KIP-939).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fl::wire {

/// Null `transactional_id` asks for a merely idempotent producer.
struct InitProducerIdRequest {
  static constexpr std::string_view kName = "InitProducerIdRequest";
  static constexpr ApiKey kApi = ApiKey::init_producer_id;
  static constexpr Versions kVersions = between(0, 6);
  static constexpr Versions kFlexible = since(2);

  std::optional<std::string> transactional_id = "";
  std::int32_t transaction_timeout_ms = 0;
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  bool enable_2pc = false;
  bool keep_prepared_txn = false;
  UnknownTags unknown_tags;

  bool operator==(const InitProducerIdRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&InitProducerIdRequest::transactional_id>("TransactionalId", since(0),
                                                        {.nullable = since(0)}),
        field<&InitProducerIdRequest::transaction_timeout_ms>("TransactionTimeoutMs", since(0)),
        field<&InitProducerIdRequest::producer_id>("ProducerId", since(3)),
        field<&InitProducerIdRequest::producer_epoch>("ProducerEpoch", since(3)),
        field<&InitProducerIdRequest::enable_2pc>("Enable2Pc", since(6)),
        field<&InitProducerIdRequest::keep_prepared_txn>("KeepPreparedTxn", since(6)));
  }
};

/// The producer id and epoch to use.
struct InitProducerIdResponse {
  static constexpr std::string_view kName = "InitProducerIdResponse";
  static constexpr ApiKey kApi = ApiKey::init_producer_id;
  static constexpr Versions kVersions = between(0, 6);
  static constexpr Versions kFlexible = since(2);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch;
  ProducerId ongoing_txn_producer_id{-1};
  ProducerEpoch ongoing_txn_producer_epoch{-1};
  UnknownTags unknown_tags;

  bool operator==(const InitProducerIdResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&InitProducerIdResponse::throttle_time_ms>("ThrottleTimeMs", since(0),
                                                         {.ignorable = true}),
        field<&InitProducerIdResponse::error_code>("ErrorCode", since(0)),
        field<&InitProducerIdResponse::producer_id>("ProducerId", since(0)),
        field<&InitProducerIdResponse::producer_epoch>("ProducerEpoch", since(0)),
        field<&InitProducerIdResponse::ongoing_txn_producer_id>("OngoingTxnProducerId", since(6)),
        field<&InitProducerIdResponse::ongoing_txn_producer_epoch>("OngoingTxnProducerEpoch",
                                                                   since(6)));
  }
};

}  // namespace fl::wire
