#include "core/base/chunked.h"
#include "core/base/shared_map.h"

#include <gtest/gtest.h>

#include <string>

namespace fl {
namespace {

TEST(Chunked, ACopyAndItsOriginalGoSeparateWays) {
  Chunked<int, 4> one;
  for (int i = 0; i < 10; ++i)
    one.push_back(i);
  Chunked<int, 4> two = one;
  two.push_back(100);
  one.push_back(200);
  two.mutate(3) = -3;
  EXPECT_EQ(one.back(), 200);
  EXPECT_EQ(two.back(), 100);
  EXPECT_EQ(one[3], 3);
  EXPECT_EQ(two[3], -3);
}

TEST(Chunked, TruncationOfACopyLeavesTheOriginal) {
  Chunked<int, 4> one;
  for (int i = 0; i < 10; ++i)
    one.push_back(i);
  Chunked<int, 4> two = one;
  two.truncate(5);
  two.push_back(77);
  EXPECT_EQ(one.size(), 10u);
  EXPECT_EQ(one[5], 5);
  EXPECT_EQ(two[5], 77);
  EXPECT_EQ(two.size(), 6u);
}

TEST(Chunked, PartitionPointFindsTheFirstEntryPast) {
  Chunked<int, 4> sorted;
  for (int i = 0; i < 10; ++i)
    sorted.push_back(i * 2);
  EXPECT_EQ(sorted.partition_point([](int v) { return v > 7; }), 4u);
  EXPECT_EQ(sorted.partition_point([](int v) { return v > 100; }), 10u);
}

TEST(SharedMap, KeepsKeysSortedThroughSplits) {
  SharedMap<int, std::string, 4> map;
  for (int i = 0; i < 100; ++i)
    map.put(i * 37 % 101, std::to_string(i));
  EXPECT_EQ(map.size(), 100u);
  const auto keys = map.keys();
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(*map.find(i * 37 % 101), std::to_string(i));
  EXPECT_EQ(map.find(1000), nullptr);
}

TEST(SharedMap, ACopyAndItsOriginalGoSeparateWays) {
  SharedMap<int, std::string, 4> one;
  for (int i = 0; i < 20; ++i)
    one.put(i, "old");
  SharedMap<int, std::string, 4> two = one;
  *two.mutate(7) = "new";
  EXPECT_TRUE(one.erase(8));
  one.put(100, "only one");
  EXPECT_EQ(*one.find(7), "old");
  EXPECT_EQ(*two.find(7), "new");
  EXPECT_EQ(*two.find(8), "old");
  EXPECT_EQ(two.find(100), nullptr);
  EXPECT_EQ(one.size(), 20u);
  EXPECT_EQ(two.size(), 20u);
}

TEST(SharedMap, ErasingAllLeavesAnEmptyMapThatCanBeFilledAgain) {
  SharedMap<int, int, 4> map;
  for (int i = 0; i < 50; ++i)
    map.put(i, i);
  for (int i = 0; i < 50; ++i)
    EXPECT_TRUE(map.erase(i));
  EXPECT_FALSE(map.erase(0));
  EXPECT_TRUE(map.empty());
  map.put(3, 3);
  EXPECT_EQ(*map.find(3), 3);
}

}  // namespace
}  // namespace fl
