// Three brokers and three controllers in the simulated world: they find each other, replicate, and
// go on when a leader or the active controller dies.
#include "core/broker/broker.h"
#include "core/broker/controller_link.h"
#include "core/wire/messages/metadata.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/stage.h"
#include "sim/workload/client_connection.h"
#include "sim/workload/events.h"
#include "sim/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

namespace fl::sim {
namespace {

const TopicPartition kOrders{"orders", PartitionIndex(0)};

Instant at(std::int64_t ms) {
  return Instant(ms * kNanosecondsPerMillisecond);
}

class Cluster {
 public:
  explicit Cluster(std::uint64_t seed, Properties topic_config = {{"min.insync.replicas", "2"}})
      : world(seed) {
    scenario.cluster = {.brokers = 3, .controllers = 3, .config = {}};
    scenario.topics = {
        {.name = "orders", .partitions = 1, .replicas = 3, .config = std::move(topic_config)}};
    ProducerSpec producer{.name = "p1", .topic = "orders"};
    producer.rate_per_second = 50;
    producer.request_timeout_ns = 3 * kNanosecondsPerSecond;
    scenario.producers = {producer};
    set_stage(world, scenario, {});
  }

  const broker::Server& server(NodeId node) const {
    return world.node_as<broker::Broker>(node)->server();
  }

  std::optional<NodeId> active_controller() const {
    std::optional<NodeId> found;
    for (std::int32_t i = 0; i < 3; ++i) {
      const NodeId node(kFirstControllerNode + i);
      if (!world.is_running(node) || !broker::is_active_controller(server(node))) continue;
      EXPECT_FALSE(found.has_value()) << "two active controllers";
      found = node;
    }
    return found;
  }

  /// As the brokers that run know it; nothing if they differ or there is none.
  std::optional<NodeId> leader() const {
    std::optional<NodeId> found;
    for (std::int32_t id = 1; id <= 3; ++id) {
      if (!world.is_running(NodeId(id))) continue;
      const metadata::PartitionImage* image = server(NodeId(id)).image.partition(kOrders);
      if (image == nullptr || image->leader == metadata::kNoLeader) return std::nullopt;
      if (found && found->value != image->leader.value) return std::nullopt;
      found = NodeId(image->leader.value);
    }
    return found;
  }

  const metadata::PartitionImage& partition(NodeId seen_by) const {
    return *server(seen_by).image.partition(kOrders);
  }

  const broker::Partition& replica(NodeId node) const {
    return *broker::find_partition(server(node), kOrders);
  }

  std::int64_t acknowledged() const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < world.story().size(); ++i) {
      const auto& event = world.story()[i];
      if (event.is<RecordsAcknowledged>())
        count += static_cast<std::int64_t>(event.as<RecordsAcknowledged>().numbers.size());
    }
    return count;
  }

  Scenario scenario;
  World world;
};

