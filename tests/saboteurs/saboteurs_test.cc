// Every check catches its known-bad variant, and finds nothing in the same run without it.
#include "sim/scenario/run.h"
#include "sim/scenario/vocabulary.h"
#include "tests/saboteurs/tricks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fl::sim {
namespace {

constexpr std::string_view kPlain = R"yaml(title: A plain run
run: 16s
topics: {orders: {partitions: 1}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 10s}}
  consumers: {c1: {topics: [orders]}, late: {topics: [orders], start: 12s}}
)yaml";

constexpr std::string_view kRolling = R"yaml(title: Segments roll
run: 16s
topics: {orders: {partitions: 1, config: {segment.bytes: 1MiB}}}
workload:
  producers: {p1: {topic: orders, rate: 300/s, record_size: 1000B, acks: all, stop: 12s}}
)yaml";

constexpr std::string_view kPowerLoss = R"yaml(title: The power goes
run: 16s
topics: {orders: {partitions: 1, config: {flush.messages: 1}}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 10s}}
timeline:
  - "at 6s: crash broker(1) power-loss"
  - "at 8s: restart broker(1)"
)yaml";

constexpr std::string_view kStall = R"yaml(title: The disk stalls
run: 16s
topics: {orders: {partitions: 1}}
workload:
  producers: {p1: {topic: orders, rate: 100/s, acks: all, stop: 12s}}
  consumers: {c1: {topics: [orders]}}
timeline:
  - "at 5s: stall disk(1) for 4s"
)yaml";

std::set<std::string> violated(std::string_view yaml, RunOptions options) {
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << to_text(scenario.error(), "inline");
  std::set<std::string> names;
  if (!scenario) return names;
  const RunResult result = run(*scenario, std::move(options));
  EXPECT_FALSE(result.broken) << *result.broken;
  for (const Verdict& verdict : result.checks)
    if (!verdict.holds) names.insert(verdict.name);
  return names;
}

template <class T>
std::set<std::string> violated_with(std::string_view yaml, T trick) {
  RunOptions options;
  options.wrap = [&](const std::string& name, Host node) {
    return name == "broker" ? Host::of(Sabotaged<T>(std::move(node), trick)) : node;
  };
  return violated(yaml, std::move(options));
}

TEST(Saboteurs, WithoutThemNothingIsViolated) {
  for (const std::string_view yaml : {kPlain, kRolling, kPowerLoss, kStall})
    EXPECT_EQ(violated(yaml, {}), std::set<std::string>{}) << yaml;
}

TEST(Saboteurs, AGapInTheOffsetsIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, ShiftOffset()).contains("offset-gap"));
}

TEST(Saboteurs, AFlippedByteIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, FlipByte()).contains("stored-bytes-changed"));
}

TEST(Saboteurs, ALostAcknowledgedRecordIsSeen) {
  CutTail trick;
  trick.after = Instant(12'500'000'000);
  EXPECT_TRUE(violated_with(kPlain, trick).contains("acked-record-lost"));
}

TEST(Saboteurs, ADiskThatLiesAboutSyncsIsSeen) {
  const auto found = violated_with(kPowerLoss, LyingSync());
  EXPECT_TRUE(found.contains("synced-record-lost"));
  EXPECT_TRUE(found.contains("acked-record-lost"));
}

TEST(Saboteurs, AWrongIndexEntryIsSeen) {
  EXPECT_TRUE(violated_with(kRolling, SkewIndex()).contains("index-disagrees"));
}

TEST(Saboteurs, AResponseSentTwiceIsSeen) {
  EXPECT_TRUE(violated_with(kPlain, SendTwice()).contains("response-out-of-order"));
}

TEST(Saboteurs, ARangeWhoseFileIsCutInPlaceIsSeen) {
  CutSentRange trick;
  trick.after = Instant(11'900'000'000);
  EXPECT_TRUE(violated_with(kPlain, trick).contains("sent-range-changed"));
}

TEST(Saboteurs, ABrokerThatBlocksOnItsDiskIsSeen) {
  EXPECT_TRUE(violated_with(kStall, WaitForDisk()).contains("stall-spreads"));
}

/// A broker that breaks an invariant of its own.
struct BreakInvariant : Trick {
  void on_effects(Stage& stage, std::vector<Effect>&, std::size_t) {
    FL_ASSERT(stage.context().now < Instant(5'000'000'000));
  }
};

TEST(Saboteurs, ABrokenInvariantEndsTheRunWithAVerdict) {
  RunOptions options;
  options.wrap = [](const std::string& name, Host node) {
    return name == "broker" ? Host::of(Sabotaged<BreakInvariant>(std::move(node), {})) : node;
  };
  const RunResult result = run(*parse_scenario(kPlain), options);
  ASSERT_TRUE(result.broken.has_value());
  EXPECT_NE(result.broken->find("5'000'000'000"), std::string::npos) << *result.broken;
  EXPECT_FALSE(result.holds());
}

TEST(Saboteurs, EveryCheckHasOne) {
  // The names above; a new check needs a saboteur, or a documented switch, of its own.
  const std::set<std::string_view> caught{"acked-record-lost",    "offset-gap",
                                          "stored-bytes-changed", "synced-record-lost",
                                          "index-disagrees",      "response-out-of-order",
                                          "sent-range-changed",   "stall-spreads"};
  std::set<std::string_view> all;
  for (const CheckWord& check : check_words())
    all.insert(check.word);
  EXPECT_EQ(all, caught);
}

}  // namespace
}  // namespace fl::sim
