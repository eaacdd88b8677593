#include "core/wire/record_frame.h"

#include "core/base/reader.h"
#include "core/wire/encoder.h"

#include <limits>

namespace fl::wire {

namespace {

constexpr std::uint32_t kFrameVersion = 1;
constexpr std::uint32_t kInt16Max = std::numeric_limits<std::int16_t>::max();

}  // namespace

std::expected<RecordFrame, WireError> split_record(const Slice& value) {
  Reader reader(value);
  const std::uint32_t frame_version = reader.unsigned_varint();
  const std::uint32_t key = reader.unsigned_varint();
  const std::uint32_t version = reader.unsigned_varint();
  if (!reader.ok()) return std::unexpected(reader.error());
  if (frame_version != kFrameVersion || key > kInt16Max || version > kInt16Max)
    return std::unexpected(WireError::bad_value);
  return RecordFrame{.key = static_cast<std::int16_t>(key),
                     .version = static_cast<std::int16_t>(version),
                     .body = value.from(reader.position())};
}

WireError frame_record(const MessageInfo& info, std::int16_t key, const void* record,
                       std::int16_t version, ByteVector& out) {
  Encoder encoder;
  encoder.put_varint(kFrameVersion);
  encoder.put_varint(static_cast<std::uint16_t>(key));
  encoder.put_varint(static_cast<std::uint16_t>(version));
  encoder.message(info, record, version);
  if (encoder.error() != WireError::none) return encoder.error();
  return encoder.finish(out);
}

}  // namespace fl::wire
