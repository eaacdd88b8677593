// xxHash32 straight from its specification: four lanes over 16-byte stripes, then the rest. See
// xxhash32.h.
#include "core/record/codecs/xxhash32.h"

#include <array>
#include <bit>

namespace fl::record {
namespace {

constexpr std::uint32_t kPrime1 = 0x9E3779B1;
constexpr std::uint32_t kPrime2 = 0x85EBCA77;
constexpr std::uint32_t kPrime3 = 0xC2B2AE3D;
constexpr std::uint32_t kPrime4 = 0x27D4EB2F;
constexpr std::uint32_t kPrime5 = 0x165667B1;

std::uint32_t word(ByteSpan bytes, std::size_t at) {
  return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

}  // namespace

std::uint32_t xxhash32(ByteSpan bytes) {
  std::size_t at = 0;
  std::uint32_t hash = kPrime5;
  if (bytes.size() >= 16) {
    std::array<std::uint32_t, 4> lanes{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1};
    for (; at + 16 <= bytes.size(); at += 16) {
      for (std::size_t lane = 0; lane < 4; ++lane)
        lanes[lane] = std::rotl(lanes[lane] + word(bytes, at + 4 * lane) * kPrime2, 13) * kPrime1;
    }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
           std::rotl(lanes[3], 18);
  }
  hash += static_cast<std::uint32_t>(bytes.size());
  for (; at + 4 <= bytes.size(); at += 4)
    hash = std::rotl(hash + word(bytes, at) * kPrime3, 17) * kPrime4;
  for (; at < bytes.size(); ++at)
    hash = std::rotl(hash + bytes[at] * kPrime5, 11) * kPrime1;
  hash = (hash ^ hash >> 15) * kPrime2;
  hash = (hash ^ hash >> 13) * kPrime3;
  return hash ^ hash >> 16;
}

}  // namespace fl::record
