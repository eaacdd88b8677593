// What an operator asks of a cluster, of whichever broker: partitions move to other brokers while a
// producer writes to them, leaders go back to where they belong, on demand and by themselves, the
// quorum and the features are shown and changed.
#include "core/broker/broker.h"
#include "core/broker/controller_link.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/describe_quorum.h"
#include "core/wire/messages/elect_leaders.h"
#include "core/wire/messages/list_partition_reassignments.h"
#include "core/wire/messages/update_features.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/stage.h"
#include "sim/workload/client_connection.h"
#include "sim/workload/events.h"
#include "sim/world.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {
namespace {

const TopicPartition kOrders{"orders", PartitionIndex(0)};

Instant at(std::int64_t ms) {
  return Instant(ms * kNanosecondsPerMillisecond);
}

/// Asks one broker for one thing, once.
template <class M>
class Operator {
 public:
  Operator(std::int32_t broker, std::int64_t at_ms, M request, std::int16_t version)
      : connection_("operator", {{.host = broker_host(broker), .port = kBrokerPort}},
                    30 * kNanosecondsPerSecond),
        at_(at(at_ms)),
        request_(std::move(request)),
        version_(version) {}

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Arm{.timer = kStart, .deadline = at_});
    else if (!connection_.step(context, input))
      connection_.dial(context);
    if (connection_.take_became_ready()) connection_.send(context, request_, version_);
    if (const auto answer = connection_.next_answer()) answer_ = answer->payload;
  }

  /// REQUIRES: R is the response of M.
  template <class R>
  std::optional<R> answer() const {
    if (!answer_) return std::nullopt;
    auto response = wire::decode_response<R>(*answer_, version_);
    return response ? std::optional(std::move(*response)) : std::nullopt;
  }

 private:
  static constexpr TimerId kStart{ClientConnection::kFirstOwnTimer};
  ClientConnection connection_;
  Instant at_;
  M request_;
  std::int16_t version_;
  std::optional<Slice> answer_;
};

struct OperatedCluster {
  explicit OperatedCluster(std::uint64_t seed, std::int16_t replicas) : world(seed) {
    scenario.cluster = {.brokers = 3, .controllers = 3, .config = {}};
    scenario.topics = {{.name = "orders", .partitions = 1, .replicas = replicas, .config = {}}};
    ProducerSpec producer{.name = "p1", .topic = "orders"};
    producer.rate_per_second = 50;
    producer.request_timeout_ns = 3 * kNanosecondsPerSecond;
    scenario.producers = {producer};
    set_stage(world, scenario, {});
  }

  /// Asks a broker, as a client of its own, and gives it two seconds. The answer; nothing: there
  /// was none.
  template <class R, class M>
  std::optional<R> ask(std::int32_t broker, std::int64_t at_ms, M request, std::int16_t version) {
    const NodeId client(kFirstConsumerNode + asked);
    const std::string name = "operator" + std::to_string(asked++);
    world.add_node({.id = client,
                    .name = name,
                    .host = name,
                    .node = Host::of(Operator<M>(broker, at_ms, std::move(request), version))});
    world.boot(client);
    run_until(at_ms + 2'000);
    return world.node_as<Operator<M>>(client)->template answer<R>();
  }

  std::optional<wire::ErrorCode> reassign(std::int32_t broker, std::int64_t at_ms,
                                          std::optional<std::vector<BrokerId>> replicas) {
    wire::AlterPartitionReassignmentsRequest request{.timeout_ms = 5'000};
    auto& topic = request.topics.emplace_back();
    topic.name = "orders";
    topic.partitions.push_back(
        {.partition_index = kOrders.partition, .replicas = std::move(replicas)});
    const auto response =
        ask<wire::AlterPartitionReassignmentsResponse>(broker, at_ms, std::move(request), 1);
    if (!response) return std::nullopt;
    return response->responses.at(0).partitions.at(0).error_code;
  }

  const broker::Server& server(std::int32_t node) const {
    return world.node_as<broker::Broker>(NodeId(node))->server();
  }

  const metadata::PartitionImage& partition() const {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (world.is_running(NodeId(id))) return *server(id).image.partition(kOrders);
    return *server(1).image.partition(kOrders);
  }

  void run_until(std::int64_t ms) {
    world.run_until(at(ms));
    ASSERT_FALSE(world.failure().has_value()) << world.failure()->what;
  }

  std::int64_t acknowledged() const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < world.story().size(); ++i)
      if (const auto& event = world.story()[i]; event.is<RecordsAcknowledged>())
        count += static_cast<std::int64_t>(event.as<RecordsAcknowledged>().numbers.size());
    return count;
  }

  Scenario scenario;
  World world;
  std::int32_t asked = 0;
};

BrokerId after(BrokerId broker) {
  return BrokerId(broker.value % 3 + 1);
}

