#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

constexpr std::string_view kWhole = R"(title: {en: "A crash", zh: "崩溃"}
question: {en: "What survives?"}
seed: 7
run: 120s
cluster: {brokers: 1, config: {log.flush.interval.ms: 10s}}
hardware: {disk_sync: 5ms, link_latency: 500us}
topics:
  orders: {partitions: 2, config: {segment.bytes: 1MiB, flush.messages: 1}}
workload:
  producers:
    p1: {topic: orders, rate: 100/s, acks: 1, record_size: 200B}
    p2: {topic: orders, acks: all, linger.ms: 0ms}
  consumers:
    c1: {topics: [orders], fetch.max.wait.ms: 250ms}
timeline:
  - "at 5s: throttle disk(1) to 5KB/s"
  - "when leader(orders-0) changes: note {en: Look, zh: 看}"
expect:
  - "never acked-record-lost"
  - "eventually isr(orders-1) = [1] within 60s"
)";

std::string error_of(std::string_view from, std::string_view to) {
  std::string text(kWhole);
  text.replace(text.find(from), from.size(), to);
  const auto read = parse_scenario(text);
  return read ? "accepted" : to_text(read.error(), "x.yaml");
}

TEST(Scenario, ReadsAWholeFile) {
  const auto read = parse_scenario(kWhole);
  ASSERT_TRUE(read) << to_text(read.error(), "x.yaml");
  EXPECT_EQ(read->title.zh, "崩溃");
  EXPECT_EQ(read->seed, 7u);
  EXPECT_EQ(read->run_ns, 120'000'000'000);
  EXPECT_EQ(read->cluster.config, (Properties{{"log.flush.interval.ms", "10000"}}));
  EXPECT_EQ(read->hardware.disk_sync_ns, 5'000'000);
  EXPECT_EQ(read->topics[0].config,
            (Properties{{"segment.bytes", "1048576"}, {"flush.messages", "1"}}));
  ASSERT_EQ(read->producers.size(), 2u);
  EXPECT_EQ(read->producers[0].acks, 1);
  EXPECT_FALSE(read->producers[0].is_idempotent);
  EXPECT_TRUE(read->producers[1].is_idempotent);
  EXPECT_EQ(read->producers[1].linger_ns, 0);
  EXPECT_EQ(read->consumers[0].fetch_max_wait_ms, 250);
  EXPECT_EQ(read->timeline.size(), 2u);
  EXPECT_EQ(read->expect.size(), 2u);
}

TEST(Scenario, AMistypedKeyIsAnErrorWithItsPlaceAndTheRightSpelling) {
  EXPECT_EQ(error_of("tle: {en", "lte: {en"), "x.yaml:1:1: a scenario needs the key 'title'");
  EXPECT_EQ(error_of("topics:\n  orders", "tpoics:\n  orders"),
            "x.yaml:7:1: unknown key 'tpoics' (did you mean 'topics'?) in a scenario");
  EXPECT_EQ(error_of("acks: all", "akcs: all"),
            "x.yaml:12:25: unknown key 'akcs' (did you mean 'acks'?) in a producer");
  EXPECT_EQ(error_of("flush.messages", "flush.mesages"),
            "x.yaml:8:57: unknown property 'flush.mesages' (did you mean 'flush.messages'?)");
  EXPECT_EQ(error_of("throttle disk", "throtle disk"),
            "x.yaml:16:13: unknown action 'throtle' (did you mean 'throttle'?)");
  EXPECT_EQ(error_of("leader(orders-0)", "leader(order-0)"),
            "x.yaml:17:18: unknown topic 'order' (did you mean 'orders'?)");
  EXPECT_EQ(error_of("{topic: orders, acks", "{topic: ordres, acks"),
            "x.yaml:12:17: unknown topic 'ordres' (did you mean 'orders'?)");
}

TEST(Scenario, ChecksWhatLinesName) {
  EXPECT_EQ(error_of("disk(1)", "disk(2)"),
            "x.yaml:16:27: there is no broker 2: the scenario's are 1 to 1");
  EXPECT_EQ(error_of("isr(orders-1)", "isr(orders-2)"),
            "x.yaml:20:21: topic 'orders' has 2 partitions, counted from 0");
}

constexpr std::string_view kCluster = R"(title: Three brokers
cluster: {brokers: 3, racks: [a, b], spares: 1}
topics:
  orders: {partitions: 1, replicas: [[1, 2, 3]]}
workload: {producers: {p1: {topic: orders, acks: all}}}
variants:
  acks-1:
    title: {en: one acknowledges}
    workload: {producers: {p1: {acks: 1}}}
  more: {title: two replicas, topics: {orders: {replicas: 2}}, expect: ["finally lost(p1) = 0"]}
)";

std::string cluster_error(std::string_view from, std::string_view to) {
  std::string text(kCluster);
  text.replace(text.find(from), from.size(), to);
  const auto read = parse_scenario(text);
  return read ? "accepted" : to_text(read.error(), "x.yaml");
}

