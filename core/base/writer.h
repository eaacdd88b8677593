// Writes Kafka's big-endian numbers and varints at the end of a byte vector: the counterpart of
// Reader.
#pragma once
#include "core/base/bytes.h"
#include "core/base/uuid.h"

#include <cstdint>

namespace fl {

class Writer {
 public:
  explicit Writer(ByteVector& out) : out_(&out) {}

  void i8(std::int8_t v) { out_->push_back(static_cast<std::uint8_t>(v)); }

  void u8(std::uint8_t v) { out_->push_back(v); }

  void i16(std::int16_t v) { big_endian(static_cast<std::uint16_t>(v), 2); }

  void u16(std::uint16_t v) { big_endian(v, 2); }

  void i32(std::int32_t v) { big_endian(static_cast<std::uint32_t>(v), 4); }

  void u32(std::uint32_t v) { big_endian(v, 4); }

  void i64(std::int64_t v) { big_endian(static_cast<std::uint64_t>(v), 8); }

  void f64(double v);

  void uuid(const Uuid& v) {
    big_endian(v.high, 8);
    big_endian(v.low, 8);
  }

  void varint(std::int32_t v) {
    unsigned_varint(static_cast<std::uint32_t>(v) << 1 ^ static_cast<std::uint32_t>(v >> 31));
  }

  void varlong(std::int64_t v) {
    unsigned_varlong(static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63));
  }

  void unsigned_varint(std::uint32_t v) { unsigned_varlong(v); }

  void unsigned_varlong(std::uint64_t v);

  void bytes(ByteSpan v) { out_->insert(out_->end(), v.begin(), v.end()); }

  std::size_t size() const { return out_->size(); }

 private:
  void big_endian(std::uint64_t value, std::size_t size);

  ByteVector* out_;
};

/// Big-endian stores into bytes that are already there, for patching headers.
/// REQUIRES: the range lies within `bytes`.
void store_i16(std::span<std::uint8_t> bytes, std::size_t at, std::int16_t value);
void store_i32(std::span<std::uint8_t> bytes, std::size_t at, std::int32_t value);
void store_i64(std::span<std::uint8_t> bytes, std::size_t at, std::int64_t value);

/// Big-endian loads. REQUIRES: the range lies within `bytes`.
std::int16_t load_i16(ByteSpan bytes, std::size_t at);
std::int32_t load_i32(ByteSpan bytes, std::size_t at);
std::int64_t load_i64(ByteSpan bytes, std::size_t at);

}  // namespace fl
