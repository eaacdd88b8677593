// What the simulator itself spends: steps of nodes that do next to nothing, streams, the disk, and
// the copy of a world.
#include "core/node/context.h"
#include "sim/recording.h"
#include "sim/world.h"

#include <benchmark/benchmark.h>
#include <utility>
#include <variant>

namespace fl::sim {
namespace {

constexpr Instant kFarAway{1'000'000 * kNanosecondsPerSecond};

/// Arms one timer in every step.
struct Empty {
  void step(Context& context, const Input&) { context.emit(Arm{TimerId(1), context.now + 50'000}); }
};

struct Echo {
  void step(Context& context, const Input& input) {
    if (const auto* accepted = std::get_if<Accepted>(&input))
      context.emit(Receive{accepted->conn, 1, 65536});
    if (const auto* received = std::get_if<Received>(&input)) {
      context.emit(Send{received->conn, {received->bytes}, false});
      context.emit(Receive{received->conn, 1, 65536});
    }
  }
};

struct Pinger {
  Slice bytes;

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Dial{ConnId(-1), "echo", 7, Security::plaintext});
    const bool pings =
        std::holds_alternative<Connected>(input) || std::holds_alternative<Received>(input);
    if (!pings) return;
    context.emit(Send{ConnId(-1), {bytes}, false});
    context.emit(Receive{ConnId(-1), 1, 65536});
  }
};

struct Scribe {
  std::int64_t op = 0;
  Slice bytes{ByteVector(1'000)};

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Open{OpId(++op), FileId(1), "/data/log", true});
    context.emit(Append{OpId(++op), FileId(1), {bytes}});
  }
};

World empty_world(std::int32_t nodes, bool keeps_story) {
  World world(1, keeps_story);
  for (std::int32_t id = 1; id <= nodes; ++id) {
    world.add_node({.id = NodeId(id),
                    .name = "empty " + std::to_string(id),
                    .host = "host-" + std::to_string(id),
                    .node = Host::of(Empty{})});
    world.boot(NodeId(id));
  }
  return world;
}

World echo_world(std::size_t bytes) {
  World world(1);
  world.add_node({.id = NodeId(1),
                  .name = "echo",
                  .host = "echo",
                  .node = Host::of(Echo{}),
                  .listeners = {{.id = ListenerId(0), .name = "P", .host = "", .port = 7}}});
  world.add_node({.id = NodeId(2),
                  .name = "pinger",
                  .host = "pinger",
                  .node = Host::of(Pinger{.bytes = Slice(ByteVector(bytes))})});
  world.boot(NodeId(1));
  world.boot(NodeId(2));
  return world;
}

World scribe_world() {
  World world(1);
  world.add_node({.id = NodeId(1),
                  .name = "scribe",
                  .host = "scribe",
                  .node = Host::of(Scribe{}),
                  .directories = {"/data"}});
  world.boot(NodeId(1));
  return world;
}

void step_all(benchmark::State& state, World world) {
  for (auto _ : state)
    benchmark::DoNotOptimize(world.step_until(kFarAway));
  state.SetItemsProcessed(state.iterations());
}

void StepsOfAnEmptyNode(benchmark::State& state) {
  step_all(state, empty_world(static_cast<std::int32_t>(state.range(0)), state.range(1) != 0));
}

BENCHMARK(StepsOfAnEmptyNode)
    ->ArgNames({"nodes", "story"})
    ->Args({1, 0})
    ->Args({1, 1})
    ->Args({100, 1});

void StepsOfAnEcho(benchmark::State& state) {
  step_all(state, echo_world(static_cast<std::size_t>(state.range(0))));
}

BENCHMARK(StepsOfAnEcho)->ArgName("bytes")->Arg(40)->Arg(1'000)->Arg(16'000);

void StepsOfAWriterToDisk(benchmark::State& state) {
  step_all(state, scribe_world());
}

BENCHMARK(StepsOfAWriterToDisk);

void CopyOfAWorld(benchmark::State& state) {
  World world = echo_world(40);
  while (world.steps() < state.range(0))
    world.step_until(kFarAway);
  for (auto _ : state) {
    World copy = world;
    benchmark::DoNotOptimize(copy.steps());
  }
}

BENCHMARK(CopyOfAWorld)->ArgName("steps")->Arg(1'000)->Arg(1'000'000);

void FirstStepsAfterACopy(benchmark::State& state) {
  World world = scribe_world();
  while (world.steps() < state.range(0))
    world.step_until(kFarAway);
  for (auto _ : state) {
    World copy = world;
    for (int i = 0; i < 10; ++i)
      copy.step_until(kFarAway);
    benchmark::DoNotOptimize(copy.steps());
  }
}

BENCHMARK(FirstStepsAfterACopy)->ArgName("steps")->Arg(1'000)->Arg(1'000'000);

void SeekInAMillionSteps(benchmark::State& state) {
  Recording recording(echo_world(40));
  while (recording.world().steps() < 1'000'000)
    recording.step_until(kFarAway);
  std::int64_t n = 0;
  for (auto _ : state) {
    const auto world = recording.at_step(n++ * 7'919'777 % 1'000'000);
    benchmark::DoNotOptimize(world->steps());
  }
}

BENCHMARK(SeekInAMillionSteps)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fl::sim
