#include "core/describe/diff.h"
#include "core/describe/digest_value.h"
#include "core/describe/json.h"
#include "core/describe/pack.h"
#include "core/describe/print.h"
#include "core/node/context.h"

#include <gtest/gtest.h>

namespace fl {
namespace {

enum class Colour : std::uint8_t { red, green };

constexpr std::string_view name_of(Colour colour) {
  return colour == Colour::red ? "red" : "green";
}

struct Point {
  std::int32_t x = 0;
  std::int64_t y = 0;
  bool operator==(const Point&) const = default;

  static consteval auto fields() {
    return field_list(field<&Point::x>("X"), field<&Point::y>("Y", since(1)));
  }
};

struct Shape {
  std::string name;
  std::vector<Point> points;
  std::optional<Uuid> id;
  Slice data;
  Colour colour = Colour::red;
  Offset offset{-1};
  std::int32_t tagged = 5;
  bool operator==(const Shape&) const = default;

  static consteval auto fields() {
    return field_list(field<&Shape::name>("Name"), field<&Shape::points>("Points"),
                      field<&Shape::id>("Id", kAlways, {.nullable = kAlways}),
                      field<&Shape::data>("Data"), field<&Shape::colour>("Colour"),
                      field<&Shape::offset>("Offset"),
                      field<&Shape::tagged>("Tagged", kAlways, {.tag = 0}));
  }
};

Shape sample() {
  return {.name = "a \"b\"",
          .points = {{1, 2}, {3, 4}},
          .id = Uuid{1, 2},
          .data = Slice::copied("xyz"),
          .colour = Colour::green,
          .offset = Offset(7)};
}

TEST(Json, IsWhatKafkasJsonConverterWrites) {
  EXPECT_EQ(to_json(sample(), 0),
            R"({"name":"a \"b\"","points":[{"x":1},{"x":3}],"id":"AAAAAAAAAAEAAAAAAAAAAg",)"
            R"("data":"eHl6","colour":"green","offset":7})");
}

TEST(Json, ReadsBackWhatItWrote) {
  const Shape shape = sample();
  const auto back = from_json<Shape>(to_json(shape, 1), 1);
  ASSERT_TRUE(back) << back.error();
  EXPECT_EQ(*back, shape);
}

TEST(Json, NamesThePlaceOfAMistake) {
  EXPECT_EQ(from_json<Point>(R"({"x":"1","y":2})", 1).error(), "x: expected a whole number");
  EXPECT_EQ(from_json<Point>(R"({"x":1})", 1).error(), "y: missing");
  EXPECT_EQ(from_json<Point>(R"({"x":3000000000,"y":2})", 1).error(), "x: number out of range");
}

TEST(Pack, RoundTripsAndRefusesEveryTruncation) {
  const Shape shape = sample();
  ByteVector bytes;
  Writer writer(bytes);
  pack(writer, shape);
  Reader reader(bytes);
  Shape back;
  ASSERT_TRUE(unpack(reader, back));
  EXPECT_EQ(back, shape);
  EXPECT_EQ(reader.left(), 0u);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Reader cut(ByteSpan(bytes).first(size));
    Shape broken;
    EXPECT_FALSE(unpack(cut, broken)) << size;
  }
}

TEST(Diff, NamesThePathOfWhatDiffers) {
  const Shape left = sample();
  Shape right = left;
  right.points[1].y = 9;
  right.points.push_back({5, 6});
  const auto found = diff(left, right);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0], (Difference{"Points[1].Y", "4", "9"}));
  EXPECT_EQ(found[1].path, "Points[2]");
}

TEST(Print, IsShort) {
  const Point point{1, 2};
  EXPECT_EQ(print_fields(point, 1), "X=1 Y=2");
}

TEST(DigestOfAValue, ChangesWithEveryField) {
  Digest one;
  Digest two;
  Shape shape = sample();
  absorb_described(one, shape);
  shape.points[0].x = 0;
  absorb_described(two, shape);
  EXPECT_NE(one.value(), two.value());
}

TEST(DigestOfAnEffect, DoesNotDependOnSliceBorders) {
  Digest one;
  Digest two;
  absorb(one,
         Send{ConnId(1),
              {Slice::literal("ab"), Slice::literal("c"), FileRange{FileId(1), Position(2), 3}}});
  absorb(two, Send{ConnId(1), {Slice::literal("abc"), FileRange{FileId(1), Position(2), 3}}});
  EXPECT_EQ(one.value(), two.value());
}

}  // namespace
}  // namespace fl
