// A drawn scenario is the text of a scenario file: it reads, it is the same for the same seed, and
// the seeds differ in everything that is drawn.
#include "sim/explore/drawn_scenario.h"

#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fl::sim {
namespace {

TEST(DrawnScenario, CanBeReadWhateverItsSeed) {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const auto scenario = parse_scenario(drawn_scenario(seed));
    ASSERT_TRUE(scenario) << to_text(scenario.error(), "seed " + std::to_string(seed)) << "\n"
                          << drawn_scenario(seed);
    EXPECT_EQ(scenario->seed, seed);
  }
}

TEST(DrawnScenario, IsTheSameForTheSameSeed) {
  EXPECT_EQ(drawn_scenario(17), drawn_scenario(17));
  EXPECT_NE(drawn_scenario(17), drawn_scenario(18));
}

TEST(DrawnScenario, DrawsEverySizeOfClusterAndEveryKindOfFault) {
  std::set<std::int32_t> brokers;
  std::set<std::int32_t> controllers;
  std::set<std::int16_t> acks;
  std::set<Verb> verbs;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const auto scenario = parse_scenario(drawn_scenario(seed));
    ASSERT_TRUE(scenario);
    brokers.insert(scenario->cluster.brokers);
    controllers.insert(scenario->cluster.controllers);
    for (const ProducerSpec& producer : scenario->producers)
      acks.insert(producer.acks);
    for (const TimelineEntry& entry : scenario->timeline)
      for (const ActionLine& action : entry.actions)
        verbs.insert(action.verb);
  }
  EXPECT_EQ(brokers, (std::set<std::int32_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(controllers, (std::set<std::int32_t>{0, 1, 3, 5}));
  EXPECT_EQ(acks, (std::set<std::int16_t>{-1, 0, 1}));
  for (const Verb verb :
       {Verb::crash, Verb::stop, Verb::start, Verb::pause, Verb::slow, Verb::throttle, Verb::stall,
        Verb::partition, Verb::reset, Verb::half_open, Verb::delay, Verb::drop, Verb::duplicate,
        Verb::skew, Verb::drift, Verb::elect, Verb::reassign, Verb::set})
    EXPECT_TRUE(verbs.contains(verb)) << static_cast<int>(verb);
}

TEST(DrawnScenario, RunsToTheSameHashTwice) {
  const std::string text = drawn_scenario(5);
  const auto scenario = parse_scenario(text);
  ASSERT_TRUE(scenario);
  EXPECT_EQ(run(*scenario, text, {}).hash, run(*scenario, text, {}).hash);
}

}  // namespace
}  // namespace fl::sim
