// What stands between the frame and the body: api key, version, correlation id and client id of a
// request; correlation id of a response. The header's version follows from the api key and version
// of the body (api.h), which stand first in every request header.
#pragma once
#include "core/base/parts.h"
#include "core/base/wire_error.h"
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/codec.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace fl::wire {

/// Stands before every request body. Version 2 is flexible, but the client id keeps its int16
/// length there. Kafka reads a null client id as the empty string.
struct RequestHeader {
  static constexpr std::string_view kName = "RequestHeader";
  static constexpr Versions kVersions = between(1, 2);
  static constexpr Versions kFlexible = since(2);

  ApiKey request_api_key{};
  std::int16_t request_api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string> client_id = "";
  UnknownTags unknown_tags;

  bool operator==(const RequestHeader&) const = default;

  static consteval auto fields() {
    return field_list(field<&RequestHeader::request_api_key>("RequestApiKey", since(0)),
                      field<&RequestHeader::request_api_version>("RequestApiVersion", since(0)),
                      field<&RequestHeader::correlation_id>("CorrelationId", since(0)),
                      field<&RequestHeader::client_id>("ClientId", since(1),
                                                       {.nullable = since(1), .flexible = kNever}));
  }
};

/// Stands before every response body. Version 1 has tagged fields.
struct ResponseHeader {
  static constexpr std::string_view kName = "ResponseHeader";
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(1);

  std::int32_t correlation_id = 0;
  UnknownTags unknown_tags;

  bool operator==(const ResponseHeader&) const = default;

  static consteval auto fields() {
    return field_list(field<&ResponseHeader::correlation_id>("CorrelationId", since(0)));
  }
};

/// A request's header and the bytes of its body, which share the frame's block.
struct RequestParts {
  RequestHeader header;
  Slice body;
};

/// Splits a request frame's payload. An api key that no API has, or a version that is not known, is
/// no error here: the header is read as its nearest version. A null client id becomes "".
[[nodiscard]] std::expected<RequestParts, WireError> split_request(const Slice& payload);

/// A whole response: int32 size, header, body. Parts of records pass through.
template <class M>
[[nodiscard]] std::expected<Parts, WireError> encode_response(std::int32_t correlation_id,
                                                              const M& body, std::int16_t version);

/// A whole request: int32 size, header, body. `header` gives correlation id and client id; key and
/// version are set here.
template <class M>
[[nodiscard]] std::expected<Parts, WireError> encode_request(RequestHeader header, const M& body,
                                                             std::int16_t version);

/// The response behind its header. On error nothing is known of it.
template <class M>
[[nodiscard]] std::expected<M, WireError> decode_response(const Slice& payload,
                                                          std::int16_t version,
                                                          ResponseHeader* header = nullptr);

// Without types, for tables of messages.
WireError frame_message(const MessageView& header, const MessageView& body, Parts& out);
WireError split_response(const Slice& payload, std::int16_t header_version, ResponseHeader& header,
                         Slice& body);

template <class M>
std::expected<Parts, WireError> encode_response(std::int32_t correlation_id, const M& body,
                                                std::int16_t version) {
  const ResponseHeader header{.correlation_id = correlation_id};
  Parts parts;
  if (const WireError error = frame_message(
          {kMessageInfo<ResponseHeader>, &header, response_header_version(M::kApi, version)},
          {kMessageInfo<M>, &body, version}, parts);
      error != WireError::none)
    return std::unexpected(error);
  return parts;
}

template <class M>
std::expected<Parts, WireError> encode_request(RequestHeader header, const M& body,
                                               std::int16_t version) {
  header.request_api_key = M::kApi;
  header.request_api_version = version;
  Parts parts;
  if (const WireError error = frame_message(
          {kMessageInfo<RequestHeader>, &header, request_header_version(M::kApi, version)},
          {kMessageInfo<M>, &body, version}, parts);
      error != WireError::none)
    return std::unexpected(error);
  return parts;
}

template <class M>
std::expected<M, WireError> decode_response(const Slice& payload, std::int16_t version,
                                            ResponseHeader* header) {
  ResponseHeader own;
  Slice body;
  if (const WireError error = split_response(payload, response_header_version(M::kApi, version),
                                             header != nullptr ? *header : own, body);
      error != WireError::none)
    return std::unexpected(error);
  return decode<M>(body, version, {.trailing_allowed = true});
}

}  // namespace fl::wire
