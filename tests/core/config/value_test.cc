// Values are parsed, checked and refused as Kafka's ConfigDef does. The texts are Kafka's.
#include "core/config/value.h"

#include <gtest/gtest.h>

namespace fl::config {
namespace {

std::string checked(Scope scope, std::string_view name, std::optional<std::string_view> text) {
  const Property* const property = find_property(scope, name);
  if (property == nullptr) return "no such property";
  const auto value = check_value(*property, text);
  if (!value) return value.error();
  return value->value_or("null");
}

TEST(Value, NumbersAreTrimmedAndBroughtToOneForm) {
  EXPECT_EQ(checked(Scope::topic, "retention.ms", " 0005 "), "5");
  EXPECT_EQ(checked(Scope::topic, "retention.ms", "+7"), "7");
  EXPECT_EQ(checked(Scope::topic, "min.cleanable.dirty.ratio", "0.50"), "0.5");
  EXPECT_EQ(checked(Scope::topic, "min.cleanable.dirty.ratio", "1"), "1.0");
}

TEST(Value, NumbersThatDoNotFitTheirTypeAreRefused) {
  EXPECT_EQ(checked(Scope::topic, "segment.bytes", "big"),
            "Invalid value big for configuration segment.bytes: Not a number of type INT");
  EXPECT_EQ(checked(Scope::topic, "segment.bytes", "2147483648"),
            "Invalid value 2147483648 for configuration segment.bytes: Not a number of type INT");
  EXPECT_EQ(checked(Scope::topic, "retention.ms", "x"),
            "Invalid value x for configuration retention.ms: Not a number of type LONG");
  EXPECT_EQ(checked(Scope::topic, "retention.ms", "9223372036854775808"),
            "Invalid value 9223372036854775808 for configuration retention.ms: Not a number of "
            "type LONG");
  EXPECT_EQ(checked(Scope::topic, "retention.ms", "--1"),
            "Invalid value --1 for configuration retention.ms: Not a number of type LONG");
}

TEST(Value, BoundsAreInclusive) {
  EXPECT_EQ(checked(Scope::topic, "max.message.bytes", "-5"),
            "Invalid value -5 for configuration max.message.bytes: Value must be at least 0");
  EXPECT_EQ(checked(Scope::topic, "max.message.bytes", "0"), "0");
  EXPECT_EQ(checked(Scope::topic, "compression.lz4.level", "17"), "17");
  EXPECT_EQ(checked(Scope::topic, "compression.lz4.level", "18"),
            "Invalid value 18 for configuration compression.lz4.level: Value must be no more than "
            "17");
  EXPECT_EQ(checked(Scope::topic, "min.cleanable.dirty.ratio", "1.1"),
            "Invalid value 1.1 for configuration min.cleanable.dirty.ratio: Value must be no more "
            "than 1");
}

TEST(Value, GzipLevelsHaveAHoleInTheirRange) {
  EXPECT_EQ(checked(Scope::topic, "compression.gzip.level", "-1"), "-1");
  EXPECT_EQ(checked(Scope::topic, "compression.gzip.level", "9"), "9");
  EXPECT_EQ(checked(Scope::topic, "compression.gzip.level", "0"),
            "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and "
            "9 or equal to -1");
}

TEST(Value, NamesAreOneOfAList) {
  EXPECT_EQ(checked(Scope::topic, "compression.type", "brotli"),
            "Invalid value brotli for configuration compression.type: String must be one of: "
            "uncompressed, zstd, lz4, snappy, gzip, producer");
  EXPECT_EQ(checked(Scope::topic, "compression.type", "lz4"), "lz4");
}

TEST(Value, BooleansTakeAnyCase) {
  EXPECT_EQ(checked(Scope::topic, "preallocate", "TRUE"), "true");
  EXPECT_EQ(checked(Scope::topic, "preallocate", "yes"),
            "Invalid value yes for configuration preallocate: Expected value to be either true or "
            "false");
}

TEST(Value, ListsAreCheckedElementByElement) {
  EXPECT_EQ(checked(Scope::topic, "cleanup.policy", " compact , delete "), "compact,delete");
  EXPECT_EQ(checked(Scope::topic, "cleanup.policy", ""), "");
  EXPECT_EQ(
      checked(Scope::topic, "cleanup.policy", "compact,forget"),
      "Invalid value forget for configuration cleanup.policy: String must be one of: compact, "
      "delete");
  EXPECT_EQ(checked(Scope::topic, "cleanup.policy", "compact,compact"),
            "Configuration 'cleanup.policy' values must not be duplicated.");
  EXPECT_EQ(checked(Scope::topic, "leader.replication.throttled.replicas", "0:1,1:2"), "0:1,1:2");
  EXPECT_EQ(checked(Scope::topic, "leader.replication.throttled.replicas", "*"), "*");
  EXPECT_NE(checked(Scope::topic, "leader.replication.throttled.replicas", "0-1"), "0-1");
}

TEST(Value, MillionthsAreExact) {
  EXPECT_EQ(parse_millionths("0.5"), 500'000);
  EXPECT_EQ(parse_millionths("1"), 1'000'000);
  EXPECT_EQ(parse_millionths("0.000001"), 1);
  EXPECT_EQ(parse_millionths("x"), std::nullopt);
  EXPECT_EQ(parse_millionths("-0.5"), std::nullopt);
}

/// Older releases have other rules, which the table does not keep.
TEST(Value, AllDefaultsOfTheNewestReleaseAreValidAndInNormalForm) {
  for (const Scope scope : {Scope::broker, Scope::topic})
    for (const Property& property : properties(scope)) {
      const Column& column = property.in(Release::v4_3);
      if (!column.exists || !column.standard) continue;
      const auto value = check_value(property, *column.standard);
      ASSERT_TRUE(value.has_value()) << value.error();
      EXPECT_EQ(*value, std::string(*column.standard)) << property.name;
    }
}

TEST(NearestProperty, FindsAMistypedName) {
  EXPECT_EQ(nearest_property(Scope::broker, "log.retention.hour"), "log.retention.hours");
  EXPECT_EQ(nearest_property(Scope::topic, "retentionms"), "retention.ms");
}

}  // namespace
}  // namespace fl::config
