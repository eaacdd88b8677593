// One codec for all messages: it interprets the fields() of a struct in one version. Non-flexible
// versions have fixed lengths, flexible ones compact lengths and tagged fields (KIP-482).
//
// It accepts and refuses what Kafka's generated readers do, and bounds what hostile bytes can cost:
// memory at most kMemoryFactor times the input plus kMemorySlack, nesting at most kDepthMax.
// Bytes and records of a decoded message are slices of the input and keep its block alive; decoded
// records have exactly one part, also when they are empty.
#pragma once
#include "core/base/parts.h"
#include "core/base/wire_error.h"
#include "core/describe/fields.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

inline constexpr std::size_t kMemoryFactor = 64;
inline constexpr std::size_t kMemorySlack = 4096;  ///< bytes
inline constexpr int kDepthMax = 16;
inline constexpr std::size_t kStringBytesMax = 32767;

/// What the codec must know of a message type.
struct MessageInfo {
  std::string_view name;
  const Type* type = nullptr;
  Versions versions = kNever;
  Versions flexible = kNever;
};

template <class M>
inline constexpr MessageInfo kMessageInfo{M::kName, &type_of<M>, M::kVersions, M::kFlexible};

/// A message to write, without its C++ type.
struct MessageView {
  const MessageInfo& info;
  const void* value;
  std::int16_t version;
};

/// Where each field of a decoded message lay in the input: what a dissector shows.
struct Dissection {
  struct Range {
    std::string path;    ///< "topics[0].partitions[1].fetchOffset"
    const Field* field;  ///< null for an unknown tag
    std::size_t begin;   ///< of its length or tag value, in bytes from the start of the input
    std::size_t end;     ///< exclusive
  };

  std::vector<Range> ranges;  ///< outer fields before inner ones
};

struct DecodeOptions {
  bool trailing_allowed = false;     ///< Kafka ignores bytes behind a request's body
  std::size_t* consumed = nullptr;   ///< gets the bytes read
  Dissection* dissection = nullptr;  ///< gets the byte ranges
};

/// Decodes into `message`, a default-constructed value of info.type. On error it is unspecified.
WireError decode_into(const MessageInfo& info, void* message, const Slice& bytes,
                      std::int16_t version, const DecodeOptions& options = {});

/// Appends the parts of the encoded message to `out`. On error `out` is unchanged.
WireError encode_parts(const MessageInfo& info, const void* message, std::int16_t version,
                       Parts& out);

/// Appends the encoded message to `out`; records in file ranges give bad_value. On error `out` is
/// unchanged.
WireError encode_into(const MessageInfo& info, const void* message, std::int16_t version,
                      ByteVector& out);

/// The message that `bytes` hold in `version`, whole unless options say otherwise.
template <class M>
[[nodiscard]] std::expected<M, WireError> decode(const Slice& bytes, std::int16_t version,
                                                 const DecodeOptions& options = {}) {
  std::expected<M, WireError> message{std::in_place};
  if (const WireError error =
          decode_into(kMessageInfo<M>, &message.value(), bytes, version, options);
      error != WireError::none)
    return std::unexpected(error);
  return message;
}

/// The message in parts: bytes, and the records' parts as they are, uncopied.
template <class M>
[[nodiscard]] std::expected<Parts, WireError> encode(const M& message, std::int16_t version) {
  Parts parts;
  if (const WireError error = encode_parts(kMessageInfo<M>, &message, version, parts);
      error != WireError::none)
    return std::unexpected(error);
  return parts;
}

/// The message as bytes. Records in file ranges are an error (bad_value).
template <class M>
[[nodiscard]] std::expected<ByteVector, WireError> encode_bytes(const M& message,
                                                                std::int16_t version) {
  ByteVector bytes;
  if (const WireError error = encode_into(kMessageInfo<M>, &message, version, bytes);
      error != WireError::none)
    return std::unexpected(error);
  return bytes;
}

}  // namespace fl::wire
