#include "sim/scenario/quantity.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

TEST(Quantity, ReadsEveryUnit) {
  const auto is = [](std::string_view text, std::int64_t value, Unit unit) {
    const auto read = parse_quantity(text);
    ASSERT_TRUE(read) << text << ": " << read.error();
    EXPECT_EQ(read->value, value) << text;
    EXPECT_EQ(read->unit, unit) << text;
  };
  is("5s", 5'000'000'000, Unit::time);
  is("1.5s", 1'500'000'000, Unit::time);
  is("250ms", 250'000'000, Unit::time);
  is("7us", 7'000, Unit::time);
  is("2m", 120'000'000'000, Unit::time);
  is("1h", 3'600'000'000'000, Unit::time);
  is("-3s", -3'000'000'000, Unit::time);
  is("64KiB", 65'536, Unit::size);
  is("5KB/s", 5'000, Unit::size_rate);
  is("1.5MB/s", 1'500'000, Unit::size_rate);
  is("100/s", 100, Unit::rate);
  is("x20", 20, Unit::times);
  is("-200ppm", -200, Unit::parts_per_million);
  is("42", 42, Unit::none);
}

TEST(Quantity, RefusesWhatIsNoWholeNumberOfTheSmallestUnit) {
  for (const std::string_view text :
       {"", "s", "1.s", "0.5ns", "1.5", "5sec", "1e9s", "9999999999999999999s", "99999999999h",
        "1.0000000001s", "x5s", "--5s", "0x10", "5 s"})
    EXPECT_FALSE(parse_quantity(text)) << text;
}

TEST(Quantity, SaysTheNearestUnit) {
  EXPECT_EQ(parse_quantity("5KBs").error(), "unknown unit 'KBs' (did you mean 'KB'?)");
  EXPECT_EQ(parse_quantity("5KB/S").error(), "unknown unit 'KB/S' (did you mean 'KB/s'?)");
}

TEST(Quantity, PrintsTimesInTheUnitThatReads) {
  EXPECT_EQ(time_text(0), "0s");
  EXPECT_EQ(time_text(5'000'000'000), "5s");
  EXPECT_EQ(time_text(1'500'000'000), "1.5s");
  EXPECT_EQ(time_text(12'345'000), "12.345ms");
  EXPECT_EQ(time_text(-3'000), "-3us");
  EXPECT_EQ(time_text(17), "17ns");
}

}  // namespace
}  // namespace fl::sim
