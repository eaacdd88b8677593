// Three whole brokers in the simulated world under each of the historical ways to make logs agree:
// followers ask over the network what core/replication wants to know, and are in sync again after
// their leader died, after their disk was lost, and after their leader's log moved past theirs.
#include "core/broker/broker.h"
#include "core/replication/events.h"
#include "core/replication/switches.h"
#include "core/wire/messages/delete_records.h"
#include "sim/scenario/cast.h"
#include "sim/scenario/stage.h"
#include "sim/workload/client_connection.h"
#include "sim/world.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace fl::replication {
namespace {

const TopicPartition kOrders{"orders", PartitionIndex(0)};

Instant at(std::int64_t ms) {
  return Instant(ms * kNanosecondsPerMillisecond);
}

class Brokers3 {
 public:
  Brokers3(std::uint64_t seed, Properties properties) : world(seed) {
    scenario.cluster = {.brokers = 3, .controllers = 3, .config = std::move(properties)};
    scenario.topics = {{.name = "orders",
                        .partitions = 1,
                        .replicas = 3,
                        .config = {{"min.insync.replicas", "2"}}}};
    sim::ProducerSpec producer{.name = "p1", .topic = "orders"};
    producer.rate_per_second = 50;
    producer.request_timeout_ns = 3 * kNanosecondsPerSecond;
    scenario.producers = {producer};
    sim::set_stage(world, scenario, {});
  }

  const broker::Server& server(NodeId node) const {
    return world.node_as<broker::Broker>(node)->server();
  }

  const metadata::PartitionImage& image(NodeId seen_by) const {
    return *server(seen_by).image.partition(kOrders);
  }

  const broker::Partition& replica(NodeId node) const {
    return *broker::find_partition(server(node), kOrders);
  }

  /// As the first broker that runs knows it.
  NodeId leader() const {
    for (std::int32_t id = 1; id <= 3; ++id)
      if (world.is_running(NodeId(id))) return NodeId(image(NodeId(id)).leader.value);
    return NodeId(-1);
  }

  NodeId follower() const { return NodeId(leader().value % 3 + 1); }

  template <class E>
  bool was_told(bool (*is_it)(const E&)) const {
    for (std::size_t i = 0; i < world.story().size(); ++i)
      if (world.story()[i].is<E>() && is_it(world.story()[i].as<E>())) return true;
    return false;
  }

  sim::Scenario scenario;
  sim::World world;
};

void crash(Brokers3& brokers, NodeId node, sim::CrashKind kind) {
  brokers.world.apply({.kind = sim::ActionKind::crash, .node = node, .crash = kind});
}

TEST(Brokers, AreInSyncAgainAfterALossOfPowerOfTheirLeaderInEachMode) {
  for (const Truncation truncation : {Truncation::hw, Truncation::kip101, Truncation::kip279,
                                      Truncation::kip320, Truncation::onfetch}) {
    SCOPED_TRACE(name_of(truncation));
    Brokers3 brokers(
        3, {{std::string(kSwitchPrefix) + "truncation", std::string(name_of(truncation))}});
    brokers.world.run_until(at(12'000));
    const NodeId old_leader = brokers.leader();
    ASSERT_EQ(brokers.server(old_leader).replication.switches.truncation, truncation);
    crash(brokers, old_leader, sim::CrashKind::power_loss);
    brokers.world.run_until(at(30'000));
    EXPECT_NE(brokers.leader(), old_leader);
    brokers.world.boot(old_leader);
    brokers.world.run_until(at(60'000));
    ASSERT_FALSE(brokers.world.failure().has_value()) << brokers.world.failure()->what;
    EXPECT_EQ(brokers.image(brokers.leader()).isr.size(), 3U);
    for (std::int32_t id = 1; id <= 3; ++id)
      EXPECT_GT(brokers.replica(NodeId(id)).log.visible_end(), Offset(1'000)) << id;
  }
}

/// A client that deletes all records of "orders" that are committed.
class DeletesRecords {
 public:
  explicit DeletesRecords(sim::ClientAddress address)
      : connection_("deleter", {std::move(address)}, 3 * kNanosecondsPerSecond) {}

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Arm{.timer = kStart, .deadline = context.now + kNanosecondsPerMillisecond});
    else if (!connection_.step(context, input))
      connection_.dial(context);
    if (!connection_.take_became_ready()) return;
    wire::DeleteRecordsRequest request{.timeout_ms = 3'000};
    request.topics.push_back({.name = "orders"});
    request.topics[0].partitions.push_back({.offset = Offset(-1)});
    connection_.send(context, request, 2);
  }

 private:
  static constexpr TimerId kStart{sim::ClientConnection::kFirstOwnTimer};
  sim::ClientConnection connection_;
};

TEST(Brokers, ComeIntoTheIsrWithAnEmptyDiskAndALeaderWhoseLogBeginsLater) {
  Brokers3 brokers(4, {});
  brokers.world.run_until(at(12'000));
  const NodeId leader = brokers.leader();
  const NodeId follower = brokers.follower();
  crash(brokers, follower, sim::CrashKind::disk_loss);
  const NodeId client(sim::kFirstConsumerNode);
  const sim::ClientAddress address{.host = sim::broker_host(leader.value),
                                   .port = sim::kBrokerPort};
  brokers.world.add_node({.id = client,
                          .name = "consumer c1",
                          .host = "c1",
                          .node = sim::Host::of(DeletesRecords(address))});
  brokers.world.boot(client);
  brokers.world.run_until(at(25'000));
  ASSERT_EQ(brokers.leader(), leader);
  ASSERT_GT(brokers.replica(leader).log.start(), Offset(0));
  brokers.world.boot(follower);
  brokers.world.run_until(at(50'000));
  ASSERT_FALSE(brokers.world.failure().has_value()) << brokers.world.failure()->what;
  EXPECT_TRUE(brokers.was_told<FollowerTruncated>(
      [](const FollowerTruncated& event) { return event.restarts && event.to > Offset(0); }));
  EXPECT_EQ(brokers.image(leader).isr.size(), 3U);
  EXPECT_GT(brokers.replica(follower).log.start(), Offset(0));
}

TEST(Brokers, DoNotStartWithASwitchThatIsNotThere) {
  Brokers3 brokers(5, {{"faultline.switch.trunction", "hw"}});
  brokers.world.run_until(at(5'000));
  EXPECT_FALSE(brokers.world.is_running(NodeId(1)));
}

}  // namespace
}  // namespace fl::replication