/// A client that asks for a topic that is not there, and lets it be created.
class AsksMetadata {
 public:
  explicit AsksMetadata(ClientAddress address)
      : connection_("asker", {std::move(address)}, 3 * kNanosecondsPerSecond) {}

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Arm{.timer = kStart, .deadline = at(8'000)});
    else if (!connection_.step(context, input))
      connection_.dial(context);
    if (!connection_.take_became_ready()) return;
    wire::MetadataRequest request{.allow_auto_topic_creation = true};
    request.topics.emplace().push_back({.name = "on-demand"});
    connection_.send(context, request, 12);
  }

 private:
  static constexpr TimerId kStart{ClientConnection::kFirstOwnTimer};
  ClientConnection connection_;
};

TEST(ThreeBrokers, ElectAControllerRegisterAndReplicate) {
  Cluster cluster(7);
  cluster.world.run_until(at(15'000));
  ASSERT_FALSE(cluster.world.failure().has_value()) << cluster.world.failure()->what;
  ASSERT_TRUE(cluster.active_controller().has_value());
  const auto leader = cluster.leader();
  ASSERT_TRUE(leader.has_value());
  EXPECT_EQ(cluster.partition(*leader).isr.size(), 3U);
  EXPECT_GT(cluster.acknowledged(), 300);
  for (std::int32_t id = 1; id <= 3; ++id)
    EXPECT_GT(cluster.replica(NodeId(id)).log.visible_end(), Offset(300)) << id;
}

TEST(ThreeBrokers, GoOnWithAnotherLeaderWhenTheirsIsKilledAndLoseNothing) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    Cluster cluster(seed);
    cluster.world.run_until(at(12'000));
    const auto old_leader = cluster.leader();
    ASSERT_TRUE(old_leader.has_value());
    const LeaderEpoch old_epoch = cluster.partition(*old_leader).leader_epoch;
    cluster.world.apply(
        {.kind = ActionKind::crash, .node = *old_leader, .crash = CrashKind::power_loss});
    cluster.world.run_until(at(12'001));
    const std::int64_t before = cluster.acknowledged();
    cluster.world.run_until(at(40'000));
    ASSERT_FALSE(cluster.world.failure().has_value()) << cluster.world.failure()->what;
    const auto leader = cluster.leader();
    ASSERT_TRUE(leader.has_value()) << "seed " << seed;
    EXPECT_NE(*leader, *old_leader);
    EXPECT_GT(cluster.partition(*leader).leader_epoch, old_epoch);
    EXPECT_EQ(cluster.partition(*leader).isr.size(), 2U);
    EXPECT_GT(cluster.acknowledged(), before + 300);
    // It comes back, follows, and is in sync again.
    cluster.world.boot(*old_leader);
    cluster.world.run_until(at(70'000));
    ASSERT_FALSE(cluster.world.failure().has_value()) << cluster.world.failure()->what;
    const auto last = cluster.leader();
    ASSERT_TRUE(last.has_value()) << "seed " << seed;
    EXPECT_EQ(cluster.partition(*last).isr.size(), 3U) << "seed " << seed;
    EXPECT_GE(cluster.replica(*last).high_watermark.value, cluster.acknowledged());
  }
}

TEST(ThreeBrokers, GoOnWhenTheActiveControllerIsKilled) {
  Cluster cluster(11);
  cluster.world.run_until(at(12'000));
  const auto old_controller = cluster.active_controller();
  ASSERT_TRUE(old_controller.has_value());
  cluster.world.apply(
      {.kind = ActionKind::crash, .node = *old_controller, .crash = CrashKind::process_kill});
  cluster.world.run_until(at(20'000));
  const auto controller = cluster.active_controller();
  ASSERT_TRUE(controller.has_value());
  EXPECT_NE(*controller, *old_controller);
  const auto old_leader = cluster.leader();
  ASSERT_TRUE(old_leader.has_value());
  // The new controller fences brokers as the old one did.
  cluster.world.apply(
      {.kind = ActionKind::crash, .node = *old_leader, .crash = CrashKind::process_kill});
  cluster.world.run_until(at(60'000));
  ASSERT_FALSE(cluster.world.failure().has_value()) << cluster.world.failure()->what;
  const auto leader = cluster.leader();
  ASSERT_TRUE(leader.has_value());
  EXPECT_NE(*leader, *old_leader);
}

TEST(ThreeBrokers, AnswerNothingAcknowledgedWhileTwoOfThreeAreGone) {
  Cluster cluster(5);
  cluster.world.run_until(at(12'000));
  const auto leader = cluster.leader();
  ASSERT_TRUE(leader.has_value());
  for (std::int32_t id = 1; id <= 3; ++id)
    if (NodeId(id) != *leader)
      cluster.world.apply(
          {.kind = ActionKind::crash, .node = NodeId(id), .crash = CrashKind::process_kill});
  // Their sessions end, the ISR shrinks below min.insync.replicas.
  cluster.world.run_until(at(25'000));
  const std::int64_t before = cluster.acknowledged();
  cluster.world.run_until(at(35'000));
  EXPECT_EQ(cluster.acknowledged(), before);
  EXPECT_EQ(cluster.partition(*leader).isr.size(), 1U);
}

TEST(ThreeBrokers, CreateTopicsOnDemandThroughTheControllerWhomeverAClientAsks) {
  Cluster cluster(9);
  cluster.world.add_node(
      {.id = NodeId(kFirstConsumerNode),
       .name = "consumer c1",
       .host = "c1",
       .node = Host::of(AsksMetadata({.host = broker_host(2), .port = kBrokerPort}))});
  cluster.world.boot(NodeId(kFirstConsumerNode));
  cluster.world.run_until(at(15'000));
  ASSERT_FALSE(cluster.world.failure().has_value()) << cluster.world.failure()->what;
  EXPECT_NE(cluster.server(NodeId(1)).image.topic("on-demand"), nullptr);
}

TEST(ThreeBrokers, AreTheSameRunForTheSameSeed) {
  const auto hash = [](std::uint64_t seed) {
    Cluster cluster(seed);
    cluster.world.run_until(at(10'000));
    return cluster.world.hash();
  };
  EXPECT_EQ(hash(3), hash(3));
  EXPECT_NE(hash(3), hash(4));
}

}  // namespace
}  // namespace fl::sim
