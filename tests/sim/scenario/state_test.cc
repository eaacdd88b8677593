// What an inspector sees of a broker is what its story told.
#include "core/broker/broker.h"
#include "core/broker/view.h"
#include "core/storage/log_events.h"
#include "sim/scenario/run.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace fl::sim {
namespace {

constexpr const char* kScenario = R"yaml(
title: {en: "state"}
seed: 11
run: 12s
topics:
  orders: {partitions: 2, config: {segment.bytes: 1MiB}}
workload:
  producers: {p1: {topic: orders, rate: 200/s, record_size: 2KiB, acks: all}}
  consumers: {c1: {topics: [orders]}}
timeline:
  - "at 4s: crash broker(1) process-kill"
  - "at 6s: restart broker(1)"
)yaml";

/// The model that a reader of the story has: the end of each log.
std::map<std::int32_t, std::int64_t> ends_told(const StoryLog& story) {
  std::map<std::int32_t, std::int64_t> ends;
  for (std::size_t i = 0; i < story.size(); ++i) {
    if (story[i].is<storage::BatchAppended>()) {
      const auto told = story[i].as<storage::BatchAppended>();
      if (told.topic == "orders") ends[told.partition.value] = told.last_offset.value + 1;
    } else if (story[i].is<storage::LogRecovered>()) {
      const auto told = story[i].as<storage::LogRecovered>();
      if (told.topic == "orders") ends[told.partition.value] = told.end.value;
    }
  }
  return ends;
}

TEST(BrokerState, AgreesWithTheFoldedStoryAtManyMoments) {
  const auto scenario = parse_scenario(kScenario);
  ASSERT_TRUE(scenario.has_value()) << to_text(scenario.error(), "state");
  Runner runner(*scenario, {});
  int looks = 0;
  for (std::int64_t at = 137'000'000; at < runner.end().value; at += 311'000'017) {
    runner.advance_to(Instant(at));
    const auto* broker = runner.world().node_as<broker::Broker>(NodeId(1));
    ASSERT_NE(broker, nullptr);
    if (!runner.world().is_running(NodeId(1))) continue;
    const broker::BrokerView view = broker::view_of(broker->server());
    if (view.phase != "running" || view.partitions.empty()) continue;
    const auto told = ends_told(runner.world().story());
    for (const broker::PartitionView& partition : view.partitions) {
      const auto end = told.find(partition.partition.value);
      EXPECT_EQ(partition.log_end.value, end != told.end() ? end->second : 0);
      EXPECT_LE(partition.log_start, partition.flushed_end);
      EXPECT_LE(partition.high_watermark, partition.visible_end);
      EXPECT_LE(partition.visible_end, partition.log_end);
    }
    ++looks;
  }
  EXPECT_GT(looks, 20);
}

TEST(BrokerState, ShowsWhoWaitsAndWhatIsKnownOfAProducer) {
  const auto scenario = parse_scenario(kScenario);
  ASSERT_TRUE(scenario.has_value());
  Runner runner(*scenario, {});
  runner.advance_to(Instant(3'900'000'000));
  const auto* broker = runner.world().node_as<broker::Broker>(NodeId(1));
  const broker::BrokerView view = broker::view_of(broker->server());
  ASSERT_EQ(view.partitions.size(), 2u);
  for (const broker::PartitionView& partition : view.partitions) {
    EXPECT_EQ(partition.topic, "orders");
    ASSERT_EQ(partition.producers.size(), 1u);
    EXPECT_EQ(partition.producers[0].batches, 5);
    EXPECT_EQ(partition.producers[0].last_offset.value + 1, partition.log_end.value);
    EXPECT_EQ(partition.epochs.size(), 1u);
  }
  EXPECT_EQ(view.fetch_sessions.size(), 1u);
  EXPECT_EQ(view.connections.size(), 2u);
}

}  // namespace
}  // namespace fl::sim
