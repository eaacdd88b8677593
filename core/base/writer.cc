#include "core/base/writer.h"

#include "core/base/assert.h"

#include <bit>

namespace fl {

namespace {

void store(std::span<std::uint8_t> bytes, std::size_t at, std::uint64_t value, std::size_t size) {
  FL_ASSERT(at <= bytes.size());
  FL_ASSERT(size <= bytes.size() - at);
  for (std::size_t i = 0; i < size; ++i)
    bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
}

std::uint64_t load(ByteSpan bytes, std::size_t at, std::size_t size) {
  FL_ASSERT(at <= bytes.size());
  FL_ASSERT(size <= bytes.size() - at);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | bytes[at + i];
  return value;
}

}  // namespace

void Writer::big_endian(std::uint64_t value, std::size_t size) {
  const std::size_t at = out_->size();
  out_->resize(at + size);
  store(*out_, at, value, size);
}

void Writer::f64(double v) {
  big_endian(std::bit_cast<std::uint64_t>(v), 8);
}

void Writer::unsigned_varlong(std::uint64_t v) {
  while (v >= 0x80u) {
    out_->push_back(static_cast<std::uint8_t>(v | 0x80u));
    v >>= 7;
  }
  out_->push_back(static_cast<std::uint8_t>(v));
}

void store_i16(std::span<std::uint8_t> bytes, std::size_t at, std::int16_t value) {
  store(bytes, at, static_cast<std::uint16_t>(value), 2);
}

void store_i32(std::span<std::uint8_t> bytes, std::size_t at, std::int32_t value) {
  store(bytes, at, static_cast<std::uint32_t>(value), 4);
}

void store_i64(std::span<std::uint8_t> bytes, std::size_t at, std::int64_t value) {
  store(bytes, at, static_cast<std::uint64_t>(value), 8);
}

std::int16_t load_i16(ByteSpan bytes, std::size_t at) {
  return static_cast<std::int16_t>(load(bytes, at, 2));
}

std::int32_t load_i32(ByteSpan bytes, std::size_t at) {
  return static_cast<std::int32_t>(load(bytes, at, 4));
}

std::int64_t load_i64(ByteSpan bytes, std::size_t at) {
  return static_cast<std::int64_t>(load(bytes, at, 8));
}

}  // namespace fl
