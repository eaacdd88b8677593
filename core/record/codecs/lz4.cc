// The LZ4 frame by hand, its blocks through the library: the library's own frame reader is stricter
// than Kafka in some places and laxer in others. See lz4.h.
#include "core/record/codecs/lz4.h"

#include "core/base/assert.h"
#include "core/record/codecs/xxhash32.h"

#include <algorithm>
#include <lz4.h>
#include <lz4hc.h>

namespace fl::record {
namespace {

constexpr std::uint32_t kFrameMagic = 0x184D2204;
constexpr std::uint8_t kVersion1 = 0x40;
constexpr std::uint8_t kIndependentBlocks = 0x20;
constexpr std::uint8_t kBlockChecksum = 0x10;
constexpr std::uint8_t kContentSize = 0x08;
constexpr std::uint8_t kContentChecksum = 0x04;
constexpr std::uint8_t kReservedFlags = 0x03;
constexpr std::uint8_t kBlocksOf64KiB = 4;
constexpr std::uint32_t kStoredBlock = 0x80000000;

std::uint32_t load_little_endian(ByteSpan bytes, std::size_t at) {
  return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

void put_little_endian(ByteVector& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint8_t header_checksum_of(ByteSpan descriptor) {
  return static_cast<std::uint8_t>(xxhash32(descriptor) >> 8);
}

/// Bytes of the largest block that the descriptor's size code 4 to 7 allows.
std::size_t block_bytes_max(std::uint8_t code) {
  return std::size_t{1} << (2 * code + 8);
}

class Lz4Source final : public ByteSource {
 public:
  Lz4Source(ByteSpan bytes, Lz4Checksum header_checksum)
      : left_(bytes), header_checksum_(header_checksum) {}

  std::size_t read(std::span<std::uint8_t> out) override {
    if (error() != CodecError::none) return 0;
    if (!is_open_ && !read_header()) return fail();
    while (block_at_ == block_.size()) {
      if (is_finished_) return 0;
      if (!read_block()) return fail();
    }
    const std::size_t size = std::min(out.size(), block_.size() - block_at_);
    std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(block_at_), size, out.begin());
    block_at_ += size;
    return size;
  }

 private:
  bool read_header() {
    constexpr std::size_t kSmallestBytes = 7;
    if (left_.size() < kSmallestBytes) return false;
    if (load_little_endian(left_, 0) != kFrameMagic) return false;
    flags_ = left_[4];
    const std::uint8_t block = left_[5];
    if ((flags_ & 0xc0) != kVersion1 || (flags_ & kReservedFlags) != 0) return false;
    if ((flags_ & kIndependentBlocks) == 0) return false;
    const auto code = static_cast<std::uint8_t>(block >> 4 & 7);
    if ((block & 0x8f) != 0 || code < kBlocksOf64KiB) return false;
    block_bytes_max_ = block_bytes_max(code);
    const std::size_t descriptor_bytes = (flags_ & kContentSize) != 0 ? 10 : 2;
    if (left_.size() < 4 + descriptor_bytes + 1) return false;
    // Kafka: the first releases took the checksum over the magic too; both are let pass there.
    if (header_checksum_ == Lz4Checksum::checked &&
        header_checksum_of(left_.subspan(4, descriptor_bytes)) != left_[4 + descriptor_bytes])
      return false;
    left_ = left_.subspan(4 + descriptor_bytes + 1);
    is_open_ = true;
    return true;
  }

  bool read_block() {
    block_.clear();
    block_at_ = 0;
    if (left_.size() < 4) return false;
    const std::uint32_t word = load_little_endian(left_, 0);
    left_ = left_.subspan(4);
    const std::size_t size = word & ~kStoredBlock;
    if (size == 0) {  // The end mark. A content checksum must be there, but is not looked at.
      is_finished_ = true;
      return (flags_ & kContentChecksum) == 0 || left_.size() >= 4;
    }
    if (size > block_bytes_max_ || size > left_.size()) return false;
    const ByteSpan stored = left_.first(size);
    left_ = left_.subspan(size);
    if ((flags_ & kBlockChecksum) != 0) {
      if (left_.size() < 4 || load_little_endian(left_, 0) != xxhash32(stored)) return false;
      left_ = left_.subspan(4);
    }
    return (word & kStoredBlock) != 0 ? keep(stored) : uncompress(stored);
  }

  bool keep(ByteSpan stored) {
    block_.assign(stored.begin(), stored.end());
    return true;
  }

  bool uncompress(ByteSpan stored) {
    block_.resize(block_bytes_max_);
    const int size = LZ4_decompress_safe(
        reinterpret_cast<const char*>(stored.data()), reinterpret_cast<char*>(block_.data()),
        static_cast<int>(stored.size()), static_cast<int>(block_.size()));
    if (size < 0) return false;
    block_.resize(static_cast<std::size_t>(size));
    return true;
  }

  ByteSpan left_;
  Lz4Checksum header_checksum_;
  bool is_open_ = false;
  bool is_finished_ = false;
  std::uint8_t flags_ = 0;
  std::size_t block_bytes_max_ = 0;
  ByteVector block_;
  std::size_t block_at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> lz4_source(ByteSpan bytes, Lz4Checksum header_checksum) {
  return std::make_unique<Lz4Source>(bytes, header_checksum);
}

void lz4_compress(int level, ByteSpan bytes, ByteVector& out) {
  const std::uint8_t descriptor[] = {kVersion1 | kIndependentBlocks, kBlocksOf64KiB << 4};
  put_little_endian(out, kFrameMagic);
  out.insert(out.end(), std::begin(descriptor), std::end(descriptor));
  out.push_back(header_checksum_of(descriptor));
  while (!bytes.empty()) {
    const ByteSpan block = bytes.first(std::min(block_bytes_max(kBlocksOf64KiB), bytes.size()));
    bytes = bytes.subspan(block.size());
    const auto* const from = reinterpret_cast<const char*>(block.data());
    const auto from_size = static_cast<int>(block.size());
    ByteVector packed(static_cast<std::size_t>(LZ4_compressBound(from_size)));
    auto* const to = reinterpret_cast<char*>(packed.data());
    const auto room = static_cast<int>(packed.size());
    const int size = level <= 1 ? LZ4_compress_default(from, to, from_size, room)
                                : LZ4_compress_HC(from, to, from_size, room, level);
    FL_ASSERT(size > 0);
    if (static_cast<std::size_t>(size) >= block.size()) {
      put_little_endian(out, static_cast<std::uint32_t>(block.size()) | kStoredBlock);
      out.insert(out.end(), block.begin(), block.end());
    } else {
      put_little_endian(out, static_cast<std::uint32_t>(size));
      out.insert(out.end(), packed.begin(), packed.begin() + size);
    }
  }
  put_little_endian(out, 0);
}

}  // namespace fl::record
