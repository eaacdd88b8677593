// Random values of every message in every version survive the wire, and no cut-off message is read
// beyond its end.
#include "tests/core/wire/values/any_message.h"

#include <gtest/gtest.h>

namespace fl::wire {
namespace {

constexpr std::uint64_t kValuesPerVersion = 40;

template <class Check>
void for_each_value(Check check, bool with_unknown_tags = true) {
  const Draw draw(2026);
  std::uint64_t key = 0;
  for (const Message& message : message_table())
    for (std::int16_t v = message.info.versions.first; v <= message.info.versions.last; ++v)
      for (std::uint64_t i = 0; i < kValuesPerVersion; ++i) {
        SCOPED_TRACE(std::string(message.info.name) + " version " + std::to_string(v) + " value " +
                     std::to_string(key));
        const AnyMessage value = AnyMessage::random(message, v, draw, key++, with_unknown_tags);
        ASSERT_NO_FATAL_FAILURE(check(value, v));
      }
}

TEST(RandomMessages, AreReadAsTheyWereWritten) {
  for_each_value([](const AnyMessage& value, std::int16_t version) {
    const auto bytes = value.encoded(version);
    ASSERT_TRUE(bytes) << name_of(bytes.error());
    const auto parts = value.encoded_parts(version);
    ASSERT_TRUE(parts);
    EXPECT_EQ(*parts, *bytes);
    const auto decoded = AnyMessage::decoded(value.message(), Slice::copied(*bytes), version);
    ASSERT_TRUE(decoded) << name_of(decoded.error());
    EXPECT_EQ(*decoded, value) << value.json(version) << '\n' << decoded->json(version);
  });
}

TEST(RandomMessages, AreReadFromTheirJson) {
  const auto check = [](const AnyMessage& value, std::int16_t version) {
    const auto read = AnyMessage::from_json(value.message(), value.json(version), version);
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->json(version), value.json(version));
  };
  for_each_value(check, /*with_unknown_tags=*/false);  // JSON has none
}

TEST(RandomMessages, AreRefusedWhenCutOff) {
  for_each_value([](const AnyMessage& value, std::int16_t version) {
    const Slice bytes(value.encoded(version).value());
    const std::size_t step = 1 + bytes.size() / 16;
    for (std::size_t size = 0; size < bytes.size(); size += step)
      EXPECT_FALSE(AnyMessage::decoded(value.message(), bytes.sub(0, size), version));
  });
}

TEST(RandomMessages, AreDissectedWithoutGapsAtTheTop) {
  for_each_value([](const AnyMessage& value, std::int16_t version) {
    const Slice bytes(value.encoded(version).value());
    Dissection dissection;
    ASSERT_TRUE(AnyMessage::decoded(value.message(), bytes, version, {.dissection = &dissection}));
    std::size_t end = 0;
    for (const Dissection::Range& range : dissection.ranges) {
      EXPECT_LE(range.begin, range.end) << range.path;
      EXPECT_LE(range.end, bytes.size()) << range.path;
      const bool on_top = range.path.find_first_of(".[ ") == std::string::npos;
      if (!on_top || range.field == nullptr || range.field->tag >= 0) continue;
      EXPECT_EQ(range.begin, end) << range.path;
      end = range.end;
    }
  });
}

/// Gives every array of the struct, at every depth, `count` elements at their defaults.
void fill_arrays(const Type& type, void* p, std::int16_t version, std::size_t count) {
  for (const Field& field : type.fields()) {
    if (!field.versions.contains(version)) continue;
    const Type& member_type = *field.type;
    void* member = field.member(p);
    // Decoded records have one part, also when they are empty.
    if (member_type.kind == Kind::records && !member_type.nullable)
      *static_cast<Records*>(member) = Records(Slice());
    if (member_type.kind != Kind::structure && member_type.kind != Kind::array) continue;
    if (member_type.nullable) member = member_type.engage(member);
    if (member_type.kind == Kind::structure) fill_arrays(member_type, member, version, count);
    if (member_type.kind != Kind::array) continue;
    for (std::size_t i = 0; i < count; ++i) {
      void* const element = member_type.grow(member);
      if (member_type.element->kind == Kind::structure)
        fill_arrays(*member_type.element, element, version, count);
    }
  }
}

TEST(ManySmallElements, AreWithinTheMemoryBound) {
  for (const Message& message : message_table())
    for (std::int16_t v = message.info.versions.first; v <= message.info.versions.last; ++v) {
      SCOPED_TRACE(std::string(message.info.name) + " version " + std::to_string(v));
      AnyMessage value(message);
      fill_arrays(*message.info.type, value.value(), v, 25);
      const auto bytes = value.encoded(v);
      ASSERT_TRUE(bytes) << name_of(bytes.error());
      const auto decoded = AnyMessage::decoded(message, Slice::copied(*bytes), v);
      ASSERT_TRUE(decoded) << name_of(decoded.error());
      EXPECT_EQ(*decoded, value);
    }
}

}  // namespace
}  // namespace fl::wire
