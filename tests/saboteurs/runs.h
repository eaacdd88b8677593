// Runs of the tests of checks: a scenario as it is, one with a saboteur around its servers, and one
// in which a node tells what is not so. Each returns the names of the checks that were violated.
#pragma once
#include "sim/scenario/run.h"
#include "tests/saboteurs/sabotage.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

inline constexpr std::string_view kCluster = R"yaml(title: Three brokers
run: 20s
cluster: {brokers: 3, controllers: 3}
topics: {orders: {partitions: 1, replicas: [[1, 2, 3]]}}
workload: {producers: {p1: {topic: orders, rate: 50/s, acks: all, stop: 15s}}}
)yaml";

inline std::set<std::string> violated(std::string_view yaml, RunOptions options) {
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

/// The trick works on one broker; the others can be looked into.
template <class T>
std::set<std::string> violated_with_one(std::string_view yaml, int which, T trick) {
  RunOptions options;
  int servers = 0;
  options.wrap = [&](const std::string& name, Host node) {
    if (name != "broker" || ++servers != which) return node;
    return Host::of(Sabotaged<T>(std::move(node), trick));
  };
  return violated(yaml, std::move(options));
}

/// A node that, once, tells something that is not so.
struct Liar : Trick {
  using Lie = std::function<void(Context&)>;

  NodeId who;
  Instant after{10'000'000'000};
  std::vector<Lie> lies;
  bool is_done = false;

  void on_effects(Stage& stage, std::vector<Effect>&, std::size_t) {
    Context& context = stage.context();
    if (is_done || context.self != who || context.now < after) return;
    is_done = true;
    for (const Lie& lie : lies)
      lie(context);
  }
};

template <class E>
Liar::Lie lie(E event, Decision because = {}) {
  return [event = std::move(event), because = std::move(because)](Context& context) {
    context.tell<E>([&] { return Telling<E>{event, because}; });
  };
}

inline std::set<std::string> violated_by_lies(NodeId who, std::vector<Liar::Lie> lies,
                                              std::string_view yaml = kCluster,
                                              Instant after = Instant(10'000'000'000)) {
  Liar liar;
  liar.who = who;
  liar.after = after;
  liar.lies = std::move(lies);
  return violated_with(yaml, std::move(liar));
}

template <class E>
std::set<std::string> violated_by_lie(NodeId who, E event, Decision because = {}) {
  return violated_by_lies(who, {lie(std::move(event), std::move(because))});
}

}  // namespace fl::sim
