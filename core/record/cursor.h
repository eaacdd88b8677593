// Reads the fields of records out of bytes: varints in Kafka's zigzag form and stretches of bytes.
// Sticky, and all in the header, because it runs over every record of every batch.
// Source: org.apache.kafka.common.utils.ByteUtils.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>
#include <optional>

namespace fl::record {

enum class CursorError : std::uint8_t { none, underflow, varint_too_long };

class RecordCursor {
 public:
  explicit RecordCursor(ByteSpan bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (error_ != CursorError::none || position_ == bytes_.size()) return stop();
    return bytes_[position_++];
  }

  /// Excess bits of a fifth byte are dropped, as in Kafka.
  std::int32_t varint() {
    const auto raw = static_cast<std::uint32_t>(raw_varint(5));
    return static_cast<std::int32_t>(raw >> 1 ^ (0 - (raw & 1)));
  }

  std::int64_t varlong() {
    const std::uint64_t raw = raw_varint(10);
    return static_cast<std::int64_t>(raw >> 1 ^ (0 - (raw & 1)));
  }

  /// The next `size` bytes; nothing if size is negative, which is how null is stored.
  std::optional<ByteSpan> bytes_or_null(std::int32_t size) {
    if (size < 0 || error_ != CursorError::none) return std::nullopt;
    if (static_cast<std::size_t>(size) > left()) {
      stop();
      return std::nullopt;
    }
    const ByteSpan taken = bytes_.subspan(position_, static_cast<std::size_t>(size));
    position_ += taken.size();
    return taken;
  }

  std::size_t position() const { return position_; }

  std::size_t left() const { return bytes_.size() - position_; }

  CursorError error() const { return error_; }

 private:
  std::uint8_t stop() {
    if (error_ == CursorError::none) error_ = CursorError::underflow;
    return 0;
  }

  std::uint64_t raw_varint(int bytes_max) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes_max; ++i) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7f) << (7 * i);
      if ((next & 0x80) == 0) return error_ == CursorError::none ? value : 0;
    }
    error_ = CursorError::varint_too_long;
    return 0;
  }

  ByteSpan bytes_;
  std::size_t position_ = 0;
  CursorError error_ = CursorError::none;
};

}  // namespace fl::record
