// The zstd library's streaming reader. See zstd.h.
#include "core/record/codecs/zstd.h"

#include "core/base/assert.h"

#include <zstd.h>

namespace fl::record {
namespace {

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(ByteSpan bytes)
      : in_{bytes.data(), bytes.size(), 0}, stream_(ZSTD_createDStream()) {
    FL_ASSERT(stream_ != nullptr);
  }

  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  std::size_t read(std::span<std::uint8_t> out) override {
    if (error() != CodecError::none) return 0;
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    while (to.pos == 0) {
      const bool is_input_spent = in_.pos == in_.size;
      if (is_input_spent && is_between_frames_) return 0;
      const std::size_t hint = ZSTD_decompressStream(stream_, &to, &in_);
      if (ZSTD_isError(hint) != 0) return fail();
      is_between_frames_ = hint == 0;
      // Nothing went in and nothing came out: the frame is cut.
      if (is_input_spent && to.pos == 0 && !is_between_frames_) return fail();
    }
    return to.pos;
  }

 private:
  ZSTD_inBuffer in_;
  ZSTD_DStream* stream_;
  bool is_between_frames_ = true;
};

}  // namespace

std::unique_ptr<ByteSource> zstd_source(ByteSpan bytes) {
  return std::make_unique<ZstdSource>(bytes);
}

void zstd_compress(int level, ByteSpan bytes, ByteVector& out) {
  const std::size_t begin = out.size();
  out.resize(begin + ZSTD_compressBound(bytes.size()));
  const std::size_t size =
      ZSTD_compress(out.data() + begin, out.size() - begin, bytes.data(), bytes.size(), level);
  FL_ASSERT(ZSTD_isError(size) == 0);
  out.resize(begin + size);
}

}  // namespace fl::record
