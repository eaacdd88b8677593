// The codecs by themselves: what is written can be read, and hostile bytes cost no more than they
// may.
#include "core/record/compression.h"

#include "core/base/draw.h"
#include "core/record/builder.h"
#include "core/record/validate.h"

#include <gtest/gtest.h>

#include <array>

namespace fl::record {
namespace {

constexpr std::array<Codec, 5> kCodecs{Codec::none, Codec::gzip, Codec::snappy, Codec::lz4,
                                       Codec::zstd};

/// Bytes of which some stretches compress and others do not.
ByteVector mixed_bytes(std::size_t size) {
  const Draw draw(3);
  ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = i / 1000 % 2 == 0 ? std::uint8_t{7}
                                 : static_cast<std::uint8_t>(draw.below(256, "byte", {i}));
  return bytes;
}

TEST(Compression, ReadsWhatItWrote) {
  for (const Codec codec : kCodecs) {
    for (const std::size_t size : {0UL, 1UL, 32768UL, 65537UL, 300'000UL}) {
      SCOPED_TRACE(std::string(name_of(codec)) + " " + std::to_string(size));
      const ByteVector bytes = mixed_bytes(size);
      ByteVector packed;
      compress(codec, default_level(codec), bytes, packed);
      // Kafka's snappy reader takes a header without a chunk for an empty stream, as ours does.
      const Decompressed plain = decompress(codec, packed);
      EXPECT_EQ(plain.error, CodecError::none);
      EXPECT_EQ(plain.bytes, bytes);
    }
  }
}

TEST(Compression, StopsAtTheBound) {
  const ByteVector bytes(1 << 20, 0);
  for (const Codec codec : kCodecs) {
    SCOPED_TRACE(name_of(codec));
    ByteVector packed;
    compress(codec, default_level(codec), bytes, packed);
    const Decompressed plain = decompress(codec, packed, 100'000);
    EXPECT_EQ(plain.error, CodecError::too_large);
    EXPECT_LE(plain.bytes.size(), 100'000U);
  }
}

TEST(Compression, RefusesASnappyBlockThatClaimsMoreThanItCanHold) {
  // A raw block: the varint 2^31 - 1 as its length, then one literal byte.
  const ByteVector lie{0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 'x'};
  const Decompressed plain = decompress(Codec::snappy, lie);
  EXPECT_EQ(plain.error, CodecError::bad_bytes);
  EXPECT_TRUE(plain.bytes.empty());
}

TEST(Compression, ReadsSnappyStreamsOneBehindTheOther) {
  const ByteVector first{1, 2, 3};
  const ByteVector second{4, 5};
  ByteVector packed;
  compress(Codec::snappy, 0, first, packed);
  compress(Codec::snappy, 0, second, packed);
  EXPECT_EQ(decompress(Codec::snappy, packed).bytes, (ByteVector{1, 2, 3, 4, 5}));
}

TEST(Compression, RefusesASnappyFramingOfVersion0) {
  ByteVector packed;
  compress(Codec::snappy, 0, ByteVector{1, 2, 3}, packed);
  packed[11] = 0;
  EXPECT_EQ(decompress(Codec::snappy, packed).error, CodecError::bad_bytes);
}

TEST(Compression, RefusesAnLz4FrameWithoutTheContentChecksumThatItNames) {
  // Version 1, independent blocks, content checksum; 64 KiB blocks; the end mark at once.
  ByteVector frame{0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0, 0, 0, 0};
  EXPECT_EQ(decompress(Codec::lz4, frame).error, CodecError::bad_bytes);
  frame.insert(frame.end(), {1, 2, 3, 4});
  EXPECT_EQ(decompress(Codec::lz4, frame).error, CodecError::none);
}

TEST(Compression, KnowsKafkasNames) {
  for (const Codec codec : kCodecs)
    EXPECT_EQ(codec_of(name_of(codec)), codec);
  EXPECT_EQ(codec_of("producer"), std::nullopt);
  EXPECT_EQ(codec_of("uncompressed"), std::nullopt);
  EXPECT_EQ(codec_of_bits(4), Codec::zstd);
  EXPECT_EQ(codec_of_bits(5), std::nullopt);
}

/// A small batch with a record of `bytes` zeros inside.
Slice bomb(Codec codec, std::size_t bytes) {
  BatchBuilder builder({.codec = codec});
  const ByteVector zeros(bytes, 0);
  builder.add({.timestamp = Timestamp(1), .key = std::nullopt, .value = zeros});
  return Slice(std::move(builder).build());
}

TEST(Validate, RefusesABatchThatUnpacksToMoreThanTheBound) {
  const Slice batch = bomb(Codec::zstd, static_cast<std::size_t>(kDecompressedBytesMax));
  ASSERT_LT(batch.size(), 20'000U);
  const auto checked = check_for_append(batch, {.partition = "t-0"}, Timestamp(1));
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().error, wire::ErrorCode::unknown_server_error);
}

TEST(Validate, RefusesAnUnpackedBatchAboveMaxMessageBytes) {
  const Slice batch = bomb(Codec::gzip, 2'000'000);
  const AppendSettings settings{.codec = Codec::none, .partition = "t-0"};
  const auto checked = check_for_append(batch, settings, Timestamp(1));
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().error, wire::ErrorCode::message_too_large);
}

TEST(Validate, RefusesZstdBeforeProduceVersion7) {
  const Slice batch = bomb(Codec::zstd, 10);
  const auto refused = check_produce_request(batch, 6);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error, wire::ErrorCode::unsupported_compression_type);
  EXPECT_TRUE(check_produce_request(batch, 7).has_value());
}

TEST(Validate, NamesNoMoreThanAThousandRefusedRecords) {
  BatchBuilder builder(BatchSettings{});
  for (int i = 0; i < 1500; ++i)
    builder.add({.timestamp = Timestamp(1), .key = std::nullopt, .value = as_bytes("v")});
  const Slice batch(std::move(builder).build());
  const auto checked =
      check_for_append(batch, {.is_compacted = true, .partition = "t-0"}, Timestamp(1));
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().error, wire::ErrorCode::invalid_record);
  EXPECT_EQ(checked.error().record_errors.size(), 1000U);
}

}  // namespace
}  // namespace fl::record
