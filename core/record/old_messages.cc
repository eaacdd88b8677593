// See old_messages.h.
#include "core/record/old_messages.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/record/arithmetic.h"
#include "core/record/codecs/lz4.h"

#include <array>
#include <zlib.h>

namespace fl::record {
namespace {

constexpr std::size_t kOldCrcAt = 12;
constexpr std::size_t kCrcStart = 16;

/// A length and as many bytes; false if there are fewer.
bool read_bytes(Reader& in, const Slice& bytes, std::optional<Slice>& out) {
  const std::int32_t size = in.i32();
  if (!in.ok()) return false;
  if (size < 0) return true;
  const std::size_t begin = in.position();
  in.skip(static_cast<std::size_t>(size));
  if (!in.ok()) return false;
  out = bytes.sub(begin, static_cast<std::size_t>(size));
  return true;
}

/// Kafka: magic 0 took the checksum of an LZ4 frame's header over the wrong bytes.
Decompressed unpack(const OldMessage& outer, Codec codec, std::int64_t max_bytes) {
  if (codec != Codec::lz4 || outer.magic > 0) return decompress(codec, *outer.value, max_bytes);
  const std::unique_ptr<ByteSource> source = lz4_source(*outer.value, Lz4Checksum::ignored);
  return drain(*source, max_bytes);
}

}  // namespace

bool is_old_crc_right(ByteSpan bytes) {
  if (bytes.size() < kCrcStart) return false;
  const ByteSpan checked = bytes.subspan(kCrcStart);
  const uLong sum = crc32(0, checked.data(), static_cast<uInt>(checked.size()));
  return static_cast<std::uint32_t>(sum) == static_cast<std::uint32_t>(load_i32(bytes, kOldCrcAt));
}

std::optional<OldMessage> parse_old_message(const Slice& bytes) {
  Reader in(bytes);
  OldMessage message;
  message.offset = Offset(in.i64());
  message.length = in.i32();
  message.crc = in.u32();
  message.magic = in.i8();
  message.attributes = in.i8();
  if (message.magic < 0 || message.magic > 1) return std::nullopt;
  if (message.magic == 1) message.timestamp = Timestamp(in.i64());
  if (!read_bytes(in, bytes, message.key)) return std::nullopt;
  if (!read_bytes(in, bytes, message.value)) return std::nullopt;
  message.is_crc_right = is_old_crc_right(bytes);
  return message;
}

OldRecords open_old_message(const OldMessage& outer, std::int64_t max_bytes) {
  const std::optional<Codec> codec = codec_of_bits(outer.codec_bits());
  if (!codec) return {.messages = {}, .error = ReadError::unknown_codec};
  if (*codec == Codec::none) return {.messages = {outer}};
  if (!outer.value) return {.messages = {}, .error = ReadError::bad_structure};
  Decompressed plain = unpack(outer, *codec, max_bytes);
  if (plain.error == CodecError::too_large) return {.messages = {}, .error = ReadError::too_large};
  if (plain.error != CodecError::none)
    return {.messages = {}, .error = ReadError::bad_compressed_bytes};
  const Slice bytes(std::move(plain.bytes));
  OldRecords records;
  BatchScanner scanner(bytes);
  while (const std::optional<BatchBytes> inner = scanner.next()) {
    std::optional<OldMessage> message =
        parse_old_message(bytes.sub(inner->begin, inner->bytes.size()));
    // A compressed message within a compressed one is refused, or it might go on for ever.
    if (!message || message->magic != outer.magic || message->codec_bits() != 0)
      return {.messages = {}, .error = ReadError::bad_structure};
    if (outer.timestamp_type() == TimestampType::log_append_time)
      message->timestamp = outer.timestamp;
    records.messages.push_back(std::move(*message));
  }
  if (scanner.error() != ScanError::none || records.messages.empty())
    return {.messages = {}, .error = ReadError::bad_structure};
  if (outer.magic == 0) return records;
  // The outer offset is that of the last record.
  const Offset last = records.messages.back().offset;
  const std::int64_t base = wrapping_subtract(outer.offset.value, last.value);
  for (OldMessage& message : records.messages)
    message.offset = Offset(wrapping_add(base, message.offset.value));
  return records;
}

}  // namespace fl::record
