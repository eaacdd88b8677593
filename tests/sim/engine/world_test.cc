#include "sim/world.h"

#include "tests/sim/engine/toys.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

TEST(World, RunsTheSameFromTheSameSeedAndOtherwiseFromAnother) {
  World first = echo_world(7);
  World second = echo_world(7);
  World other = echo_world(8);
  for (World* world : {&first, &second, &other})
    world->run_until(seconds(1));
  EXPECT_GT(first.steps(), 1'000);
  EXPECT_EQ(first.steps(), second.steps());
  EXPECT_EQ(first.hash(), second.hash());
  EXPECT_NE(first.hash(), other.hash());
}

TEST(World, ACopyGoesItsOwnWayAndEndsAlike) {
  World original = echo_world(7);
  original.run_until(milliseconds(300));
  World copy = original;
  World disturbed = original;
  disturbed.apply({.kind = ActionKind::reset_link, .node = kEchoNode, .other = kPingNode});
  disturbed.run_until(seconds(1));
  original.run_until(seconds(1));
  copy.run_until(seconds(1));
  EXPECT_EQ(copy.hash(), original.hash());
  EXPECT_EQ(copy.story().size(), original.story().size());
  EXPECT_NE(disturbed.hash(), original.hash());
}

/// Our own output, kept: it may change with the engine, never with compiler, optimisation or
/// machine.
TEST(World, HasOneHashOnEveryCompiler) {
  World echo = echo_world(7, {.size = 5'000});
  echo.apply(
      {.kind = ActionKind::fragment_link, .node = kEchoNode, .other = kPingNode, .amount = 300});
  echo.apply({.kind = ActionKind::drift_clock, .node = kPingNode, .amount = -70});
  echo.run_until(seconds(1));
  EXPECT_EQ(echo.steps(), 23'437);
  EXPECT_EQ(echo.hash(), 12'057'479'845'192'772'213u);

  World scribe = world_of(7, Scribe{.sync_every = 50});
  for (const CrashKind kind : {CrashKind::process_kill, CrashKind::power_loss}) {
    scribe.run_until(scribe.now() + seconds(1).value);
    scribe.apply({.kind = ActionKind::crash, .node = NodeId(1), .crash = kind});
    scribe.apply({.kind = ActionKind::restart, .node = NodeId(1)});
  }
  scribe.run_until(seconds(3));
  EXPECT_EQ(scribe.steps(), 76'092);
  EXPECT_EQ(scribe.hash(), 1'645'761'325'295'943'155u);
}

TEST(World, ReplaysByCountingEvents) {
  World live = echo_world(7);
  for (int i = 0; i < 100; ++i)
    live.step_until(seconds(1));
  const std::int64_t events = live.events();
  const Instant at = live.now();
  live.apply({.kind = ActionKind::slow, .node = kEchoNode, .amount = 50});
  live.run_until(seconds(1));

  World replay = echo_world(7);
  while (replay.replay_step(events, at)) {
  }
  EXPECT_EQ(replay.events(), events);
  ASSERT_TRUE(replay.wait_until(at));
  replay.apply({.kind = ActionKind::slow, .node = kEchoNode, .amount = 50});
  replay.run_until(seconds(1));
  EXPECT_EQ(replay.hash(), live.hash());
  EXPECT_EQ(replay.steps(), live.steps());
}

TEST(World, AStepCostsTimeAndSlowMultipliesIt) {
  World usual = echo_world(7);
  World slow = echo_world(7);
  slow.apply({.kind = ActionKind::slow, .node = kEchoNode, .amount = 100});
  usual.run_until(seconds(1));
  slow.run_until(seconds(1));
  EXPECT_LT(slow.node_as<Pinger>(kPingNode)->pings, usual.node_as<Pinger>(kPingNode)->pings / 2);
  EXPECT_GT(slow.node_as<Pinger>(kPingNode)->pings, 100);
}

TEST(World, APausedNodeDoesNothingUntilItResumes) {
  World world = world_of(1, Ticker{});
  world.run_until(milliseconds(100));
  const std::size_t before = world.node_as<Ticker>(NodeId(1))->fired.size();
  world.apply({.kind = ActionKind::pause, .node = NodeId(1)});
  world.run_until(milliseconds(200));
  EXPECT_EQ(world.node_as<Ticker>(NodeId(1))->fired.size(), before);
  world.apply({.kind = ActionKind::resume, .node = NodeId(1)});
  world.run_until(milliseconds(300));
  EXPECT_GT(world.node_as<Ticker>(NodeId(1))->fired.size(), before + 90);
}

TEST(World, TimersFollowTheNodesOwnClock) {
  World world = world_of(1, Ticker{.period_ns = 10'000'000});
  world.apply({.kind = ActionKind::drift_clock, .node = NodeId(1), .amount = 100'000});
  world.run_until(seconds(10));
  // A tenth more of its seconds pass in ten of the world's.
  const auto fired = world.node_as<Ticker>(NodeId(1))->fired.size();
  EXPECT_GE(fired, 1'090u);
  EXPECT_LE(fired, 1'100u);
  EXPECT_EQ(world.clock(NodeId(1)).monotonic(world.now()), seconds(11));
  EXPECT_EQ(world.clock(NodeId(1)).wall(world.now()).value, kWorldEpochMs + 11'000);
  world.apply({.kind = ActionKind::skew_clock, .node = NodeId(1), .amount = -3'600'000'000'000});
  EXPECT_EQ(world.clock(NodeId(1)).wall(world.now()).value, kWorldEpochMs + 11'000 - 3'600'000);
}

struct Careless {
  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Fired>(input)) FL_ASSERT(context.now < milliseconds(5));
    context.emit(Arm{TimerId(1), context.now + 1'000'000});
  }
};

TEST(World, ABrokenInvariantEndsTheRunAsAVerdict) {
  World world = world_of(1, Careless{});
  world.run_until(seconds(1));
  ASSERT_TRUE(world.failure().has_value());
  EXPECT_EQ(world.failure()->node, NodeId(1));
  EXPECT_NE(world.failure()->what.find("context.now < milliseconds(5)"), std::string::npos);
  EXPECT_LT(world.now(), milliseconds(6));
  const StoryLog& story = world.story();
  EXPECT_TRUE(story[story.size() - 1].is<InvariantBroken>());
}

struct Greedy {
  void step(Context& context, const Input& input) {
    if (const auto* accepted = std::get_if<Accepted>(&input)) {
      context.emit(Receive{accepted->conn, 1, 10});
      context.emit(Receive{accepted->conn, 1, 10});
    }
  }
};

TEST(World, ANodeThatBreaksTheContractEndsTheRun) {
  World world(1);
  world.add_node(
      {.id = NodeId(1),
       .name = "greedy",
       .host = "greedy",
       .node = Host::of(Greedy{}),
       .listeners = {{.id = ListenerId(0), .name = "PLAINTEXT", .host = "", .port = 1}}});
  world.boot(NodeId(1));
  ASSERT_TRUE(world.open_outside(NodeId(1), ListenerId(0), "test:1").has_value());
  world.run_until(seconds(1));
  ASSERT_TRUE(world.failure().has_value());
  EXPECT_EQ(world.failure()->what, "Receive while an earlier grant is unanswered");
}

TEST(World, KeepsWhatWasToldAndWhichStepCausedWhich) {
  World world = echo_world(7);
  world.run_until(milliseconds(50));
  const StoryLog& story = world.story();
  EXPECT_EQ(story.steps(), world.steps());
  std::size_t index = 0;
  while (!story[index].is<Seen>())
    ++index;
  EXPECT_EQ(story[index].as<Seen>().number, 1);
  EXPECT_EQ(story[index].because.rule, "pong");
  // A pong goes back to the echo's step, that to the ping, that to the accepted dial, that to boot.
  StepId step = story[index].step;
  std::vector<NodeId> nodes;
  while (step.value > 0) {
    nodes.push_back(story.step(step).node);
    step = story.step(step).origin;
  }
  EXPECT_EQ(nodes, (std::vector<NodeId>{kPingNode, kEchoNode, kPingNode, kPingNode}));
}

TEST(World, ACommandIsAnsweredToTheApplication) {
  struct Parrot {
    void step(Context& context, const Input& input) {
      if (const auto* command = std::get_if<Command>(&input))
        context.emit(Reply{command->id, command->value});
      if (std::holds_alternative<Command>(input)) context.emit(Exit{.code = 3, .why = "done"});
    }
  };

  World world = world_of(1, Parrot{});
  const CommandId id = world.command(NodeId(1), DescribedValue::of(Seen{.number = 5}));
  world.run_until(seconds(1));
  const std::vector<ToApplication> told = world.take_told();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].id, id);
  EXPECT_EQ(told[0].value.as<Seen>()->number, 5);
  EXPECT_FALSE(world.is_running(NodeId(1)));
  EXPECT_EQ(world.exit_code(NodeId(1)), 3);
}

/// Sends a range of its file to whoever connects, then cuts the file and writes other bytes there.
struct Cutter {
  bool replaces = false;

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input)) {
      context.emit(Open{OpId(1), FileId(1), "/data/log", true});
      context.emit(Append{OpId(2), FileId(1), {Slice(ByteVector(1'000, 'a'))}});
    }
    if (const auto* accepted = std::get_if<Accepted>(&input)) {
      context.emit(Send{accepted->conn, {FileRange{FileId(1), Position(100), 900}}, false});
      context.emit(Truncate{OpId(3), FileId(1), 500, replaces});
      context.emit(Append{OpId(4), FileId(1), {Slice(ByteVector(500, 'b'))}});
    }
  }
};

TEST(World, TellsWhenASentRangeReachesItsReceiverWithOtherBytes) {
  for (const bool replaces : {true, false}) {
    World world = world_of(1, Cutter{.replaces = replaces});
    world.run_until(milliseconds(100));
    const auto connection = world.open_outside(NodeId(1), ListenerId(0), "test:1");
    world.run_until(milliseconds(200));
    static_cast<void>(world.take(*connection));
    const StoryLog& story = world.story();
    EXPECT_EQ(story[story.size() - 1].is<SentRangeChanged>(), !replaces);
  }
}

}  // namespace
}  // namespace fl::sim
