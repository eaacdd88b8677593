// Reads Kafka's big-endian numbers and varints out of hostile bytes. Sticky: after the first error
// every read gives zero or nothing, and error() tells what happened first. Varints follow
// org.apache.kafka.common.utils.ByteUtils: over-long forms are accepted, the excess bits of the
// last byte dropped, more than 5 (10) bytes refused.
#pragma once
#include "core/base/bytes.h"
#include "core/base/uuid.h"
#include "core/base/wire_error.h"

#include <cstdint>

namespace fl {

class Reader {
 public:
  explicit Reader(ByteSpan bytes) : bytes_(bytes) {}

  std::int8_t i8() { return static_cast<std::int8_t>(big_endian(1)); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(big_endian(1)); }

  std::int16_t i16() { return static_cast<std::int16_t>(big_endian(2)); }

  std::uint16_t u16() { return static_cast<std::uint16_t>(big_endian(2)); }

  std::int32_t i32() { return static_cast<std::int32_t>(big_endian(4)); }

  std::uint32_t u32() { return static_cast<std::uint32_t>(big_endian(4)); }

  std::int64_t i64() { return static_cast<std::int64_t>(big_endian(8)); }

  double f64();
  Uuid uuid();

  /// Zigzag varint of 32 bits.
  std::int32_t varint();
  /// Zigzag varint of 64 bits.
  std::int64_t varlong();
  std::uint32_t unsigned_varint();
  std::uint64_t unsigned_varlong();

  /// The next `size` bytes, viewed in place; empty, and an error, if there are fewer.
  ByteSpan take(std::size_t size);

  void skip(std::size_t size) { static_cast<void>(take(size)); }

  bool ok() const { return error_ == WireError::none; }

  WireError error() const { return error_; }

  /// Notes `error` unless an earlier one stands.
  void fail(WireError error) {
    if (error_ == WireError::none) error_ = error;
  }

  std::size_t position() const { return position_; }

  std::size_t left() const { return ok() ? bytes_.size() - position_ : 0; }

 private:
  bool has(std::size_t size) {
    if (!ok()) return false;
    if (bytes_.size() - position_ >= size) return true;
    error_ = WireError::truncated;
    return false;
  }

  std::uint64_t big_endian(std::size_t size) {
    if (!has(size)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | bytes_[position_ + i];
    position_ += size;
    return value;
  }

  ByteSpan bytes_;
  std::size_t position_ = 0;
  WireError error_ = WireError::none;
};

}  // namespace fl
