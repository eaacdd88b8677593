// The table of properties against what Apache Kafka's own classes say of three releases.
#include "core/config/property.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <yaml-cpp/yaml.h>

namespace fl::config {
namespace {

const YAML::Node& golden_configs() {
  // JSON is YAML.
  static const YAML::Node kConfigs = YAML::Load(golden::read_text("tables/configs.json"));
  return kConfigs;
}

/// A default as the table writes it; nothing for null.
std::optional<std::string> text_of(const YAML::Node& node) {
  if (node.IsNull()) return std::nullopt;
  if (node.IsScalar()) return node.Scalar();
  std::string joined;
  for (std::size_t i = 0; i < node.size(); ++i)
    joined += (i == 0 ? "" : ",") + node[i].Scalar();
  return joined;
}

struct Expected {
  bool exists = true;
  std::string type;
  std::optional<std::string> standard;
};

Expected in_older(const YAML::Node& column, const Expected& newest) {
  if (column.IsScalar() && column.Scalar() == "same") return newest;
  if (column.IsScalar() && column.Scalar() == "absent") return {.exists = false};
  Expected expected = newest;
  if (column["type"]) expected.type = column["type"].Scalar();
  if (column["default"]) expected.standard = text_of(column["default"]);
  return expected;
}

void expect_column(const Property& property, Release release, const Expected& expected) {
  SCOPED_TRACE(std::string(property.name) + " in " + std::string(name_of(release)));
  const Column& column = property.in(release);
  EXPECT_EQ(column.exists, expected.exists);
  if (!expected.exists || !column.exists) return;
  EXPECT_EQ(kafka_name(column.type), expected.type);
  if (!property.required) {
    EXPECT_EQ(column.standard, expected.standard);
  }
}

void expect_row(Scope scope, const YAML::Node& row) {
  const std::string name = row["name"].Scalar();
  SCOPED_TRACE(name);
  const Property* const property = find_property(scope, name);
  ASSERT_NE(property, nullptr);
  EXPECT_EQ(property->valid, row["valid"] ? row["valid"].Scalar() : "");
  EXPECT_EQ(kafka_name(property->importance), row["importance"].Scalar());
  EXPECT_EQ(property->internal, row["internal"] ? row["internal"].as<bool>() : false);
  EXPECT_EQ(property->sensitive, row["sensitive"] ? row["sensitive"].as<bool>() : false);
  if (scope == Scope::broker) {
    EXPECT_EQ(kafka_name(property->update), row["update"].Scalar());
  }
  const bool is_required = row["default"].IsScalar() && row["default"].Scalar() == "(required)";
  EXPECT_EQ(property->required, is_required);
  const Expected newest{.exists = true,
                        .type = row["type"].Scalar(),
                        .standard = is_required ? std::nullopt : text_of(row["default"])};
  expect_column(*property, Release::v4_3, newest);
  expect_column(*property, Release::v3_9, in_older(row["3.9.1"], newest));
  expect_column(*property, Release::v3_2, in_older(row["3.2.3"], newest));
}

void expect_synonyms(const Property& property, const YAML::Node& golden) {
  SCOPED_TRACE(std::string(property.name));
  std::vector<std::string> names;
  for (const Synonym& synonym : property.falls_back_to())
    names.push_back(std::string(synonym.name) +
                    (synonym.factor == 1 ? "" : " * " + std::to_string(synonym.factor)));
  std::vector<std::string> expected;
  for (std::size_t i = 0; golden && i < golden.size(); ++i)
    expected.push_back(golden[i].Scalar());
  EXPECT_EQ(names, expected);
}

void expect_table(Scope scope, const std::string& section) {
  std::set<std::string> names;
  const YAML::Node rows = golden_configs()[section];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    names.insert(rows[i]["name"].Scalar());
    expect_row(scope, rows[i]);
  }
  const YAML::Node gone = golden_configs()[section + ": no longer in 4.3.1"];
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const std::string name = gone[i]["name"].Scalar();
    names.insert(name);
    EXPECT_EQ(find_property(scope, name), nullptr) << name;
    const Property* const property = find_property(scope, name, Release::v3_9);
    ASSERT_NE(property, nullptr) << name;
    expect_column(*property, Release::v3_9,
                  {.type = gone[i]["type"].Scalar(), .standard = text_of(gone[i]["3.9.1"])});
  }
  for (const Property& property : properties(scope))
    EXPECT_TRUE(names.contains(std::string(property.name))) << property.name;
}

TEST(PropertyTable, HasEveryBrokerPropertyOfThreeReleases) {
  ASSERT_EQ(golden_configs()["broker"].size(), 360u);
  expect_table(Scope::broker, "broker");
}

TEST(PropertyTable, HasEveryTopicPropertyOfThreeReleases) {
  ASSERT_EQ(golden_configs()["topic"].size(), 34u);
  expect_table(Scope::topic, "topic");
}

TEST(PropertyTable, HasEveryGroupProperty) {
  const YAML::Node rows = golden_configs()["group"];
  ASSERT_EQ(rows.size(), properties(Scope::group).size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Property* const property = find_property(Scope::group, rows[i]["name"].Scalar());
    ASSERT_NE(property, nullptr);
    EXPECT_EQ(property->valid, rows[i]["valid"] ? rows[i]["valid"].Scalar() : "");
    expect_column(*property, Release::v4_3,
                  {.type = rows[i]["type"].Scalar(), .standard = text_of(rows[i]["default"])});
    for (const Synonym& synonym : property->falls_back_to())
      EXPECT_EQ(find_property(Scope::broker, synonym.name)->in(Release::v4_3).standard,
                property->in(Release::v4_3).standard);
  }
}

TEST(PropertyTable, SaysWhichBrokerPropertiesATopicFallsBackTo) {
  const YAML::Node rows = golden_configs()["topic"];
  for (std::size_t i = 0; i < rows.size(); ++i)
    expect_synonyms(*find_property(Scope::topic, rows[i]["name"].Scalar()), rows[i]["broker"]);
}

}  // namespace
}  // namespace fl::config
