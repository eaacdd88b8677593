// AllocateProducerIds (67): a broker takes a block of producer ids from the active controller
// (KIP-730).
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string_view>

namespace fl::wire {

/// Who asks.
struct AllocateProducerIdsRequest {
  static constexpr std::string_view kName = "AllocateProducerIdsRequest";
  static constexpr ApiKey kApi = ApiKey::allocate_producer_ids;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  BrokerId broker_id;
  BrokerEpoch broker_epoch{-1};
  UnknownTags unknown_tags;

  bool operator==(const AllocateProducerIdsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AllocateProducerIdsRequest::broker_id>("BrokerId", since(0)),
                      field<&AllocateProducerIdsRequest::broker_epoch>("BrokerEpoch", since(0)));
  }
};

/// The block: its first id, and how many.
struct AllocateProducerIdsResponse {
  static constexpr std::string_view kName = "AllocateProducerIdsResponse";
  static constexpr ApiKey kApi = ApiKey::allocate_producer_ids;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  ProducerId producer_id_start;
  std::int32_t producer_id_len = 0;
  UnknownTags unknown_tags;

  bool operator==(const AllocateProducerIdsResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&AllocateProducerIdsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&AllocateProducerIdsResponse::error_code>("ErrorCode", since(0)),
        field<&AllocateProducerIdsResponse::producer_id_start>("ProducerIdStart", since(0)),
        field<&AllocateProducerIdsResponse::producer_id_len>("ProducerIdLen", since(0)));
  }
};

}  // namespace fl::wire
