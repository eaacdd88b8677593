#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/digest.h"
#include "core/base/draw.h"
#include "core/base/nearest_name.h"
#include "core/base/reader.h"
#include "core/base/uuid.h"
#include "core/base/writer.h"

#include <gtest/gtest.h>

#include <array>

namespace fl {
namespace {

TEST(Assert, ThrowsWithTheConditionAndThePlace) {
  try {
    FL_ASSERT(1 + 1 == 3);
    FAIL();
  } catch (const AssertionFailed& failed) {
    EXPECT_NE(std::string_view(failed.what()).find("1 + 1 == 3"), std::string_view::npos);
  }
}

TEST(Crc32c, TheInstructionAndTheTableAgreeForEveryLength) {
  ByteVector bytes;
  for (std::size_t i = 0; i < 10'000; ++i)
    bytes.push_back(static_cast<std::uint8_t>(i * 31 + i / 7));
  for (std::size_t size : {0u, 1u, 7u, 8u, 9u, 1023u, 3071u, 3072u, 3073u, 6144u, 9999u, 10000u}) {
    const ByteSpan part = ByteSpan(bytes).first(size);
    EXPECT_EQ(crc32c(part), crc32c_by_table(part)) << size;
  }
}

TEST(Crc32c, OfTheCheckStringIsTheCatalogueValue) {
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xE3069283u);
}

TEST(Crc32c, GoesOnWhereItStopped) {
  EXPECT_EQ(crc32c(as_bytes("6789"), crc32c(as_bytes("12345"))), 0xE3069283u);
}

TEST(Digest, DoesNotDependOnHowTheBytesWereCut) {
  const std::string text(200, 'x');
  Digest whole;
  whole.bytes(as_bytes(text));
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Digest parts;
    parts.bytes(as_bytes(std::string_view(text).substr(0, cut)));
    parts.bytes(as_bytes(std::string_view(text).substr(cut)));
    EXPECT_EQ(parts.value(), whole.value());
  }
}

TEST(Digest, TellsEmptyTextsAndZeroBytesApart) {
  EXPECT_NE(digest_of({}), digest_of(as_bytes(std::string_view("\0", 1))));
}

TEST(Draw, IsAPureFunctionOfSeedStreamAndKey) {
  static_assert(Draw(7).bits("latency", {1, 2}) == Draw(7).bits("latency", {1, 2}));
  EXPECT_NE(Draw(7).bits("latency", {1, 2}), Draw(7).bits("latency", {2, 1}));
  EXPECT_NE(Draw(7).bits("latency", {1}), Draw(7).bits("disk", {1}));
  EXPECT_NE(Draw(7).bits("latency", {1}), Draw(8).bits("latency", {1}));
}

TEST(Draw, IsUniformEnoughForFaults) {
  std::array<int, 10> counts{};
  for (std::uint64_t i = 0; i < 100'000; ++i)
    ++counts[Draw(1).below(10, "uniform", {i})];
  for (int count : counts)
    EXPECT_NEAR(count, 10'000, 500);
}

TEST(Uuid, TextIsUrlSafeBase64WithoutPadding) {
  EXPECT_EQ(kMetadataTopicId.to_text(), "AAAAAAAAAAAAAAAAAAAAAQ");
  const Uuid uuid{0xFBFFFEFDFCFBFAF9u, 0x0102030405060708u};
  EXPECT_EQ(Uuid::from_text(uuid.to_text()), uuid);
  EXPECT_FALSE(Uuid::from_text("AAAAAAAAAAAAAAAAAAAAA"));
  EXPECT_FALSE(Uuid::from_text("AAAAAAAAAAAAAAAAAAAA+Q"));
}

TEST(Reader, IsStickyAfterTheFirstError) {
  const ByteVector bytes{0, 1, 2};
  Reader reader(bytes);
  EXPECT_EQ(reader.i16(), 1);
  EXPECT_EQ(reader.i32(), 0);
  EXPECT_EQ(reader.error(), WireError::truncated);
  EXPECT_EQ(reader.i8(), 0);
  EXPECT_EQ(reader.left(), 0u);
}

TEST(Base64, RoundTripsEveryLength) {
  ByteVector bytes;
  for (int i = 0; i < 20; ++i) {
    ByteVector back;
    EXPECT_TRUE(from_base64(to_base64(bytes), back));
    EXPECT_EQ(back, bytes);
    bytes.push_back(static_cast<std::uint8_t>(255 - i));
  }
}

TEST(NearestName, FindsTheLikelyTypingMistakeAndNothingElse) {
  constexpr std::array<std::string_view, 3> kNames{"log.dirs", "log.segment.bytes", "listeners"};
  EXPECT_EQ(nearest_name("log.dir", kNames), "log.dirs");
  EXPECT_EQ(nearest_name("listenres", kNames), "listeners");
  EXPECT_EQ(nearest_name("zookeeper.connect", kNames), std::nullopt);
}

}  // namespace
}  // namespace fl
