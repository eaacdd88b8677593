#include "sim/recording.h"

#include "tests/sim/engine/toys.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

Recording disturbed_recording() {
  Recording recording(echo_world(7));
  recording.run_until(milliseconds(400));
  recording.act(Action{.kind = ActionKind::slow, .node = kEchoNode, .amount = 3});
  recording.step_until(seconds(10));
  recording.act(Action{
      .kind = ActionKind::fragment_link, .node = kEchoNode, .other = kPingNode, .amount = 40});
  recording.run_until(seconds(2));
  recording.act(OutsideOpened{.connection = 2, .node = kEchoNode, .peer = "test:1"});
  recording.act(OutsideBytes{.connection = 2, .bytes = Slice::literal("abc")});
  recording.run_until(seconds(5));
  return recording;
}

TEST(Recording, SeeksToAnyStepAndGoesOnFromThereAlike) {
  const Recording recording = disturbed_recording();
  const std::int64_t steps = recording.world().steps();
  ASSERT_GT(steps, 2 * Recording::kCheckpointStepsMax);
  EXPECT_GT(recording.checkpoints(), 2u);
  World again = echo_world(7);
  for (const std::int64_t step : {std::int64_t{0}, std::int64_t{1}, std::int64_t{4321},
                                  Recording::kCheckpointStepsMax, steps - 1, steps}) {
    auto world = recording.at_step(step);
    ASSERT_TRUE(world.has_value()) << world.error();
    EXPECT_EQ(world->steps(), step);
  }
  EXPECT_EQ(recording.at_step(steps)->hash(), recording.world().hash());
  EXPECT_EQ(recording.at_step(steps)->story().size(), recording.world().story().size());
}

TEST(Recording, ABranchHasItsOwnFuture) {
  const Recording recording = disturbed_recording();
  auto branch = recording.branch(3'000);
  ASSERT_TRUE(branch.has_value());
  branch->act(Action{.kind = ActionKind::crash, .node = kEchoNode});
  branch->run_until(seconds(5));
  EXPECT_FALSE(branch->world().is_running(kEchoNode));
  EXPECT_TRUE(recording.world().is_running(kEchoNode));
  EXPECT_NE(branch->world().hash(), recording.world().hash());
  EXPECT_EQ(branch->at_step(3'000)->hash(), recording.at_step(3'000)->hash());
}

DecisionLog log_of(std::uint64_t seed) {
  Recording recording(echo_world(seed));
  HashLadder ladder;
  const auto run = [&](Instant until) {
    while (recording.step_until(until))
      ladder.note(recording.world());
  };
  run(milliseconds(300));
  recording.act(
      Action{.kind = ActionKind::crash, .node = kEchoNode, .crash = CrashKind::power_loss});
  run(milliseconds(400));
  recording.act(Action{.kind = ActionKind::restart, .node = kEchoNode});
  recording.act(Action{.kind = ActionKind::restart, .node = kPingNode});
  run(seconds(1));
  recording.act(OutsideOpened{.connection = 3, .node = kEchoNode, .peer = "127.0.0.1:5"});
  recording.act(OutsideBytes{.connection = 3, .bytes = Slice::literal("hello")});
  run(seconds(3));
  recording.act(OutsideTaken{.connection = 3});
  recording.act(OutsideClosed{.connection = 3, .is_reset = true});
  run(seconds(4));
  return {.seed = seed,
          .scenario = "title: two toys\n\nrun: 4s\n",
          .operations = recording.operations(),
          .rungs = ladder.rungs(),
          .end = seconds(4),
          .last = {recording.world().steps(), recording.world().hash()}};
}

TEST(DecisionLog, ReadsBackWhatItWrites) {
  const DecisionLog log = log_of(7);
  const auto parsed = parse_decision_log(text_of(log));
  ASSERT_TRUE(parsed.has_value()) << parsed.error();
  EXPECT_EQ(*parsed, log);
}

TEST(DecisionLog, ReplaysToTheSameHash) {
  const DecisionLog log = log_of(7);
  World world = echo_world(7);
  const Replayed replayed = replay(world, log);
  EXPECT_TRUE(replayed.is_equal) << replayed.text;
  EXPECT_EQ(replayed.hash, log.last.hash);
  EXPECT_LE(log.rungs.size(), HashLadder::kRungsMax);
}

TEST(DecisionLog, NamesWhereAReplayFirstDiffers) {
  const DecisionLog log = log_of(7);
  // The same world up to 100 ms, where somebody does something that the log does not have.
  World world = echo_world(7);
  std::int64_t meddled_after = 0;
  const Replayed replayed = replay(world, log, [&](const World& w) {
    if (meddled_after != 0 || w.now() < milliseconds(100)) return;
    meddled_after = w.steps();
    world.apply({.kind = ActionKind::skew_clock, .node = kEchoNode, .amount = 1'000'000});
    world.apply({.kind = ActionKind::slow, .node = kEchoNode, .amount = 2});
  });
  EXPECT_FALSE(replayed.is_equal);
  EXPECT_GT(replayed.first_unequal, meddled_after);
  EXPECT_LE(replayed.first_unequal, meddled_after + 8);
  EXPECT_NE(replayed.text.find("first differs in"), std::string::npos);
}

TEST(DecisionLog, RefusesWhatIsNoLogWithItsLine) {
  const std::string good = text_of(log_of(7));
  const std::pair<std::string, std::string> bad[] = {
      {"", "the decision log breaks off: its last line is missing"},
      {"faultline decisions 2\n", "not a decision log of this version"},
      {"faultline decisions 1\nseed x\n", "line 2: ill-formed: seed x"},
      {"faultline decisions 1\nseed 1 2\n", "line 2: ill-formed: seed 1 2"},
      {"faultline decisions 1\nat 5 after 6 do explode node=1\n",
       "line 2: ill-formed: at 5 after 6 do explode node=1"},
      {"faultline decisions 1\nat 5 after 6 bytes 0 =\n",
       "line 2: ill-formed: at 5 after 6 bytes 0 ="},
      {"faultline decisions 1\nhash 5 1\nhash 5 2\n", "line 3: ill-formed: hash 5 2"},
      {good + "seed 1\n", ""},
      {good.substr(0, good.size() - 60), ""},
  };
  for (const auto& [text, error] : bad) {
    const auto parsed = parse_decision_log(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    if (!error.empty()) {
      EXPECT_EQ(parsed.error(), error);
    }
  }
}

}  // namespace
}  // namespace fl::sim
