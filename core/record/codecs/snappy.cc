// xerial's framing around the snappy library's C interface. See snappy.h.
#include "core/record/codecs/snappy.h"

#include "core/base/assert.h"
#include "core/base/writer.h"

#include <algorithm>
#include <array>
#include <snappy-c.h>

namespace fl::record {
namespace {

constexpr std::array<std::uint8_t, 8> kFramingMagic{0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
/// Magic, version and lowest compatible version.
constexpr std::size_t kFrameHeaderBytes = 16;
constexpr std::size_t kChunkBytes = 32 * 1024;
/// An element of 3 bytes copies at most 64: what claims to grow more than this lies.
constexpr std::size_t kGrowthMax = 64;

constexpr std::size_t kVersionAt = 8;
constexpr std::int32_t kVersionMin = 1;

bool begins_with_magic(ByteSpan bytes) {
  return bytes.size() >= kFrameHeaderBytes &&
         std::ranges::equal(bytes.first(kFramingMagic.size()), kFramingMagic);
}

const char* chars(ByteSpan bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}

class SnappySource final : public ByteSource {
 public:
  explicit SnappySource(ByteSpan bytes) : left_(bytes) {
    if (!begins_with_magic(left_)) return;
    is_framed_ = true;
    is_version_known_ = load_i32(left_, kVersionAt) >= kVersionMin;
    left_ = left_.subspan(kFrameHeaderBytes);
  }

  /// Fills `out` over chunk borders. Kafka: a broken chunk takes with it the whole bytes before it
  /// that were to be read in the same go.
  std::size_t read(std::span<std::uint8_t> out) override {
    std::size_t size = 0;
    while (size < out.size() && error() == CodecError::none) {
      if (chunk_at_ == chunk_.size() && !next_chunk()) break;
      const std::size_t part = std::min(out.size() - size, chunk_.size() - chunk_at_);
      std::copy_n(chunk_.begin() + static_cast<std::ptrdiff_t>(chunk_at_), part,
                  out.begin() + static_cast<std::ptrdiff_t>(size));
      chunk_at_ += part;
      size += part;
    }
    return error() == CodecError::none ? size : 0;
  }

 private:
  /// False at the end and on an error.
  bool next_chunk() {
    chunk_.clear();
    chunk_at_ = 0;
    if (!is_framed_) {
      if (is_raw_done_) return false;
      is_raw_done_ = true;
      return uncompress(left_);
    }
    if (!is_version_known_) return stop();
    // Fewer than four bytes at the end are no size: Kafka ignores them.
    while (chunk_.empty()) {
      if (left_.size() < 4) return false;
      const auto size = static_cast<std::uint32_t>(load_i32(left_, 0));
      if (std::ranges::equal(left_.first(4), std::span(kFramingMagic).first(4))) {
        if (left_.size() < kFrameHeaderBytes) return stop();
        // Streams one behind the other; what only begins like a header ends the stream.
        if (!begins_with_magic(left_)) return false;
        left_ = left_.subspan(kFrameHeaderBytes);
        continue;
      }
      left_ = left_.subspan(4);
      if (size > left_.size()) return stop();
      const ByteSpan block = left_.first(size);
      left_ = left_.subspan(size);
      if (!uncompress(block)) return false;
    }
    return true;
  }

  bool uncompress(ByteSpan block) {
    std::size_t size = 0;
    if (snappy_uncompressed_length(chars(block), block.size(), &size) != SNAPPY_OK) return stop();
    if (size > block.size() * kGrowthMax) return stop();
    chunk_.resize(size);
    auto* const out = reinterpret_cast<char*>(chunk_.data());
    return snappy_uncompress(chars(block), block.size(), out, &size) == SNAPPY_OK || stop();
  }

  bool stop() {
    static_cast<void>(fail());
    return false;
  }

  ByteSpan left_;
  bool is_framed_ = false;
  bool is_version_known_ = true;
  bool is_raw_done_ = false;
  ByteVector chunk_;
  std::size_t chunk_at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> snappy_source(ByteSpan bytes) {
  return std::make_unique<SnappySource>(bytes);
}

void snappy_compress(ByteSpan bytes, ByteVector& out) {
  Writer writer(out);
  writer.bytes(kFramingMagic);
  writer.i32(1);
  writer.i32(1);
  while (!bytes.empty()) {
    const ByteSpan chunk = bytes.first(std::min(kChunkBytes, bytes.size()));
    bytes = bytes.subspan(chunk.size());
    const std::size_t size_at = out.size();
    std::size_t size = snappy_max_compressed_length(chunk.size());
    out.resize(size_at + 4 + size);
    auto* const room = reinterpret_cast<char*>(out.data() + size_at + 4);
    const snappy_status status = ::snappy_compress(chars(chunk), chunk.size(), room, &size);
    FL_ASSERT(status == SNAPPY_OK);
    store_i32(out, size_at, static_cast<std::int32_t>(size));
    out.resize(size_at + 4 + size);
  }
}

}  // namespace fl::record
