#include "core/base/digest.h"

#include <algorithm>
#include <cstring>

namespace fl {

namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B97F4A7C15u;
constexpr std::uint64_t kPrime2 = 0xBF58476D1CE4E5B9u;

std::uint64_t little_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, 8);
  if constexpr (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) value = __builtin_bswap64(value);
  return value;
}

std::uint64_t rotated(std::uint64_t x, int by) {
  return x << by | x >> (64 - by);
}

}  // namespace

Digest::Digest(std::uint64_t seed) {
  for (std::uint64_t& lane : lanes_)
    lane ^= seed;
}

void Digest::block(const std::uint8_t* bytes) {
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    lanes_[i] = rotated(lanes_[i] + little_endian(bytes + 8 * i) * kPrime2, 31) * kPrime1;
}

void Digest::bytes(ByteSpan bytes) {
  if (bytes.empty()) return;
  const std::size_t held = absorbed_bytes_ % kBlockBytes;
  absorbed_bytes_ += bytes.size();
  if (held > 0) {
    const std::size_t taken = std::min(kBlockBytes - held, bytes.size());
    std::memcpy(pending_.data() + held, bytes.data(), taken);
    bytes = bytes.subspan(taken);
    if (held + taken < kBlockBytes) return;
    block(pending_.data());
  }
  while (bytes.size() >= kBlockBytes) {
    block(bytes.data());
    bytes = bytes.subspan(kBlockBytes);
  }
  if (!bytes.empty()) std::memcpy(pending_.data(), bytes.data(), bytes.size());
}

void Digest::number(std::uint64_t value) {
  std::array<std::uint8_t, 8> raw{};
  for (std::size_t i = 0; i < raw.size(); ++i)
    raw[i] = static_cast<std::uint8_t>(value >> (8 * i));
  bytes(raw);
}

std::uint64_t Digest::value() const {
  Digest rest = *this;
  const std::size_t held = absorbed_bytes_ % kBlockBytes;
  std::fill(rest.pending_.begin() + static_cast<std::ptrdiff_t>(held), rest.pending_.end(),
            std::uint8_t{0});
  rest.block(rest.pending_.data());
  std::uint64_t x = absorbed_bytes_ * kPrime1;
  for (std::uint64_t lane : rest.lanes_) {
    x = (x ^ lane) * kPrime2;
    x ^= x >> 29;
  }
  return x ^ (x >> 32);
}

std::uint64_t digest_of(ByteSpan bytes) {
  Digest digest;
  digest.bytes(bytes);
  return digest.value();
}

}  // namespace fl
