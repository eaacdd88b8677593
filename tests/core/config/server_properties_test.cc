// The syntax of java.util.Properties. Expected values are those of Properties.load.
#include "core/config/server_properties.h"

#include <gtest/gtest.h>

namespace fl::config {
namespace {

std::vector<PropertyLine> read(std::string_view text) {
  auto properties = read_properties(text);
  EXPECT_TRUE(properties.has_value());
  return properties.value_or(std::vector<PropertyLine>{});
}

TEST(ServerProperties, KeysEndAtTheFirstSeparator) {
  EXPECT_EQ(read("a=1\nb:2\nc 3\nd = 4\ne\n"),
            (std::vector<PropertyLine>{
                {"a", "1", 1}, {"b", "2", 2}, {"c", "3", 3}, {"d", "4", 4}, {"e", "", 5}}));
}

TEST(ServerProperties, OnlyOneSeparatorIsDropped) {
  EXPECT_EQ(read("a==1\nlisteners=PLAINTEXT://:9092\nb : = c"),
            (std::vector<PropertyLine>{
                {"a", "=1", 1}, {"listeners", "PLAINTEXT://:9092", 2}, {"b", "= c", 3}}));
}

TEST(ServerProperties, CommentsAndEmptyLinesAreSkipped) {
  EXPECT_EQ(read("# a=1\n\n  ! b=2\n   \r\n c=3"), (std::vector<PropertyLine>{{"c", "3", 5}}));
}

TEST(ServerProperties, AHashInsideAValueIsNoComment) {
  EXPECT_EQ(read("a=1 # not a comment"),
            (std::vector<PropertyLine>{{"a", "1 # not a comment", 1}}));
}

TEST(ServerProperties, LinesContinueAfterAnOddNumberOfBackslashes) {
  EXPECT_EQ(read("a=1,\\\n   2,\\\r\n\t3\nb=x\\\\\nc=4"),
            (std::vector<PropertyLine>{{"a", "1,2,3", 1}, {"b", "x\\", 4}, {"c", "4", 5}}));
}

TEST(ServerProperties, TheLastLineMayContinueIntoNothing) {
  EXPECT_EQ(read("a=1\\"), (std::vector<PropertyLine>{{"a", "1", 1}}));
}

TEST(ServerProperties, EscapesAreResolvedInKeysAndValues) {
  EXPECT_EQ(read("a\\=b\\:c\\ d=\\t\\n\\u0041\\q"),
            (std::vector<PropertyLine>{{"a=b:c d", "\t\nAq", 1}}));
}

TEST(ServerProperties, SurrogatePairsAreOneCharacter) {
  EXPECT_EQ(read("a=\\uD83D\\uDE00"), (std::vector<PropertyLine>{{"a", "\xF0\x9F\x98\x80", 1}}));
  EXPECT_EQ(read("a=\\uD83Dx"), (std::vector<PropertyLine>{{"a", "\xEF\xBF\xBDx", 1}}));
}

TEST(ServerProperties, AMalformedEscapeNamesItsLine) {
  const auto properties = read_properties("a=1\nb=\\u12G4\n");
  ASSERT_FALSE(properties.has_value());
  EXPECT_EQ(properties.error(), "line 2: \\u needs four hexadecimal digits");
}

TEST(ServerProperties, TrailingBlanksBelongToTheValue) {
  EXPECT_EQ(read("a=1  \n"), (std::vector<PropertyLine>{{"a", "1  ", 1}}));
}

TEST(ServerProperties, AFileThatIsTooLargeIsRefused) {
  EXPECT_FALSE(read_properties(std::string(kPropertiesBytesMax + 1, 'a')).has_value());
}

}  // namespace
}  // namespace fl::config
