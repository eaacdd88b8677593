#include "core/base/reader.h"

#include <bit>

namespace fl {

namespace {

template <class Unsigned>
Unsigned unsigned_base128(Reader& reader, int bytes_max) {
  Unsigned value = 0;
  for (int i = 0; i < bytes_max; ++i) {
    const std::uint8_t byte = reader.u8();
    if (!reader.ok()) return 0;
    value |= static_cast<Unsigned>(static_cast<Unsigned>(byte & 0x7Fu) << (7 * i));
    if ((byte & 0x80u) == 0) return value;
  }
  reader.fail(WireError::varint_too_long);
  return 0;
}

}  // namespace

double Reader::f64() {
  return std::bit_cast<double>(big_endian(8));
}

Uuid Reader::uuid() {
  const std::uint64_t high = big_endian(8);
  const std::uint64_t low = big_endian(8);
  return {high, low};
}

std::uint32_t Reader::unsigned_varint() {
  return unsigned_base128<std::uint32_t>(*this, 5);
}

std::uint64_t Reader::unsigned_varlong() {
  return unsigned_base128<std::uint64_t>(*this, 10);
}

std::int32_t Reader::varint() {
  const std::uint32_t raw = unsigned_varint();
  return static_cast<std::int32_t>(raw >> 1 ^ (0u - (raw & 1u)));
}

std::int64_t Reader::varlong() {
  const std::uint64_t raw = unsigned_varlong();
  return static_cast<std::int64_t>(raw >> 1 ^ (std::uint64_t{0} - (raw & 1u)));
}

ByteSpan Reader::take(std::size_t size) {
  if (!has(size)) return {};
  const ByteSpan taken = bytes_.subspan(position_, size);
  position_ += size;
  return taken;
}

}  // namespace fl
