#include "core/base/crc32c.h"

#include <array>
#include <cstring>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace fl {

namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78u;  // reflected

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc & 1u) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1;
    table[i] = crc;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kTable = make_table();

#if defined(__x86_64__)

/// Bytes of one of the three streams that run interleaved: the instruction has a latency of three
/// cycles and a throughput of one, so that one stream alone uses a third of the unit.
constexpr std::size_t kStreamBytes = 1024;

/// x^(8 * kStreamBytes) as an operator on checksums: what appending that many zero bytes does.
constexpr std::uint32_t shifted_by_bytes(std::uint32_t crc, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    crc = kTable[crc & 0xFFu] ^ crc >> 8;
  return crc;
}

/// Four tables, one per byte of the checksum, that append kStreamBytes zero bytes at once. The
/// shift is linear over GF(2), so that 32 powers are enough to compute all 1,024 entries.
std::array<std::array<std::uint32_t, 256>, 4> make_shift_tables() {
  std::array<std::uint32_t, 32> powers{};
  for (std::size_t bit = 0; bit < 32; ++bit)
    powers[bit] = shifted_by_bytes(1u << bit, kStreamBytes);
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::size_t byte = 0; byte < 4; ++byte)
    for (std::uint32_t value = 0; value < 256; ++value)
      for (std::size_t bit = 0; bit < 8; ++bit)
        if ((value >> bit & 1u) != 0) tables[byte][value] ^= powers[byte * 8 + bit];
  return tables;
}

std::uint32_t shifted(std::uint32_t crc) {
  static const auto kShift = make_shift_tables();
  return kShift[0][crc & 0xFFu] ^ kShift[1][crc >> 8 & 0xFFu] ^ kShift[2][crc >> 16 & 0xFFu] ^
         kShift[3][crc >> 24];
}

std::uint64_t word(const std::uint8_t* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, 8);
  return value;
}

__attribute__((target("sse4.2"))) std::uint32_t by_instruction(ByteSpan bytes,
                                                               std::uint32_t before) {
  std::uint64_t crc = ~before & 0xFFFFFFFFu;
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  while (left >= 3 * kStreamBytes) {
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < kStreamBytes; i += 8) {
      crc = _mm_crc32_u64(crc, word(at + i));
      second = _mm_crc32_u64(second, word(at + kStreamBytes + i));
      third = _mm_crc32_u64(third, word(at + 2 * kStreamBytes + i));
    }
    crc = shifted(static_cast<std::uint32_t>(crc)) ^ second;
    crc = shifted(static_cast<std::uint32_t>(crc)) ^ third;
    at += 3 * kStreamBytes;
    left -= 3 * kStreamBytes;
  }
  for (; left >= 8; at += 8, left -= 8)
    crc = _mm_crc32_u64(crc, word(at));
  auto narrow = static_cast<std::uint32_t>(crc);
  for (; left > 0; ++at, --left)
    narrow = _mm_crc32_u8(narrow, *at);
  return ~narrow;
}

bool has_instruction() {
  static const bool kHas = __builtin_cpu_supports("sse4.2") != 0;
  return kHas;
}

#endif

}  // namespace

std::uint32_t crc32c_by_table(ByteSpan bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  for (std::uint8_t byte : bytes)
    crc = kTable[(crc ^ byte) & 0xFFu] ^ crc >> 8;
  return ~crc;
}

std::uint32_t crc32c(ByteSpan bytes, std::uint32_t before) {
#if defined(__x86_64__)
  if (has_instruction()) return by_instruction(bytes, before);
#endif
  return crc32c_by_table(bytes, before);
}

}  // namespace fl
