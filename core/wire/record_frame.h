// A record of the metadata log: unsigned varints frame version (1), record key and version, then
// the record.   Source: org.apache.kafka.server.common.serialization.AbstractApiMessageSerde.
#pragma once
#include "core/base/wire_error.h"
#include "core/wire/codec.h"

#include <cstdint>
#include <expected>

namespace fl::wire {

/// What stands before a record.
struct RecordFrame {
  std::int16_t key = 0;
  std::int16_t version = 0;
  Slice body;
};

/// Splits a record value. Other frame versions than 1 are bad_value.
[[nodiscard]] std::expected<RecordFrame, WireError> split_record(const Slice& value);

WireError frame_record(const MessageInfo& info, std::int16_t key, const void* record,
                       std::int16_t version, ByteVector& out);

/// The framed record, as the value of a record in the metadata log.
template <class R>
[[nodiscard]] std::expected<ByteVector, WireError> encode_record(const R& record,
                                                                 std::int16_t version) {
  ByteVector out;
  if (const WireError error = frame_record(kMessageInfo<R>, R::kRecordKey, &record, version, out);
      error != WireError::none)
    return std::unexpected(error);
  return out;
}

/// The record in a frame that split_record gave. REQUIRES: frame.key == R::kRecordKey.
template <class R>
[[nodiscard]] std::expected<R, WireError> decode_record(const RecordFrame& frame) {
  return decode<R>(frame.body, frame.version);
}

}  // namespace fl::wire
