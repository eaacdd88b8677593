// What an operator asks of a cluster, of whichever broker: partitions move to other brokers while a
// producer writes to them, leaders go back to where they belong, on demand and by themselves.
#include "core/broker/broker.h"
#include "core/broker/controller_link.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/elect_leaders.h"
#include "core/wire/messages/list_partition_reassignments.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/stage.h"
#include "sim/workload/client_connection.h"
#include "sim/workload/events.h"
#include "sim/world.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace fl::sim {
namespace {

const TopicPartition kOrders{"orders", PartitionIndex(0)};
constexpr NodeId kOperator{kFirstConsumerNode};

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

  template <class M>
  void ask(std::int32_t broker, std::int64_t at_ms, M request, std::int16_t version) {
    world.add_node({.id = kOperator,
                    .name = "operator",
                    .host = "operator",
                    .node = Host::of(Operator<M>(broker, at_ms, std::move(request), version))});
    world.boot(kOperator);
  }

  template <class R, class M>
  std::optional<R> answer() const {
    return world.node_as<Operator<M>>(kOperator)->template answer<R>();
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
};

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
  using Request = wire::AlterPartitionReassignmentsRequest;
  using Response = wire::AlterPartitionReassignmentsResponse;
  OperatedCluster cluster(21, 1);
  cluster.run_until(12'000);
  const BrokerId old_home = cluster.partition().leader;
  const BrokerId new_home(old_home.value == 3 ? 1 : old_home.value + 1);
  Request request{.timeout_ms = 5'000};
  auto& topic = request.topics.emplace_back();
  topic.name = "orders";
  topic.partitions.push_back({.partition_index = kOrders.partition, .replicas = {{new_home}}});
  cluster.ask(old_home.value, 12'000, request, 1);
  cluster.run_until(13'000);
  const auto response = cluster.answer<Response, Request>();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->responses.at(0).partitions.at(0).error_code, wire::ErrorCode::none);
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

TEST(Operators, HaveThePreferredReplicaElectedWhicheverBrokerTheyAsk) {
  using Request = wire::ElectLeadersRequest;
  using Response = wire::ElectLeadersResponse;
  OperatedCluster cluster(22, 3);
  ASSERT_NO_FATAL_FAILURE(let_another_lead(cluster));
  Request request{.timeout_ms = 5'000};
  request.topic_partitions = std::nullopt;
  cluster.ask(2, 60'000, request, 2);
  cluster.run_until(63'000);
  const auto response = cluster.answer<Response, Request>();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, wire::ErrorCode::none);
  EXPECT_EQ(cluster.partition().leader, cluster.partition().replicas.front());
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