TEST(Scenario, SeveralBrokersHaveThreeControllersUnlessItSaysOtherwise) {
  const auto read = parse_scenario(kCluster);
  ASSERT_TRUE(read) << to_text(read.error(), "x.yaml");
  EXPECT_EQ(read->cluster.controllers, 3);
  EXPECT_EQ(read->cluster.broker_ids(), 4);
  EXPECT_EQ(read->topics[0].replicas, 3);
  EXPECT_EQ(read->topics[0].assignment,
            (std::vector<std::vector<BrokerId>>{{BrokerId(1), BrokerId(2), BrokerId(3)}}));
  EXPECT_EQ(cluster_error("spares: 1", "controllers: 0"),
            "x.yaml:2:51: only one broker can be its own controller: several need controllers");
  EXPECT_EQ(cluster_error("[1, 2, 3]", "[1, 2, 9]"),
            "x.yaml:4:3: there is no broker 9: the scenario's are 1 to 4");
  EXPECT_EQ(cluster_error("[[1, 2, 3]]", "4"),
            "x.yaml:4:3: topic 'orders' wants 4 replicas of 3 brokers");
}

TEST(Scenario, SwitchesAreReadAndAWrongOneGetsTheNearest) {
  const std::string with = std::string(kCluster) + "switches: {truncation: hw}\n";
  const auto read = parse_scenario(with);
  ASSERT_TRUE(read) << to_text(read.error(), "x.yaml");
  EXPECT_EQ(read->cluster.switches, (Properties{{"faultline.switch.truncation", "hw"}}));
  const auto wrong = parse_scenario(std::string(kCluster) + "switches: {trunction: hw}\n");
  EXPECT_EQ(to_text(wrong.error(), "x.yaml"),
            "x.yaml:11:12: unknown switch 'trunction' (did you mean 'truncation'?)");
}

TEST(Scenario, AVariantIsLaidOverItKeyByKey) {
  const auto read = parse_scenario(kCluster, "acks-1");
  ASSERT_TRUE(read) << to_text(read.error(), "x.yaml");
  EXPECT_EQ(read->variant, "acks-1");
  EXPECT_EQ(read->title.en, "one acknowledges");
  EXPECT_EQ(read->producers[0].acks, 1);
  EXPECT_EQ(read->producers[0].topic, "orders");
  EXPECT_EQ(parse_scenario(kCluster)->producers[0].acks, -1);
  EXPECT_EQ(parse_scenario(kCluster)->variants.size(), 2u);
  EXPECT_EQ(to_text(parse_scenario(kCluster, "acks1").error(), "x.yaml"),
            "x.yaml:1:1: unknown variant 'acks1' (did you mean 'acks-1'?)");
}

TEST(Scenario, AMistakeInAVariantCountsAlsoWhenItIsNotPlayed) {
  EXPECT_EQ(cluster_error("{acks: 1}", "{akcs: 1}"),
            "x.yaml:9:33: unknown key 'akcs' (did you mean 'acks'?) in a producer");
  EXPECT_EQ(cluster_error("title: two replicas, ", ""),
            "x.yaml:10:3: variant 'more' needs a title, and what it changes");
}

TEST(Scenario, ChecksValues) {
  EXPECT_EQ(error_of("run: 120s", "run: 120"),
            "x.yaml:4:6: expected a duration such as 5s or 250ms");
  EXPECT_EQ(error_of("acks: 1", "acks: 2"), "x.yaml:11:44: unknown value '2' (known: 0 1 all -1)");
  EXPECT_NE(error_of("segment.bytes: 1MiB", "segment.bytes: many").find("x.yaml:8:51: "),
            std::string::npos);
  EXPECT_EQ(error_of("acks: 1,", "acks: 1, enable.idempotence: true,"),
            "x.yaml:11:9: enable.idempotence needs acks: all, retries, and at most 5 requests in "
            "flight");
  EXPECT_EQ(error_of("brokers: 1", "brokers: 300"),
            "x.yaml:5:10: a simulated cluster has at most 100 brokers and 100 controllers");
}

TEST(Scenario, RefusesNumbersThatNoRunCouldBear) {
  EXPECT_EQ(error_of("run: 120s", "run: 99999h"),
            "x.yaml:4:6: the number is too large; expected a "
            "duration such as 5s or 250ms");
  EXPECT_NE(error_of("rate: 100/s", "rate: 1000001/s"), "accepted");
  EXPECT_NE(error_of("record_size: 200B", "record_size: 1GiB"), "accepted");
}

TEST(Scenario, RefusesWhatYamlCanDoButNoScenarioNeeds) {
  EXPECT_EQ(error_of("seed: 7", "seed: 7\nseed: 8"), "x.yaml:4:1: duplicate key 'seed'");
  EXPECT_EQ(error_of("seed: 7", "seed: &a 7"), "x.yaml:3:7: anchors are not allowed in a scenario");
  EXPECT_NE(error_of("seed: 7", "seed: *a"), "accepted");
  EXPECT_NE(error_of("seed: 7", "seed: [7"), "accepted");
  EXPECT_EQ(error_of("  - \"at 5s: throttle disk(1) to 5KB/s\"", "  - at 5s: throttle disk(1)"),
            "x.yaml:16:5: put the whole line in quotes: it contains a colon");
}

TEST(Scenario, NoTextCrashesTheReader) {
  for (std::size_t cut = 0; cut < kWhole.size(); ++cut) {
    (void)parse_scenario(kWhole.substr(0, cut));
    std::string changed(kWhole);
    changed[cut] = '{';
    (void)parse_scenario(changed);
  }
  (void)parse_scenario(std::string(10'000, '['));
  EXPECT_FALSE(parse_scenario(std::string(2 << 20, 'a')));
}

}  // namespace
}  // namespace fl::sim
