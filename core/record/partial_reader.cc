// See partial_reader.h. Where Kafka reads behind the end it sees bytes of ones, which no varint
// survives; here that is an error of its own at once, with the same code.
#include "core/record/partial_reader.h"

#include "core/base/assert.h"
#include "core/record/arithmetic.h"

#include <algorithm>

namespace fl::record {

PartialReader::PartialReader(const BatchHeader& header, Codec codec, ByteSpan records)
    : header_(header), source_(decompressor(codec, records)) {
  FL_ASSERT(header.record_count >= 0);
}

void PartialReader::fail(ReadError error) {
  if (error_ == ReadError::none) error_ = error;
}

/// False at the end of the bytes and on an error of the codec, which it notes.
bool PartialReader::refill() {
  piece_at_ = 0;
  piece_size_ = source_->read(piece_);
  bytes_read_ += static_cast<std::int64_t>(piece_size_);
  if (bytes_read_ > kDecompressedBytesMax) {
    fail(ReadError::too_large);
    piece_size_ = 0;
  }
  if (source_->error() != CodecError::none) fail(ReadError::bad_compressed_bytes);
  return piece_size_ > 0;
}

std::uint8_t PartialReader::byte() {
  if (error_ != ReadError::none) return 0;
  if (piece_at_ == piece_size_ && !refill()) {
    fail(ReadError::bad_structure);
    return 0;
  }
  return piece_[piece_at_++];
}

std::uint64_t PartialReader::raw_varint(int bytes_max) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes_max; ++i) {
    const std::uint8_t next = byte();
    value |= static_cast<std::uint64_t>(next & 0x7f) << (7 * i);
    if ((next & 0x80) == 0) return value;
  }
  fail(ReadError::bad_structure);
  return 0;
}

std::int32_t PartialReader::varint() {
  const auto raw = static_cast<std::uint32_t>(raw_varint(5));
  return static_cast<std::int32_t>(raw >> 1 ^ (0 - (raw & 1)));
}

std::int64_t PartialReader::varlong() {
  const std::uint64_t raw = raw_varint(10);
  return static_cast<std::int64_t>(raw >> 1 ^ (0 - (raw & 1)));
}

void PartialReader::skip(std::int32_t size) {
  if (size <= 0) return;
  auto left = static_cast<std::size_t>(size);
  while (left > 0 && error_ == ReadError::none) {
    if (piece_at_ == piece_size_ && !refill()) return fail(ReadError::bad_length);
    const std::size_t part = std::min(left, piece_size_ - piece_at_);
    piece_at_ += part;
    left -= part;
  }
}

void PartialReader::read_fields(PartialRecord& record) {
  static_cast<void>(byte());  // Attributes: none are defined.
  record.timestamp = Timestamp(wrapping_add(header_.base_timestamp.value, varlong()));
  if (header_.timestamp_type() == TimestampType::log_append_time)
    record.timestamp = header_.max_timestamp;
  record.offset_delta = varint();
  const std::int32_t key_size = varint();
  record.has_key = key_size >= 0;
  skip(key_size);
  skip(varint());
  const std::int32_t header_count = varint();
  if (header_count < 0) return fail(ReadError::bad_header_count);
  for (std::int32_t i = 0; i < header_count && error_ == ReadError::none; ++i) {
    const std::int32_t header_key_size = varint();
    if (header_key_size < 0) return fail(ReadError::null_header_key);
    skip(header_key_size);
    skip(varint());
  }
}

std::optional<PartialRecord> PartialReader::next() {
  if (error_ != ReadError::none || records_read_ == header_.record_count) return std::nullopt;
  // The length, which Kafka does not compare with anything here.
  static_cast<void>(varint());
  if (error_ == ReadError::bad_structure) error_ = ReadError::ends_too_early;
  PartialRecord record;
  read_fields(record);
  if (error_ != ReadError::none) return std::nullopt;
  ++records_read_;
  if (records_read_ == header_.record_count) {
    if (piece_at_ != piece_size_ || refill()) fail(ReadError::bytes_left);
    if (error_ != ReadError::none) return std::nullopt;
  }
  return record;
}

}  // namespace fl::record
