// What a whole simulated second costs with a real broker in it, checks and story on: one broker
// with 500 records a second, and an idle one.
#include "sim/scenario/run.h"

#include <benchmark/benchmark.h>
#include <string>

namespace fl::sim {
namespace {

std::string scenario_text(std::int64_t rate) {
  std::string text =
      "title: {en: \"bench\"}\nseed: 7\nrun: 60s\n"
      "topics:\n  orders: {partitions: 1}\n";
  if (rate > 0)
    text += "workload:\n  producers: {p1: {topic: orders, rate: " + std::to_string(rate) +
            "/s, acks: all}}\n  consumers: {c1: {topics: [orders]}}\n";
  return text;
}

/// Argument: records per second. `ratio`: simulated seconds per wall second.
void play(benchmark::State& state) {
  const std::string text = scenario_text(state.range(0));
  const auto scenario = parse_scenario(text);
  if (!scenario) return state.SkipWithError(to_text(scenario.error(), "bench").c_str());
  std::int64_t steps = 0;
  for (auto _ : state) {
    const RunResult result = run(*scenario, text, {});
    if (!result.holds()) return state.SkipWithError("a check does not hold");
    steps += result.steps;
  }
  const auto seconds = static_cast<double>(scenario->run_ns) / 1e9;
  const auto runs = static_cast<double>(state.iterations());
  state.counters["ratio"] = benchmark::Counter(seconds * runs, benchmark::Counter::kIsRate);
  state.counters["steps"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
  state.counters["steps_per_simulated_s"] = static_cast<double>(steps) / runs / seconds;
}

BENCHMARK(play)->Arg(0)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fl::sim
