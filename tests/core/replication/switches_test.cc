// How a switch is named, set and refused.
#include "core/replication/switches.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fl::replication {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all(1);
  for (const char c : text)
    if (c == ' ')
      all.emplace_back();
    else
      all.back() += c;
  return all;
}

TEST(Switches, AreAllAsInKafka43WithoutAWord) {
  const auto none = parse_switches({});
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(*none, Switches());
  for (const SwitchRow& row : kSwitchRows)
    EXPECT_EQ(value_of(*none, row.name), words(row.values).front()) << row.name;
}

TEST(Switches, TakeEachOfTheirValues) {
  for (const SwitchRow& row : kSwitchRows)
    for (const std::string& value : words(row.values)) {
      const SwitchText text{.name = row.name, .value = value};
      const auto switches = parse_switches({&text, 1});
      ASSERT_TRUE(switches.has_value()) << row.name << " " << value;
      EXPECT_EQ(value_of(*switches, row.name), value) << row.name;
    }
}

TEST(Switches, AreAllInTheTable) {
  constexpr auto kFields = Switches::fields();
  ASSERT_EQ(kFields.size(), kSwitchRows.size());
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    EXPECT_EQ(kFields[i].name, kSwitchRows[i].name);
    EXPECT_FALSE(kSwitchRows[i].about.empty()) << kSwitchRows[i].name;
  }
}

TEST(Switches, WithAMistypedNameNameTheNearest) {
  const SwitchText texts[] = {{"fetch_fencing", "off"}, {"trunction", "hw"}};
  const auto switches = parse_switches(texts);
  ASSERT_FALSE(switches.has_value());
  EXPECT_EQ(switches.error(),
            (SwitchMistake{.index = 1,
                           .is_value = false,
                           .message = "unknown switch 'trunction' (did you mean 'truncation'?)"}));
}

TEST(Switches, WithAWrongValueNameTheNearestOrAll) {
  const SwitchText mistyped[] = {{"truncation", "kip278"}};
  EXPECT_EQ(parse_switches(mistyped).error().message,
            "unknown value of truncation 'kip278' (did you mean 'kip279'?)");
  const SwitchText wrong[] = {{"fetch_fencing", "perhaps"}};
  EXPECT_TRUE(parse_switches(wrong).error().is_value);
  EXPECT_EQ(parse_switches(wrong).error().message,
            "unknown value of fetch_fencing 'perhaps'; known are on, off");
}

TEST(Switches, AreNotSetTwice) {
  const SwitchText texts[] = {{"truncation", "hw"}, {"truncation", "kip101"}};
  EXPECT_EQ(parse_switches(texts).error().message, "switch 'truncation' is set twice");
}

TEST(Switches, ComeOutOfANodesProperties) {
  Properties properties{{"node.id", "1"},
                        {"faultline.switch.truncation", "kip101"},
                        {"log.dir", "data"},
                        {"faultline.switch.fetch_fencing", "off"}};
  const auto switches = take_switches(properties);
  ASSERT_TRUE(switches.has_value());
  EXPECT_EQ(switches->truncation, Truncation::kip101);
  EXPECT_FALSE(switches->fetch_fencing);
  EXPECT_EQ(properties, (Properties{{"node.id", "1"}, {"log.dir", "data"}}));
}

TEST(Switches, FenceNoFetchBeforeKip320) {
  EXPECT_TRUE(Switches().fences_fetches());
  EXPECT_TRUE(Switches{.truncation = Truncation::kip320}.fences_fetches());
  EXPECT_FALSE(Switches{.truncation = Truncation::kip279}.fences_fetches());
  EXPECT_FALSE(Switches{.fetch_fencing = false}.fences_fetches());
}

}  // namespace
}  // namespace fl::replication