/// Its preferred leader was killed, came back, and is in sync again: another one leads.
void let_another_lead(OperatedCluster& cluster) {
  cluster.run_until(12'000);
  const NodeId preferred(cluster.partition().replicas.front().value);
  ASSERT_EQ(cluster.partition().leader, cluster.partition().replicas.front());
  cluster.world.apply(
      {.kind = ActionKind::crash, .node = preferred, .crash = CrashKind::process_kill});
  cluster.run_until(30'000);
  cluster.world.boot(preferred);
  cluster.run_until(60'000);
  ASSERT_EQ(cluster.partition().isr.size(), 3U);
  ASSERT_NE(cluster.partition().leader, cluster.partition().replicas.front());
}

TEST(Operators, MoveAPartitionToOtherBrokersWhileItIsWrittenTo) {
  OperatedCluster cluster(21, 1);
  cluster.run_until(12'000);
  const BrokerId old_home = cluster.partition().leader;
  const BrokerId new_home = after(old_home);
  EXPECT_EQ(cluster.reassign(old_home.value, 12'000, {{new_home}}), wire::ErrorCode::none);
  cluster.run_until(30'000);
  EXPECT_EQ(cluster.partition().replicas, std::vector<BrokerId>{new_home});
  EXPECT_TRUE(cluster.partition().adding_replicas.empty());
  EXPECT_TRUE(cluster.partition().removing_replicas.empty());
  EXPECT_EQ(cluster.partition().leader, new_home);
  const broker::Partition* moved = broker::find_partition(cluster.server(new_home.value), kOrders);
  ASSERT_NE(moved, nullptr);
  // The old broker sends the producer on to the new one.
  EXPECT_GT(cluster.acknowledged(), 1'000);
  EXPECT_GE(moved->high_watermark.value, cluster.acknowledged());
}

TEST(Operators, SeeAMoveThatCannotEndAndCallItOff) {
  using List = wire::ListPartitionReassignmentsRequest;
  using Listed = wire::ListPartitionReassignmentsResponse;
  OperatedCluster cluster(24, 1);
  cluster.run_until(12'000);
  const BrokerId home = cluster.partition().leader;
  const BrokerId dead = after(home);
  const BrokerId other = after(dead);
  cluster.world.apply(
      {.kind = ActionKind::crash, .node = NodeId(dead.value), .crash = CrashKind::process_kill});
  EXPECT_EQ(cluster.reassign(home.value, 25'000, {{dead}}), wire::ErrorCode::none);
  const auto moving = cluster.ask<Listed>(other.value, 30'000, List{}, 0);
  ASSERT_TRUE(moving.has_value());
  ASSERT_EQ(moving->topics.size(), 1U);
  EXPECT_EQ(moving->topics[0].partitions.at(0).adding_replicas, std::vector<BrokerId>{dead});
  EXPECT_EQ(moving->topics[0].partitions.at(0).removing_replicas, std::vector<BrokerId>{home});
  EXPECT_EQ(cluster.partition().leader, home);
  EXPECT_EQ(cluster.reassign(other.value, 33'000, std::nullopt), wire::ErrorCode::none);
  EXPECT_EQ(cluster.reassign(home.value, 36'000, std::nullopt),
            wire::ErrorCode::no_reassignment_in_progress);
  EXPECT_EQ(cluster.partition().replicas, std::vector<BrokerId>{home});
  const auto listed = cluster.ask<Listed>(home.value, 39'000, List{}, 0);
  ASSERT_TRUE(listed.has_value());
  EXPECT_TRUE(listed->topics.empty());
}

TEST(Operators, HaveThePreferredReplicaElectedWhicheverBrokerTheyAsk) {
  OperatedCluster cluster(22, 3);
  ASSERT_NO_FATAL_FAILURE(let_another_lead(cluster));
  wire::ElectLeadersRequest request{.timeout_ms = 5'000};
  request.topic_partitions = std::nullopt;
  const auto response = cluster.ask<wire::ElectLeadersResponse>(2, 60'000, std::move(request), 2);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, wire::ErrorCode::none);
  EXPECT_EQ(cluster.partition().leader, cluster.partition().replicas.front());
}

TEST(Operators, SeeTheQuorumThroughAnyBroker) {
  OperatedCluster cluster(25, 1);
  wire::DescribeQuorumRequest request;
  auto& topic = request.topics.emplace_back();
  topic.topic_name = "__cluster_metadata";
  topic.partitions.push_back({.partition_index = PartitionIndex(0)});
  const auto response = cluster.ask<wire::DescribeQuorumResponse>(3, 12'000, request, 2);
  ASSERT_TRUE(response.has_value());
  const auto& quorum = response->topics.at(0).partitions.at(0);
  EXPECT_EQ(quorum.error_code, wire::ErrorCode::none);
  EXPECT_EQ(quorum.current_voters.size(), 3U);
  EXPECT_EQ(quorum.observers.size(), 3U);
  ASSERT_EQ(response->nodes.size(), 3U);
  for (const auto& node : response->nodes)
    EXPECT_EQ(node.listeners.at(0).name, "CONTROLLER");
}

TEST(Operators, RaiseAndLowerAFeatureOfTheWholeCluster) {
  OperatedCluster cluster(26, 1);
  wire::UpdateFeaturesRequest request{.timeout_ms = 5'000};
  request.feature_updates.push_back(
      {.feature = "transaction.version", .max_version_level = 1, .upgrade_type = 2});
  const auto response = cluster.ask<wire::UpdateFeaturesResponse>(1, 12'000, request, 2);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, wire::ErrorCode::none);
  for (std::int32_t id = 1; id <= 3; ++id)
    EXPECT_EQ(*cluster.server(id).image.features.find("transaction.version"), 1);
}

TEST(Operators, NeedNotAskForPreferredLeadersIfTheyWait) {
  OperatedCluster cluster(23, 3);
  ASSERT_NO_FATAL_FAILURE(let_another_lead(cluster));
  // leader.imbalance.check.interval.seconds is 300.
  cluster.run_until(320'000);
  EXPECT_EQ(cluster.partition().leader, cluster.partition().replicas.front());
}

}  // namespace
}  // namespace fl::sim
