// The reader of golden answers: what is there is found whole, what is not there is an error.
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace fl::golden {
namespace {

TEST(Golden, ReadsAFileWhole) {
  EXPECT_EQ(lines("records/crc32c.jsonl").size(), 80U);
  EXPECT_EQ(lines("records/cases.jsonl").size(), 405U);
}

TEST(Golden, ListsTheNamesInAFolder) {
  const std::vector<std::string> variants = list("logdirs/crash/variants");
  EXPECT_GE(variants.size(), 82U);
  EXPECT_TRUE(std::ranges::is_sorted(variants));
  EXPECT_TRUE(std::ranges::count(variants, "variants.json") == 1 ||
              std::ranges::count(list("logdirs/crash"), "variants.json") == 1);
}

TEST(Golden, ListsFilesAtAnyDepth) {
  const std::vector<std::string> all = files("behaviour");
  EXPECT_GT(all.size(), 100U);
  EXPECT_TRUE(
      std::ranges::any_of(all, [](const auto& path) { return path.starts_with("fetch/"); }));
}

TEST(Golden, FindsNamesLongerThanAnOldTarAllows) {
  EXPECT_TRUE(std::ranges::any_of(files("logdirs/deleted-topic"),
                                  [](const auto& path) { return path.size() > 256; }));
}

TEST(Golden, FailsIfAnAnswerIsAbsent) {
  EXPECT_THROW(static_cast<void>(read_text("records/nothing.jsonl")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(read_text("nothing/at-all")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(list("records/nothing")), std::runtime_error);
  EXPECT_FALSE(exists("records/nothing.jsonl"));
  EXPECT_TRUE(exists("records/cases.jsonl"));
}

}  // namespace
}  // namespace fl::golden
