// A 64-bit digest of a stream of bytes and numbers that does not depend on how the stream was cut.
// It is what "same run" means: rolled over every step of a simulation, it must be equal on every
// compiler and optimisation. Not cryptographic.
#pragma once
#include "core/base/bytes.h"

#include <array>
#include <cstdint>

namespace fl {

class Digest {
 public:
  Digest() = default;

  explicit Digest(std::uint64_t seed);

  /// Absorbs bytes; two calls with parts of a text equal one call with the whole.
  void bytes(ByteSpan bytes);

  void number(std::uint64_t value);

  void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }

  void number(std::int32_t value) { number(static_cast<std::int64_t>(value)); }

  void text(std::string_view text) {
    number(static_cast<std::uint64_t>(text.size()));
    bytes(as_bytes(text));
  }

  /// The digest of all that was absorbed so far; absorbing may go on.
  std::uint64_t value() const;

 private:
  static constexpr std::size_t kBlockBytes = 32;

  void block(const std::uint8_t* bytes);

  std::array<std::uint64_t, 4> lanes_{0x243F6A8885A308D3u, 0x13198A2E03707344u, 0xA4093822299F31D0u,
                                      0x082EFA98EC4E6C89u};
  std::array<std::uint8_t, kBlockBytes> pending_{};
  std::uint64_t absorbed_bytes_ = 0;
};

/// The digest of one text.
std::uint64_t digest_of(ByteSpan bytes);

}  // namespace fl
