// Chance without state. A draw is a pure function of (seed, stream, key): the n-th draw for a key
// is the same in every branch of a what-if, and a draw added elsewhere moves nothing. Keys name
// things
// ((from, to, n-th dial, segment), (file, kind, n-th)), never counters of the world.
#pragma once
#include "core/base/assert.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace fl {

class Draw {
 public:
  constexpr explicit Draw(std::uint64_t seed) : seed_(seed) {}

  /// 64 well-mixed bits for (seed, stream, key parts).
  constexpr std::uint64_t bits(std::string_view stream,
                               std::initializer_list<std::uint64_t> key) const {
    std::uint64_t x = mixed(seed_ ^ hashed(stream));
    for (std::uint64_t part : key)
      x = mixed(x ^ (part + 0x9E3779B97F4A7C15u));
    return mixed(x);
  }

  /// A number in [0, bound), without modulo bias worth speaking of. REQUIRES: bound > 0.
  constexpr std::uint64_t below(std::uint64_t bound, std::string_view stream,
                                std::initializer_list<std::uint64_t> key) const {
    FL_ASSERT(bound > 0);
    return multiplied_high(bits(stream, key), bound);
  }

  /// True in `numerator` of `denominator` cases. REQUIRES: denominator > 0.
  constexpr bool chance(std::uint64_t numerator, std::uint64_t denominator, std::string_view stream,
                        std::initializer_list<std::uint64_t> key) const {
    return below(denominator, stream, key) < numerator;
  }

  constexpr std::uint64_t seed() const { return seed_; }

  /// FNV-1a, for naming streams and for turning names into key parts.
  static constexpr std::uint64_t hashed(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
  }

 private:
  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }

  /// The upper 64 bits of the 128-bit product (Lemire's bounded integers), in portable arithmetic.
  static constexpr std::uint64_t multiplied_high(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t a_low = a & 0xFFFFFFFFu;
    const std::uint64_t a_high = a >> 32;
    const std::uint64_t b_low = b & 0xFFFFFFFFu;
    const std::uint64_t b_high = b >> 32;
    const std::uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
    const std::uint64_t carry = (middle & 0xFFFFFFFFu) + a_low * b_high;
    return a_high * b_high + (middle >> 32) + (carry >> 32);
  }

  std::uint64_t seed_;
};

}  // namespace fl
