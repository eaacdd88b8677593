// Names and levels of the codecs, and the bounded reading that all of them share. See
// compression.h.
#include "core/record/compression.h"

#include "core/base/assert.h"
#include "core/record/codecs/gzip.h"
#include "core/record/codecs/lz4.h"
#include "core/record/codecs/snappy.h"
#include "core/record/codecs/zstd.h"

#include <algorithm>
#include <array>

namespace fl::record {
namespace {

constexpr std::array<std::string_view, 5> kNames{"none", "gzip", "snappy", "lz4", "zstd"};
constexpr std::size_t kPieceBytes = 16 * 1024;

/// Bytes that are not compressed.
class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(ByteSpan bytes) : left_(bytes) {}

  std::size_t read(std::span<std::uint8_t> out) override {
    const std::size_t size = std::min(out.size(), left_.size());
    std::ranges::copy(left_.first(size), out.begin());
    left_ = left_.subspan(size);
    return size;
  }

 private:
  ByteSpan left_;
};

}  // namespace

std::string_view name_of(Codec codec) {
  return kNames[static_cast<std::size_t>(codec)];
}

std::optional<Codec> codec_of(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Codec>(found - kNames.begin());
}

std::optional<Codec> codec_of_bits(std::uint8_t bits) {
  if (bits >= kNames.size()) return std::nullopt;
  return static_cast<Codec>(bits);
}

std::unique_ptr<ByteSource> decompressor(Codec codec, ByteSpan bytes) {
  switch (codec) {
    case Codec::none:
      return std::make_unique<PlainSource>(bytes);
    case Codec::gzip:
      return gzip_source(bytes);
    case Codec::snappy:
      return snappy_source(bytes);
    case Codec::lz4:
      return lz4_source(bytes);
    case Codec::zstd:
      return zstd_source(bytes);
  }
  FL_ASSERT(false);
  return nullptr;
}

Decompressed drain(ByteSource& source, std::int64_t max_bytes) {
  FL_ASSERT(max_bytes >= 0);
  const auto room = static_cast<std::size_t>(max_bytes);
  Decompressed result;
  std::array<std::uint8_t, kPieceBytes> piece;
  while (const std::size_t size = source.read(piece)) {
    if (result.bytes.size() + size > room) {
      result.error = CodecError::too_large;
      return result;
    }
    result.bytes.insert(result.bytes.end(), piece.begin(),
                        piece.begin() + static_cast<std::ptrdiff_t>(size));
  }
  result.error = source.error();
  return result;
}

Decompressed decompress(Codec codec, ByteSpan bytes, std::int64_t max_bytes) {
  return drain(*decompressor(codec, bytes), max_bytes);
}

int default_level(Codec codec) {
  switch (codec) {
    case Codec::none:
    case Codec::snappy:
      return 0;
    case Codec::gzip:
      return -1;
    case Codec::lz4:
      return 9;
    case Codec::zstd:
      return 3;
  }
  return 0;
}

void compress(Codec codec, int level, ByteSpan bytes, ByteVector& out) {
  switch (codec) {
    case Codec::none:
      out.insert(out.end(), bytes.begin(), bytes.end());
      return;
    case Codec::gzip:
      return gzip_compress(level, bytes, out);
    case Codec::snappy:
      return snappy_compress(bytes, out);
    case Codec::lz4:
      return lz4_compress(level, bytes, out);
    case Codec::zstd:
      return zstd_compress(level, bytes, out);
  }
}

}  // namespace fl::record
