// The commented sample of docs is what it says: read without a warning, commented lines included.
#include "core/config/broker_config.h"
#include "core/config/server_properties.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace fl::config {
namespace {

std::string sample() {
  const char* const source = std::getenv("FAULTLINE_SOURCE");
  std::ifstream file(std::string(source == nullptr ? "." : source) + "/docs/server.properties");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Lines like "#name=value" without their mark.
std::string with_comments_as_settings(const std::string& text) {
  std::string all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    all += (is_setting ? line.substr(1) : line) + "\n";
  }
  return all;
}

Parsed read(const std::string& text) {
  const auto lines = read_properties(text);
  EXPECT_TRUE(lines.has_value());
  Properties properties;
  for (const PropertyLine& line : *lines)
    properties.emplace_back(line.key, line.value);
  auto parsed = parse(properties);
  EXPECT_TRUE(parsed.has_value());
  return parsed ? *parsed : Parsed{};
}

TEST(SampleProperties, AreReadWithoutAWarning) {
  const Parsed parsed = read(sample());
  EXPECT_TRUE(parsed.warnings.empty());
  EXPECT_EQ(parsed.config.node_id, 1);
  ASSERT_EQ(parsed.config.advertised().size(), 1u);
  EXPECT_EQ(parsed.config.advertised()[0].port, 9092);
}

TEST(SampleProperties, AreReadWithoutAWarningWhereWhatIsCommentedOutIsSet) {
  const Parsed parsed = read(with_comments_as_settings(sample()));
  EXPECT_TRUE(parsed.warnings.empty());
  EXPECT_EQ(parsed.config.advertised().at(0).host, "broker.example");
}

}  // namespace
}  // namespace fl::config
