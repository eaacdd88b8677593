// How three whole brokers fetch from each other: sessions that name only what changed (KIP-227),
// several fetchers per leader, throttles (KIP-73), deletions that wait for all replicas, and
// consumers that read from a follower (KIP-392).
#include "core/broker/broker.h"
#include "core/broker/events.h"
#include "core/broker/replica_fetchers.h"
#include "core/record/batch.h"
#include "core/record/batches.h"
#include "core/wire/messages/delete_records.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/incremental_alter_configs.h"
#include "sim/scenario/stage.h"
#include "tests/core/replication/cluster/asks_once.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fl::replication {
namespace {

constexpr std::int8_t kTopic = 2;
constexpr std::int8_t kBroker = 4;

Instant at(std::int64_t ms) {
  return Instant(ms * kNanosecondsPerMillisecond);
}

struct Setup {
  std::int32_t partitions = 1;
  Properties broker_config;
  Properties topic_config;
  std::int64_t records_per_second = 0;
  std::int64_t record_bytes = 100;
  std::int64_t stop_ms = 0;
};

class Cluster {
 public:
  explicit Cluster(const Setup& setup) : world(7) {
    sim::Scenario scenario;
    scenario.cluster = {
        .brokers = 3, .controllers = 3, .racks = {"r1", "r2", "r3"}, .config = setup.broker_config};
    scenario.topics = {{.name = "orders",
                        .partitions = setup.partitions,
                        .replicas = 3,
                        .config = setup.topic_config}};
    if (setup.records_per_second > 0) {
      sim::ProducerSpec producer{.name = "p1", .topic = "orders"};
      producer.rate_per_second = setup.records_per_second;
      producer.record_bytes = setup.record_bytes;
      if (setup.stop_ms > 0) producer.stop_ns = at(setup.stop_ms).value;
      scenario.producers = {producer};
    }
    sim::set_stage(world, scenario, {});
  }

  void run_until_ms(std::int64_t ms) {
    world.run_until(at(ms));
    ASSERT_FALSE(world.failure().has_value()) << world.failure()->what;
  }

  const broker::Server& server(NodeId node) const {
    return world.node_as<broker::Broker>(node)->server();
  }

  const metadata::PartitionImage& image(NodeId seen_by) const {
    return *server(seen_by).image.partition({"orders", PartitionIndex(0)});
  }

  const broker::Partition& replica(NodeId node) const {
    return *broker::find_partition(server(node), {"orders", PartitionIndex(0)});
  }

  /// Of partition 0, as the first broker that knows it knows it.
  NodeId leader() const {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (world.is_running(NodeId(id)) &&
          broker::find_partition(server(NodeId(id)), {"orders", PartitionIndex(0)}) != nullptr)
        return NodeId(image(NodeId(id)).leader.value);
    return NodeId(-1);
  }

  NodeId follower() const { return NodeId(leader().value % 3 + 1); }

  void set_configs(int number, std::int8_t type, std::string name, const Properties& values) {
    wire::IncrementalAlterConfigsRequest request;
    auto& resource = request.resources.emplace_back();
    resource.resource_type = type;
    resource.resource_name = std::move(name);
    for (const auto& [key, value] : values)
      resource.configs.push_back({.name = key, .config_operation = 0, .value = value});
    using Response = wire::IncrementalAlterConfigsResponse;
    const NodeId client = ask_once<Response>(world, number, leader(), request, 1);
    world.run_until(world.now() + kNanosecondsPerSecond);
    const auto& response =
        asker<wire::IncrementalAlterConfigsRequest, Response>(world, client).response;
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->responses.at(0).error_code, wire::ErrorCode::none);
  }

  template <class E>
  std::vector<E> told_since(std::size_t begin) const {
    std::vector<E> all;
    for (std::size_t i = begin; i < world.story().size(); ++i)
      if (world.story()[i].template is<E>()) all.push_back(world.story()[i].template as<E>());
    return all;
  }

  sim::World world;
};

