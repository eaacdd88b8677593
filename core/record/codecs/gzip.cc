// gzip through zlib's raw inflate: the frame around the data is read here, because zlib stops at
// the first member and Java does not. See gzip.h.
#include "core/record/codecs/gzip.h"

#include "core/base/assert.h"

#include <algorithm>
#include <zlib.h>

namespace fl::record {
namespace {

constexpr std::size_t kTrailerBytes = 8;
constexpr std::size_t kFixedHeaderBytes = 10;
constexpr int kRawWindow = -MAX_WBITS;

/// The size of the member header at the front of `bytes`; nothing if it is none.
std::optional<std::size_t> member_header_size(ByteSpan bytes) {
  constexpr std::uint8_t kHeaderCrc = 2;
  constexpr std::uint8_t kExtra = 4;
  constexpr std::uint8_t kName = 8;
  constexpr std::uint8_t kComment = 16;
  if (bytes.size() < kFixedHeaderBytes) return std::nullopt;
  if (bytes[0] != 0x1f || bytes[1] != 0x8b || bytes[2] != Z_DEFLATED) return std::nullopt;
  const std::uint8_t flags = bytes[3];
  std::size_t at = kFixedHeaderBytes;
  if ((flags & kExtra) != 0) {
    if (bytes.size() - at < 2) return std::nullopt;
    const std::size_t size = bytes[at] | static_cast<std::size_t>(bytes[at + 1]) << 8;
    if (bytes.size() - at - 2 < size) return std::nullopt;
    at += 2 + size;
  }
  for (const std::uint8_t flag : {kName, kComment}) {
    if ((flags & flag) == 0) continue;
    const auto end = std::find(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), 0);
    if (end == bytes.end()) return std::nullopt;
    at = static_cast<std::size_t>(end - bytes.begin()) + 1;
  }
  if ((flags & kHeaderCrc) != 0) {
    if (bytes.size() - at < 2) return std::nullopt;
    const auto stored = static_cast<std::uint32_t>(bytes[at] | bytes[at + 1] << 8);
    if ((crc32(0, bytes.data(), static_cast<uInt>(at)) & 0xffff) != stored) return std::nullopt;
    at += 2;
  }
  return at;
}

std::uint32_t load_little_endian(ByteSpan bytes, std::size_t at) {
  return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(ByteSpan bytes) : left_(bytes) {}

  ~GzipSource() override {
    if (is_open_) inflateEnd(&stream_);
  }

  std::size_t read(std::span<std::uint8_t> out) override {
    if (!is_trailer_right_) return fail();
    while (error() == CodecError::none && !is_at_end_) {
      if (!is_in_member_ && !begin_member()) return is_at_end_ ? 0 : fail();
      const std::size_t size = inflate_into(out);
      if (size > 0 || error() != CodecError::none) return size;
    }
    return 0;
  }

 private:
  /// False at the end of the stream, and if the first member is none.
  bool begin_member() {
    const std::optional<std::size_t> header = member_header_size(left_);
    if (!header) {
      is_at_end_ = members_ > 0;
      return false;
    }
    left_ = left_.subspan(*header);
    const int status = is_open_ ? inflateReset(&stream_) : inflateInit2(&stream_, kRawWindow);
    FL_ASSERT(status == Z_OK);
    is_open_ = true;
    is_in_member_ = true;
    ++members_;
    checksum_ = static_cast<std::uint32_t>(crc32(0, nullptr, 0));
    size_ = 0;
    return true;
  }

  std::size_t inflate_into(std::span<std::uint8_t> out) {
    stream_.next_in = const_cast<Bytef*>(left_.data());
    stream_.avail_in = static_cast<uInt>(left_.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    left_ = left_.subspan(left_.size() - stream_.avail_in);
    const std::size_t size = out.size() - stream_.avail_out;
    checksum_ = static_cast<std::uint32_t>(crc32(checksum_, out.data(), static_cast<uInt>(size)));
    size_ += static_cast<std::uint32_t>(size);
    if (status == Z_STREAM_END) {
      is_in_member_ = false;
      is_trailer_right_ = left_.size() >= kTrailerBytes &&
                          load_little_endian(left_, 0) == checksum_ &&
                          load_little_endian(left_, 4) == size_;
      if (is_trailer_right_) left_ = left_.subspan(kTrailerBytes);
    }
    // Bytes that came out are given before the error that follows them.
    if (size > 0) return size;
    if (status == Z_STREAM_END) return is_trailer_right_ ? 0 : fail();
    return status == Z_OK ? 0 : fail();
  }

  ByteSpan left_;
  z_stream stream_{};
  bool is_open_ = false;
  bool is_in_member_ = false;
  bool is_at_end_ = false;
  bool is_trailer_right_ = true;
  std::int32_t members_ = 0;
  std::uint32_t checksum_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> gzip_source(ByteSpan bytes) {
  return std::make_unique<GzipSource>(bytes);
}

void gzip_compress(int level, ByteSpan bytes, ByteVector& out) {
  constexpr int kGzipWindow = MAX_WBITS + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  const int opened =
      deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY);
  FL_ASSERT(opened == Z_OK);
  const std::size_t begin = out.size();
  out.resize(begin + deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data() + begin;
  stream.avail_out = static_cast<uInt>(out.size() - begin);
  const int status = deflate(&stream, Z_FINISH);
  FL_ASSERT(status == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
}

}  // namespace fl::record
