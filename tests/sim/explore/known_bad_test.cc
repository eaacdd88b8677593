// Rules of old are found out by scenarios that nobody wrote for them: each with the first drawn
// seed in which its check breaks, as `faultline search --switch NAME=VALUE --first` found it.
#include "sim/explore/drawn_scenario.h"
#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fl::sim {
namespace {

struct RuleOfOld {
  std::string line;  ///< of `switches:`
  std::uint64_t seed = 0;
  std::string check;
};

std::set<std::string> violated(const std::string& text) {
  const auto scenario = parse_scenario(text);
  if (!scenario) return {to_text(scenario.error(), "drawn")};
  const RunResult result = run(*scenario, text, {});
  std::set<std::string> names;
  for (const Verdict& verdict : result.checks)
    if (!verdict.holds) names.insert(verdict.name);
  return names;
}

class EveryRuleOfOld : public testing::TestWithParam<RuleOfOld> {};

TEST_P(EveryRuleOfOld, BreaksItsCheckAndTodaysDoesNot) {
  const RuleOfOld& old = GetParam();
  const std::string text = drawn_scenario(old.seed);
  EXPECT_EQ(violated(text), std::set<std::string>{});
  EXPECT_TRUE(violated(text + "switches:\n  " + old.line + "\n").contains(old.check));
}

INSTANTIATE_TEST_SUITE_P(
    Drawn, EveryRuleOfOld,
    testing::Values(RuleOfOld{"truncation: hw", 3, "committed-record-cut"},
                    RuleOfOld{"isr_expand_rule: hw_only", 32, "isr-join-too-early"},
                    RuleOfOld{"isr_hw_set: committed", 3, "isr-not-maximal"},
                    RuleOfOld{"hw_requires_min_isr: off", 10, "committed-below-min-isr"}),
    [](const testing::TestParamInfo<RuleOfOld>& one) {
      return one.param.line.substr(0, one.param.line.find(':'));
    });

}  // namespace
}  // namespace fl::sim
