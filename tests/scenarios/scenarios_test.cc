// Runs every scenario of scenarios/: each must read, run to its end, and hold. A scenario is at
// once lesson, demo and test.
#include "sim/scenario/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fl::sim {
namespace {

std::filesystem::path source_directory() {
  const char* source = std::getenv("FAULTLINE_SOURCE");
  return source != nullptr ? source : ".";
}

std::string text_of(const std::string& name) {
  std::ifstream in(source_directory() / "scenarios" / (name + ".yaml"));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// "leader-crash", and "leader-crash/acks-1" for each variant.
std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_directory() / "scenarios"))
    if (entry.path().extension() == ".yaml") {
      const std::string name = entry.path().stem().string();
      names.push_back(name);
      if (const auto scenario = parse_scenario(text_of(name)))
        for (const VariantName& variant : scenario->variants)
          names.push_back(name + "/" + variant.name);
    }
  std::sort(names.begin(), names.end());
  return names;
}

class EveryScenario : public testing::TestWithParam<std::string> {};

TEST_P(EveryScenario, RunsAndHolds) {
  const std::size_t slash = std::min(GetParam().find('/'), GetParam().size());
  const std::string name = GetParam().substr(0, slash);
  const std::string variant = slash < GetParam().size() ? GetParam().substr(slash + 1) : "";
  const auto scenario = parse_scenario(text_of(name), variant);
  ASSERT_TRUE(scenario) << to_text(scenario.error(), GetParam() + ".yaml");
  EXPECT_FALSE(scenario->title.zh.empty());
  EXPECT_FALSE(scenario->question.en.empty());
  EXPECT_FALSE(scenario->expect.empty());
  const RunResult result = run(*scenario, text_of(name), {});
  std::string all;
  for (const std::string& line : result.story)
    all += line + "\n";
  for (const std::string& line : summary(result, Language::en))
    all += line + "\n";
  EXPECT_TRUE(result.holds()) << all;
  if (std::getenv("FAULTLINE_STORY") != nullptr) std::printf("%s", all.c_str());
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryScenario, testing::ValuesIn(scenario_names()),
                         [](const testing::TestParamInfo<std::string>& one) {
                           std::string name = one.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace fl::sim
