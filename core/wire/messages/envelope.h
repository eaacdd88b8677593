// Envelope (58): a request that a broker passes on to the active controller for a client, and
// its answer (KIP-590).
#pragma once
#include "core/base/bytes.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <optional>
#include <string_view>

namespace fl::wire {

/// The client's request with its header, and who sent it from where.
struct EnvelopeRequest {
  static constexpr std::string_view kName = "EnvelopeRequest";
  static constexpr ApiKey kApi = ApiKey::envelope;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  Slice request_data;
  std::optional<Slice> request_principal = Slice();  ///< as the principal serializer wrote it
  Slice client_host_address;                         ///< 4 or 16 bytes
  UnknownTags unknown_tags;

  bool operator==(const EnvelopeRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&EnvelopeRequest::request_data>("RequestData", since(0)),
                      field<&EnvelopeRequest::request_principal>("RequestPrincipal", since(0),
                                                                 {.nullable = since(0)}),
                      field<&EnvelopeRequest::client_host_address>("ClientHostAddress", since(0)));
  }
};

/// The answer with its header; nothing if the controller could not take the request.
struct EnvelopeResponse {
  static constexpr std::string_view kName = "EnvelopeResponse";
  static constexpr ApiKey kApi = ApiKey::envelope;
  static constexpr Versions kVersions = between(0, 0);
  static constexpr Versions kFlexible = since(0);

  std::optional<Slice> response_data;
  ErrorCode error_code = ErrorCode::none;
  UnknownTags unknown_tags;

  bool operator==(const EnvelopeResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&EnvelopeResponse::response_data>("ResponseData", since(0), {.nullable = since(0)}),
        field<&EnvelopeResponse::error_code>("ErrorCode", since(0)));
  }
};

}  // namespace fl::wire