TEST(Fetchers, OfAnIdleClusterNameNoPartitions) {
  Cluster cluster({.partitions = 300});
  cluster.run_until_ms(15'000);
  const std::size_t begin = cluster.world.story().size();
  cluster.run_until_ms(25'000);
  std::int64_t fetches = 0;
  for (const auto& event : cluster.told_since<broker::RequestReceived>(begin)) {
    if (event.api != wire::ApiKey::fetch) continue;
    // Of the quorum's followers too; 300 partitions named would be 12 KB.
    EXPECT_LT(event.size_bytes, 200);
    ++fetches;
  }
  // Each broker of both others, every 500 ms.
  EXPECT_GE(fetches, 6 * 19);
  for (const auto& event : cluster.told_since<broker::FetchAnswered>(begin)) {
    EXPECT_EQ(event.partitions, 0);
    EXPECT_NE(event.session_id, 0);
  }
  for (std::int32_t id = 1; id <= 3; ++id)
    for (const auto& [fetcher, state] : cluster.server(NodeId(id)).replication.fetchers)
      EXPECT_GT(state.session.epoch(), 15) << id << " from " << fetcher.leader.value;
}

TEST(Fetchers, GoOnInANewSessionWhenTheirLeaderRestarts) {
  Cluster cluster({.partitions = 3, .records_per_second = 20});
  cluster.run_until_ms(12'000);
  const NodeId leader = cluster.leader();
  cluster.world.apply(
      {.kind = sim::ActionKind::crash, .node = leader, .crash = sim::CrashKind::process_kill});
  cluster.run_until_ms(14'000);
  cluster.world.boot(leader);
  cluster.run_until_ms(40'000);
  EXPECT_EQ(cluster.image(NodeId(1)).isr.size(), 3U);
  const Offset end = cluster.replica(cluster.leader()).log.visible_end();
  EXPECT_GT(end, Offset(0));
}

/// Where partitions 0 to 5 of "orders" go, by Kafka's AbstractFetcherManager.getFetcherId: Java's
/// "orders".hashCode() is -1008770331, times 31 (as int) -1207109189.
TEST(Fetchers, ShareALeadersPartitionsByKafkasHash) {
  EXPECT_EQ(broker::fetcher_index({"orders", PartitionIndex(0)}, 4), 1'207'109'189 % 4);
  EXPECT_EQ(broker::fetcher_index({"orders", PartitionIndex(1)}, 4), 1'207'109'188 % 4);
  EXPECT_EQ(broker::fetcher_index({"orders", PartitionIndex(5)}, 3), 1'207'109'184 % 3);
  EXPECT_EQ(broker::fetcher_index({"", PartitionIndex(7)}, 4), 3);
  EXPECT_EQ(broker::fetcher_index({"orders", PartitionIndex(5)}, 1), 0);
}

/// The fetchers of `node` by their leaders, and how many of them have a session.
std::map<BrokerId, std::size_t> fetchers_of(const Cluster& cluster, NodeId node) {
  std::map<BrokerId, std::size_t> count;
  for (const auto& [id, fetcher] : cluster.server(node).replication.fetchers)
    if (fetcher.session.session_id() != 0) ++count[id.leader];
  return count;
}

TEST(Fetchers, AreAsManyAsConfiguredAndChangeWhileTheyWork) {
  Cluster cluster({.partitions = 60,
                   .broker_config = {{"num.replica.fetchers", "3"}},
                   .records_per_second = 20});
  cluster.run_until_ms(12'000);
  for (std::int32_t id = 1; id <= 3; ++id)
    for (const auto& [leader, count] : fetchers_of(cluster, NodeId(id)))
      EXPECT_EQ(count, 3U);
  ASSERT_EQ(fetchers_of(cluster, NodeId(1)).size(), 2U);
  cluster.set_configs(0, kBroker, "", {{"num.replica.fetchers", "2"}});
  cluster.run_until_ms(20'000);
  for (std::int32_t id = 1; id <= 3; ++id) {
    std::size_t partitions = 0;
    for (const auto& [leader, count] : fetchers_of(cluster, NodeId(id)))
      EXPECT_EQ(count, 2U);
    for (const auto& [fetcher, state] : cluster.server(NodeId(id)).replication.fetchers)
      partitions += state.partitions.size();
    EXPECT_EQ(partitions, 40U);
  }
  EXPECT_EQ(cluster.image(NodeId(1)).isr.size(), 3U);
}

/// A broker that lost its disk fetches all again; says when it is back in the ISR.
std::int64_t ms_to_catch_up(Cluster& cluster, NodeId follower) {
  cluster.world.apply(
      {.kind = sim::ActionKind::crash, .node = follower, .crash = sim::CrashKind::disk_loss});
  cluster.world.run_until(cluster.world.now() + 15 * kNanosecondsPerSecond);
  cluster.world.boot(follower);
  const Instant start = cluster.world.now();
  const Instant end = start + 120 * kNanosecondsPerSecond;
  while (cluster.world.now() < end && cluster.image(cluster.leader()).isr.size() < 3)
    cluster.world.run_until(cluster.world.now() + 100 * kNanosecondsPerMillisecond);
  return (cluster.world.now() - start) / kNanosecondsPerMillisecond;
}

/// Writes 5 MB, stops writing, and lets a follower fetch it all again.
std::int64_t catches_up_in(const Properties& topic, const Properties& rates) {
  Cluster cluster({.records_per_second = 100, .record_bytes = 5'000, .stop_ms = 12'000});
  cluster.run_until_ms(14'000);
  const NodeId follower = cluster.follower();
  if (!topic.empty()) cluster.set_configs(0, kTopic, "orders", topic);
  if (!rates.empty()) cluster.set_configs(1, kBroker, "", rates);
  const std::int64_t bytes = cluster.replica(cluster.leader()).log.size_bytes();
  EXPECT_GT(bytes, 4'000'000);
  EXPECT_LT(bytes, 7'000'000);
  return ms_to_catch_up(cluster, follower);
}

TEST(Throttles, OfTheLeaderHoldAFollowerBackThatIsOutOfTheIsr) {
  const std::int64_t free_ms = catches_up_in({}, {});
  EXPECT_LT(free_ms, 8'000);
  // 5 MB at 200 KB/s are 25 s.
  const std::int64_t ms = catches_up_in({{"leader.replication.throttled.replicas", "*"}},
                                        {{"leader.replication.throttled.rate", "200000"}});
  EXPECT_GT(ms, 18'000);
  EXPECT_LT(ms, 45'000);
}

TEST(Throttles, OfTheFollowerHoldItBack) {
  const std::int64_t ms = catches_up_in({{"follower.replication.throttled.replicas", "*"}},
                                        {{"follower.replication.throttled.rate", "200000"}});
  EXPECT_GT(ms, 18'000);
  EXPECT_LT(ms, 45'000);
}

TEST(Throttles, HoldNobodyBackWhoIsNotNamed) {
  const std::int64_t ms =
      catches_up_in({{"follower.replication.throttled.replicas", "7:1,7:2,7:3"}},
                    {{"follower.replication.throttled.rate", "200000"}});
  EXPECT_LT(ms, 8'000);
}

TEST(Throttles, DoNotHoldBackWhoIsInSync) {
  Cluster cluster({.topic_config = {{"leader.replication.throttled.replicas", "*"},
                                    {"follower.replication.throttled.replicas", "*"}},
                   .records_per_second = 100,
                   .record_bytes = 5'000});
  cluster.run_until_ms(8'000);
  cluster.set_configs(1, kBroker, "",
                      {{"leader.replication.throttled.rate", "1000"},
                       {"follower.replication.throttled.rate", "1000"}});
  cluster.run_until_ms(60'000);
  EXPECT_EQ(cluster.image(NodeId(1)).isr.size(), 3U);
  EXPECT_GT(cluster.replica(cluster.leader()).high_watermark, Offset(5'000));
}

using Deleter = AsksOnce<wire::DeleteRecordsRequest, wire::DeleteRecordsResponse>;

wire::DeleteRecordsRequest delete_below(std::int64_t offset, std::int32_t timeout_ms) {
  wire::DeleteRecordsRequest request{.timeout_ms = timeout_ms};
  request.topics.push_back({.name = "orders"});
  request.topics[0].partitions.push_back({.offset = Offset(offset)});
  return request;
}

const Deleter& deleter(const Cluster& cluster, NodeId client) {
  return asker<wire::DeleteRecordsRequest, wire::DeleteRecordsResponse>(cluster.world, client);
}

TEST(DeleteRecords, AreAnsweredWhenAllReplicasHaveRaisedTheirStart) {
  Cluster cluster({.records_per_second = 50});
  cluster.run_until_ms(12'000);
  const NodeId client = ask_once<wire::DeleteRecordsResponse>(cluster.world, 0, cluster.leader(),
                                                              delete_below(100, 30'000), 2);
  while (!deleter(cluster, client).response && cluster.world.now() < at(20'000))
    cluster.world.run_until(cluster.world.now() + kNanosecondsPerMillisecond);
  const Deleter& done = deleter(cluster, client);
  ASSERT_TRUE(done.response.has_value());
  const auto& answer = done.response->topics.at(0).partitions.at(0);
  EXPECT_EQ(answer.error_code, wire::ErrorCode::none);
  EXPECT_EQ(answer.low_watermark, Offset(100));
  for (std::int32_t id = 1; id <= 3; ++id)
    EXPECT_EQ(cluster.replica(NodeId(id)).log.start(), Offset(100)) << id;
}

TEST(DeleteRecords, TimeOutWhileAReplicaIsSilent) {
  Cluster cluster({.records_per_second = 50});
  cluster.run_until_ms(12'000);
  const NodeId leader = cluster.leader();
  // Its session of 9 s goes on: it counts as alive.
  cluster.world.apply({.kind = sim::ActionKind::crash,
                       .node = cluster.follower(),
                       .crash = sim::CrashKind::process_kill});
  const NodeId client =
      ask_once<wire::DeleteRecordsResponse>(cluster.world, 0, leader, delete_below(100, 2'000), 2);
  cluster.run_until_ms(16'000);
  const Deleter& done = deleter(cluster, client);
  ASSERT_TRUE(done.response.has_value());
  const auto& answer = done.response->topics.at(0).partitions.at(0);
  EXPECT_EQ(answer.error_code, wire::ErrorCode::request_timed_out);
  EXPECT_EQ(answer.low_watermark, Offset(0));
  EXPECT_EQ(done.answered_at - done.asked_at >= 2'000 * kNanosecondsPerMillisecond, true);
  EXPECT_EQ(cluster.replica(leader).log.start(), Offset(100));
}

TEST(DeleteRecords, DoNotWaitForAReplicaThatIsFenced) {
  Cluster cluster({.records_per_second = 50});
  cluster.run_until_ms(12'000);
  const NodeId leader = cluster.leader();
  const NodeId follower = cluster.follower();
  cluster.world.apply(
      {.kind = sim::ActionKind::crash, .node = follower, .crash = sim::CrashKind::process_kill});
  cluster.run_until_ms(30'000);
  const NodeId client =
      ask_once<wire::DeleteRecordsResponse>(cluster.world, 0, leader, delete_below(100, 20'000), 2);
  cluster.run_until_ms(33'000);
  ASSERT_TRUE(deleter(cluster, client).response.has_value());
  EXPECT_EQ(deleter(cluster, client).response->topics.at(0).partitions.at(0).low_watermark,
            Offset(100));
}

constexpr std::int16_t kKnowsFollowers = 12;  ///< and goes by topic names
constexpr std::int16_t kKnowsLeadersOnly = 10;

const Properties kRackAware{
    {"replica.selector.class", "org.apache.kafka.common.replica.RackAwareReplicaSelector"}};

struct Fetched {
  wire::FetchResponse::PartitionData data;
  std::int64_t waited_ms = 0;
};

/// What a consumer gets that would wait 5 s for a megabyte.
Fetched fetched(Cluster& cluster, NodeId from, std::int64_t offset, std::string rack,
                std::int16_t version = kKnowsFollowers) {
  wire::FetchRequest request{.max_wait_ms = 5'000,
                             .min_bytes = 1'000'000,
                             .max_bytes = 2'000'000,
                             .rack_id = std::move(rack)};
  request.topics.push_back({.topic = "orders"});
  request.topics[0].partitions.push_back(
      {.fetch_offset = Offset(offset), .partition_max_bytes = 2'000'000});
  static int number = 0;
  const NodeId client =
      ask_once<wire::FetchResponse>(cluster.world, ++number, from, request, version);
  cluster.world.run_until(cluster.world.now() + 7 * kNanosecondsPerSecond);
  const auto& done = asker<wire::FetchRequest, wire::FetchResponse>(cluster.world, client);
  EXPECT_TRUE(done.response.has_value());
  if (!done.response) return {};
  return {.data = done.response->responses.at(0).partitions.at(0),
          .waited_ms = (done.answered_at - done.asked_at) / kNanosecondsPerMillisecond};
}

std::string rack_of(NodeId broker) {
  return "r" + std::to_string(broker.value);
}

TEST(FollowerReads, TheLeaderNamesTheReplicaInTheConsumersRackAtOnceAndSendsNoRecords) {
  Cluster cluster({.broker_config = kRackAware, .records_per_second = 50});
  cluster.run_until_ms(12'000);
  const NodeId follower = cluster.follower();
  const Fetched answer = fetched(cluster, cluster.leader(), 10, rack_of(follower));
  EXPECT_EQ(answer.data.error_code, wire::ErrorCode::none);
  EXPECT_EQ(answer.data.preferred_read_replica, BrokerId(follower.value));
  EXPECT_EQ(answer.data.records->size(), 0);
  EXPECT_GT(answer.data.high_watermark, Offset(10));
  EXPECT_LT(answer.waited_ms, 1'000);
}

TEST(FollowerReads, TheLeaderNamesNobodyWithoutASelectorOrARackOrToAnOldConsumer) {
  Cluster cluster({.records_per_second = 50});
  cluster.run_until_ms(12'000);
  EXPECT_EQ(fetched(cluster, cluster.leader(), 10, rack_of(cluster.follower()))
                .data.preferred_read_replica,
            BrokerId(-1));
  Cluster aware({.broker_config = kRackAware, .records_per_second = 50});
  aware.run_until_ms(12'000);
  for (const std::string& rack : {std::string(), rack_of(aware.leader())}) {
    const Fetched answer = fetched(aware, aware.leader(), 10, rack);
    EXPECT_EQ(answer.data.preferred_read_replica, BrokerId(-1));
    EXPECT_GT(answer.data.records->size(), 0);
  }
  const Fetched old = fetched(aware, aware.leader(), 10, "", kKnowsLeadersOnly);
  EXPECT_GT(old.data.records->size(), 0);
}

TEST(FollowerReads, AFollowerServesUpToItsHighWatermarkWhoeverKnowsFollowers) {
  Cluster cluster({.records_per_second = 50, .stop_ms = 12'000});
  cluster.run_until_ms(14'000);
  const NodeId follower = cluster.follower();
  const Offset end = cluster.replica(follower).high_watermark;
  ASSERT_GT(end, Offset(100));
  const Fetched answer = fetched(cluster, follower, 10, "");
  EXPECT_EQ(answer.data.error_code, wire::ErrorCode::none);
  EXPECT_EQ(answer.data.high_watermark, end);
  EXPECT_GT(answer.data.records->size(), 0);
  // At its end there is nothing yet; above it there was never anything.
  const Fetched at_end = fetched(cluster, follower, end.value, "");
  EXPECT_EQ(at_end.data.error_code, wire::ErrorCode::none);
  EXPECT_EQ(at_end.data.records->size(), 0);
  EXPECT_GE(at_end.waited_ms, 5'000);
  EXPECT_EQ(fetched(cluster, follower, end.value + 1, "").data.error_code,
            wire::ErrorCode::offset_out_of_range);
  EXPECT_EQ(fetched(cluster, follower, 10, "", kKnowsLeadersOnly).data.error_code,
            wire::ErrorCode::not_leader_or_follower);
}

/// The offset behind the last record of an answer.
Offset end_of(const Fetched& answer) {
  Offset end;
  for (const Part& part : answer.data.records->parts) {
    record::BatchScanner batches(std::get<Slice>(part));
    while (const auto batch = batches.next())
      end = record::parse_batch_header(batch->bytes)->next_offset();
  }
  return end;
}

TEST(ConsumerReads, EndBelowTheHighWatermarkThoughTheLeaderHasMore) {
  Cluster cluster({.records_per_second = 50});
  cluster.run_until_ms(12'000);
  const NodeId leader = cluster.leader();
  // The followers stand still, for less than it takes to leave the ISR: nothing is committed.
  for (std::int32_t id = 1; id <= 3; ++id)
    if (NodeId(id) != leader)
      cluster.world.apply({.kind = sim::ActionKind::pause, .node = NodeId(id)});
  cluster.run_until_ms(14'000);
  const broker::Partition& replica = cluster.replica(leader);
  const Offset high_watermark = replica.high_watermark;
  ASSERT_GT(replica.log.visible_end(), high_watermark);
  const Fetched answer = fetched(cluster, leader, 10, "");
  EXPECT_EQ(answer.data.high_watermark, high_watermark);
  EXPECT_EQ(end_of(answer), high_watermark);
}

}  // namespace
}  // namespace fl::replication
