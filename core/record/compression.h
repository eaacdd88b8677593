// The five codecs of record batches, as Kafka's clients and broker write and read them. Reading is
// bounded: a stream gives up once more than the allowed bytes came out of it, and takes memory for
// bytes only when they are there, never because a length on the wire says so.
// Source: org.apache.kafka.common.compress of Apache Kafka 4.3; codecs/ has a file per codec.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace fl::record {

/// What one batch may hold when decompressed, unless the caller allows less. Kafka has no bound.
inline constexpr std::int64_t kDecompressedBytesMax = std::int64_t{128} << 20;

enum class CodecError : std::uint8_t {
  none,
  bad_bytes,      ///< the codec cannot read them, or they end too early
  too_large,      ///< more bytes come out than allowed
  unknown_codec,  ///< codec bits 5 to 7
};

/// Kafka's name: "none", "gzip", "snappy", "lz4", "zstd".
std::string_view name_of(Codec codec);

/// The codec of that name, or nothing ("uncompressed" and "producer" are words of the
/// configuration, not codecs).
std::optional<Codec> codec_of(std::string_view name);

/// The codec that attribute bits 0 to 2 name; nothing for 5 to 7.
std::optional<Codec> codec_of_bits(std::uint8_t bits);

/// Bytes that come out of a decompressor, piece by piece.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills the front of `out` and returns how many bytes came; 0 at the end, and from the first
  /// error on: then error() says so. REQUIRES: out is not empty.
  virtual std::size_t read(std::span<std::uint8_t> out) = 0;

  CodecError error() const { return error_; }

 protected:
  std::size_t fail() {
    error_ = CodecError::bad_bytes;
    return 0;
  }

 private:
  CodecError error_ = CodecError::none;
};

/// Decompresses `bytes`, which must stay while the source lives. An ill-formed beginning shows at
/// the first read.
std::unique_ptr<ByteSource> decompressor(Codec codec, ByteSpan bytes);

/// What came out, also if it ended with an error: readers see the bytes before the damage.
struct Decompressed {
  ByteVector bytes;
  CodecError error = CodecError::none;
};

/// Reads the source to its end, or until more than `max_bytes` came out.
Decompressed drain(ByteSource& source, std::int64_t max_bytes);

/// All of it at once, at most `max_bytes`.
Decompressed decompress(Codec codec, ByteSpan bytes,
                        std::int64_t max_bytes = kDecompressedBytesMax);

/// The level that Kafka's `compression.<codec>.level` has by default.
int default_level(Codec codec);

/// Compresses `bytes` behind what `out` already holds. The bytes depend on the codec library's
/// version. REQUIRES: `level` is one that the codec knows (the configuration checks it).
void compress(Codec codec, int level, ByteSpan bytes, ByteVector& out);

}  // namespace fl::record
