// What a scenario can do to a cluster: clients of several leaders, the operator's requests, faults
// of one message. Each is a whole run.
#include "sim/scenario/run.h"
#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fl::sim {
namespace {

constexpr std::string_view kHead = R"(title: A cluster
seed: 3
run: 40s
cluster: {brokers: 3, controllers: 3}
)";

RunResult played(const std::string& rest) {
  const std::string text = std::string(kHead) + rest;
  const auto scenario = parse_scenario(text);
  EXPECT_TRUE(scenario) << to_text(scenario.error(), "x.yaml");
  return scenario ? run(*scenario, text, {}) : RunResult{};
}

std::string all_of(const RunResult& result) {
  std::string all;
  for (const std::string& line : result.story)
    all += line + "\n";
  for (const std::string& line : summary(result, Language::en))
    all += line + "\n";
  return all;
}

bool tells(const RunResult& result, std::string_view text) {
  return std::ranges::any_of(result.story, [text](const std::string& line) {
    return line.find(text) != std::string::npos;
  });
}

TEST(Clusters, ClientsReadAndWriteSeveralPartitionsEachWithItsLeader) {
  const RunResult result = played(R"yaml(
topics: {orders: {partitions: 3, replicas: [[1, 2, 3], [2, 3, 1], [3, 1, 2]]}}
workload:
  producers: {p1: {topic: orders, rate: 90/s, stop: 30s}}
  consumers: {c1: {topics: [orders]}}
timeline: ["at 15s: crash leader(orders-1) process-kill", "at 27s: restart broker(2)"]
expect:
  - "sometimes leader(orders-1) = 3"
  - "finally leader(orders-0) = 1"
  - "finally acked(p1) = sent(p1)"
  - "finally consumed(c1) >= acked(p1)"
  - "finally isr(orders-1) = [1, 2, 3]"
)yaml");
  for (const Verdict& verdict : result.expectations)
    EXPECT_TRUE(verdict.holds) << verdict.name << "\n" << all_of(result);
}

TEST(Clusters, AnAcknowledgementOfOnePartitionDoesNotWaitForAFetchThatLeftItOut) {
  const RunResult result = played(R"yaml(
topics: {orders: {partitions: 2, replicas: [[1, 2, 3], [1, 3, 2]], config: {min.insync.replicas: 3}}}
workload: {producers: {p1: {topic: orders, rate: 60/s, acks: all, stop: 30s}}}
expect: ["finally acked(p1) = sent(p1)", "finally slowest_ack(p1) < 100ms"]
)yaml");
  for (const Verdict& verdict : result.expectations)
    EXPECT_TRUE(verdict.holds) << verdict.name << "\n" << all_of(result);
}

TEST(Clusters, TheOperatorMovesAPartitionAndChangesAProperty) {
  const RunResult result = played(R"yaml(
topics: {orders: {partitions: 1, replicas: [[1, 2]]}}
workload: {producers: {p1: {topic: orders, rate: 50/s, stop: 30s}}}
timeline:
  - "at 10s: reassign orders-0 to [2, 3]"
  - "at 15s: set topic orders min.insync.replicas = 2"
expect:
  - "finally replicas(orders-0) = [2, 3]"
  - "finally isr(orders-0) = [2, 3]"
  - "finally leader(orders-0) = 2"
  - "finally acked(p1) = sent(p1)"
)yaml");
  for (const Verdict& verdict : result.expectations)
    EXPECT_TRUE(verdict.holds) << verdict.name << "\n" << all_of(result);
}

TEST(Clusters, ALostResponseIsALostAckAndTheRetryIsNotStoredTwice) {
  const RunResult result = played(R"yaml(
topics: {orders: {partitions: 1, replicas: [[1, 2, 3]]}}
workload: {producers: {p1: {topic: orders, rate: 50/s, stop: 30s}}}
timeline: ["at 10s: drop next Produce response from leader(orders-0) to producer(p1)"]
expect: ["finally log_end(orders-0) = acked(p1)", "finally told(MessageFaulted) = 1"]
)yaml");
  for (const Verdict& verdict : result.expectations)
    EXPECT_TRUE(verdict.holds) << verdict.name << "\n" << all_of(result);
  EXPECT_TRUE(tells(result, "a retry of sequence")) << all_of(result);
}

TEST(Clusters, AMessageThatIsDelayedHoldsBackItsConnectionOnly) {
  const RunResult result = played(R"yaml(
topics: {orders: {partitions: 1, replicas: [[1, 2, 3]], config: {min.insync.replicas: 1}}}
workload: {producers: {p1: {topic: orders, rate: 50/s, stop: 30s}}}
timeline: ["at 10s: delay next Fetch response from broker(1) to broker(3) by 5s"]
expect:
  - "finally acked(p1) = sent(p1)"
  - "finally slowest_ack(p1) > 4s"
  - "never leader_epoch(orders-0) > 0"
)yaml");
  for (const Verdict& verdict : result.expectations)
    EXPECT_TRUE(verdict.holds) << verdict.name << "\n" << all_of(result);
}

}  // namespace
}  // namespace fl::sim
