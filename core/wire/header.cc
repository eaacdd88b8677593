#include "core/wire/header.h"

#include "core/base/reader.h"
#include "core/wire/encoder.h"

#include <limits>

namespace fl::wire {

std::expected<RequestParts, WireError> split_request(const Slice& payload) {
  Reader reader(payload);
  const auto key = static_cast<ApiKey>(reader.i16());
  const std::int16_t version = reader.i16();
  if (!reader.ok()) return std::unexpected(reader.error());
  std::size_t consumed = 0;
  auto header = decode<RequestHeader>(payload, request_header_version(key, version),
                                      {.trailing_allowed = true, .consumed = &consumed});
  if (!header) return std::unexpected(header.error());
  if (!header->client_id) header->client_id.emplace();
  return RequestParts{.header = std::move(*header), .body = payload.from(consumed)};
}

WireError split_response(const Slice& payload, std::int16_t header_version, ResponseHeader& header,
                         Slice& body) {
  std::size_t consumed = 0;
  auto decoded = decode<ResponseHeader>(payload, header_version,
                                        {.trailing_allowed = true, .consumed = &consumed});
  if (!decoded) return decoded.error();
  header = std::move(*decoded);
  body = payload.from(consumed);
  return WireError::none;
}

WireError frame_message(const MessageView& header, const MessageView& body, Parts& out) {
  Encoder encoder;
  encoder.put_i32(0);
  encoder.message(header.info, header.value, header.version);
  encoder.message(body.info, body.value, body.version);
  if (encoder.error() != WireError::none) return encoder.error();
  const std::int64_t size = encoder.size() - 4;
  if (size > std::numeric_limits<std::int32_t>::max()) return WireError::bad_value;
  encoder.patch_i32(0, static_cast<std::int32_t>(size));
  encoder.finish(out);
  return WireError::none;
}

}  // namespace fl::wire
