#include "core/wire/frame.h"

#include "core/base/writer.h"

#include <gtest/gtest.h>

namespace fl::wire {
namespace {

ByteVector frame(std::string_view payload) {
  ByteVector bytes;
  Writer writer(bytes);
  writer.i32(static_cast<std::int32_t>(payload.size()));
  writer.bytes(as_bytes(payload));
  return bytes;
}

TEST(FrameReader, GivesTheSameFramesForAnyFragments) {
  ByteVector stream;
  const std::vector<std::string> payloads{"first", "", "the third, a longer one", "4"};
  for (const std::string& payload : payloads) {
    const ByteVector bytes = frame(payload);
    stream.insert(stream.end(), bytes.begin(), bytes.end());
  }
  const Slice whole(std::move(stream));
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    FrameReader reader;
    std::vector<std::string> got;
    for (std::size_t at = 0; at < whole.size(); at += size) {
      reader.feed(whole.sub(at, std::min(size, whole.size() - at)));
      while (const auto next = reader.next())
        got.emplace_back(next->text());
    }
    EXPECT_EQ(got, payloads) << "fragments of " << size;
    EXPECT_EQ(reader.held(), 0U);
  }
}

TEST(FrameReader, TellsHowManyBytesItWaitsFor) {
  const Slice bytes(frame("12345"));
  FrameReader reader;
  EXPECT_EQ(reader.missing(), 4U);
  reader.feed(bytes.sub(0, 3));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.missing(), 1U);
  EXPECT_EQ(reader.announced(), std::nullopt);
  reader.feed(bytes.sub(3, 1));
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.missing(), 5U);
  EXPECT_EQ(reader.announced(), 5);
  reader.feed(bytes.from(4));
  EXPECT_EQ(reader.missing(), 0U);
  EXPECT_EQ(reader.next()->text(), "12345");
}

TEST(FrameReader, SharesTheBlockOfAFrameThatCameWhole) {
  const Slice bytes(frame("whole"));
  FrameReader reader;
  reader.feed(bytes);
  EXPECT_EQ(reader.next()->owner(), bytes.owner());
}

TEST(FrameReader, RefusesSizesBelowZeroAndAboveTheLimit) {
  for (const std::int32_t size : {-1, 101}) {
    ByteVector bytes;
    Writer(bytes).i32(size);
    FrameReader reader(100);
    reader.feed(Slice(std::move(bytes)));
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_bad());
    EXPECT_EQ(reader.missing(), 0U);
    EXPECT_EQ(reader.held(), 0U);
  }
}

TEST(FrameReader, TakesNoMemoryForWhatIsOnlyAnnounced) {
  ByteVector bytes;
  Writer(bytes).i32(kFrameBytesMax);
  FrameReader reader;
  reader.feed(Slice(std::move(bytes)));
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.is_bad());
  EXPECT_EQ(reader.held(), 4U);
}

}  // namespace
}  // namespace fl::wire
