// Reads the archives of golden answers: gzip by zlib, then the 512-byte blocks of tar. See
// archive.h.
#include "tests/golden/archive.h"

#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <zlib.h>

namespace fl::golden {
namespace {

constexpr std::size_t kBlockBytes = 512;
constexpr std::size_t kUnpackedBytesMax = std::size_t{512} << 20;

std::string gunzip(std::string_view packed) {
  z_stream stream{};
  constexpr int kGzipOnly = 15 + 16;
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw std::runtime_error("zlib does not start");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int status = Z_OK;
  while (status == Z_OK && out.size() < kUnpackedBytesMax) {
    const std::size_t done = out.size();
    out.resize(done + (std::size_t{4} << 20));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    stream.avail_out = static_cast<uInt>(out.size() - done);
    status = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("an archive of golden answers is damaged");
  return out;
}

std::string text_field(std::string_view block, std::size_t at, std::size_t size) {
  const std::string_view field = block.substr(at, size);
  return std::string(field.substr(0, field.find('\0')));
}

}  // namespace

Archive unpack(std::string_view packed) {
  const std::string tar = gunzip(packed);
  Archive archive;
  std::string long_name;
  std::size_t at = 0;
  while (at + kBlockBytes <= tar.size() && tar[at] != '\0') {
    const std::string_view block = std::string_view(tar).substr(at, kBlockBytes);
    const std::size_t size = std::stoull(text_field(block, 124, 12), nullptr, 8);
    const char kind = block[156];
    at += kBlockBytes;
    if (size > tar.size() - at) throw std::runtime_error("an archive of golden answers is cut");
    std::string content = tar.substr(at, size);
    at += (size + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    if (kind == 'L') {  // The name of the next entry, too long for its own block.
      long_name = content.substr(0, content.find('\0'));
      continue;
    }
    std::string name = long_name.empty() ? text_field(block, 0, 100) : long_name;
    long_name.clear();
    archive.emplace(std::move(name), std::move(content));
  }
  return archive;
}

}  // namespace fl::golden
