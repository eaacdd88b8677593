// Performs a Receive grant: reads at_least..at_most bytes into one contiguous slice. Memory is
// taken when bytes arrive: small grants are carved from an arena that all connections share, larger
// ones grow with what has come, so that whoever announces much and sends little costs little.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace fl::net {

/// Blocks that small reads of all connections share.
class ReadArena {
 public:
  /// `size` bytes to read into; nothing is used up until `take`. REQUIRES: size <= kBlockBytes.
  std::span<std::uint8_t> reserve(std::size_t size);

  /// The first `size` bytes of what was reserved.
  Slice take(std::size_t size);

  static constexpr std::size_t kBlockBytes = 64 << 10;

 private:
  std::shared_ptr<std::uint8_t[]> block_;
  std::size_t used_ = kBlockBytes;
};

enum class ReadResult : std::uint8_t { complete, blocked, end_of_stream, failed };

class ReadGrant {
 public:
  /// REQUIRES: no grant is open; 0 < at_least <= at_most.
  void open(std::int64_t at_least, std::int64_t at_most);

  bool is_open() const { return at_most_ > 0; }

  /// Reads what there is. On `complete`, `taken` has the bytes and the grant is closed.
  ReadResult read(int socket, ReadArena& arena);

  Slice taken;
  /// The last read filled its buffer, so that there may be more: reading again is worth a call.
  bool may_have_more = false;

 private:
  ReadResult read_small(int socket, ReadArena& arena);
  void keep(ByteSpan bytes);
  void make_room();
  ReadResult close_with(Slice bytes);

  std::size_t at_least_ = 0;
  std::size_t at_most_ = 0;
  std::shared_ptr<std::uint8_t[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t got_ = 0;
};

}  // namespace fl::net
