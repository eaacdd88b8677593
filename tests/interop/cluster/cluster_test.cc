// A cluster of real processes over sockets: how long from nothing to the first record that all
// replicas have, and from the death of a leader to the next one. The times are printed, not judged:
// they are the machine's (docs/performance.md).
#include "tests/interop/cluster/cluster_client.h"
#include "tests/interop/cluster/cluster_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fmt/core.h>
#include <functional>
#include <thread>

namespace fl {
namespace {

using std::chrono::steady_clock;

bool wait_for(const std::function<bool()>& happens, std::chrono::seconds patience) {
  for (const auto until = steady_clock::now() + patience; steady_clock::now() < until;) {
    if (happens()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

constexpr std::chrono::seconds kPatience{20};

/// Writes a record with acks=all to whoever leads; true once that is acknowledged.
bool produce_to_leader(const ClusterProcess& cluster, std::uint16_t asked, const std::string& value,
                       Offset expected) {
  return wait_for(
      [&] {
        const auto state = look_at(asked, "orders");
        if (!state || !cluster.nodes().contains(state->leader)) return false;
        const auto offset = produce(cluster.nodes().at(state->leader).port, "orders", value);
        return offset == expected;
      },
      kPatience);
}

void start_cold(const std::vector<std::string>& arguments, const std::string& name) {
  ClusterProcess cluster(arguments);
  ASSERT_TRUE(cluster.wait_until_ready());
  const double ready_ms = cluster.elapsed_ms();
  const std::uint16_t port = cluster.nodes().at(1).port;
  ASSERT_TRUE(create_topic(port, "orders", 3));
  ASSERT_TRUE(produce_to_leader(cluster, port, "first", Offset(0)));
  fmt::print("{}: ready after {:.0f} ms, first record acknowledged by all after {:.0f} ms\n", name,
             ready_ms, cluster.elapsed_ms());
  EXPECT_EQ(look_at(port, "orders")->in_sync.size(), 3U);
  EXPECT_EQ(cluster.stop(), 0);
}

TEST(Cluster, StartsColdAndTakesARecordOnThreeBrokers) {
  for (int i = 0; i < 3; ++i)
    start_cold({"--brokers", "3"}, "3 brokers that are controllers");
}

TEST(Cluster, StartsColdWithControllersOfTheirOwn) {
  start_cold({"--brokers", "3", "--controllers", "3"}, "3 brokers, 3 controllers");
}

TEST(Cluster, StartsColdWithKafkasTimers) {
  start_cold({"--brokers", "3", "--config", "controller.quorum.election.timeout.ms=1000",
              "--config", "controller.quorum.election.backoff.max.ms=1000", "--config",
              "controller.quorum.fetch.timeout.ms=2000", "--config",
              "broker.heartbeat.interval.ms=2000", "--config", "broker.session.timeout.ms=9000"},
             "3 brokers with Kafka's timers");
}

TEST(Cluster, GoesOnWhenALeaderIsKilledAndTakesItBack) {
  ClusterProcess cluster({"--brokers", "3", "--controllers", "3"});
  ASSERT_TRUE(cluster.wait_until_ready());
  ASSERT_TRUE(create_topic(cluster.nodes().at(1).port, "orders", 3));
  ASSERT_TRUE(produce_to_leader(cluster, cluster.nodes().at(1).port, "before", Offset(0)));
  const int leader = look_at(cluster.nodes().at(1).port, "orders")->leader;
  const ClusterNode killed = cluster.nodes().at(leader);
  const std::uint16_t other = cluster.nodes().at(leader == 1 ? 2 : 1).port;

  const auto begun = steady_clock::now();
  ::kill(killed.pid, SIGKILL);
  ASSERT_TRUE(produce_to_leader(cluster, other, "after", Offset(1)));
  fmt::print("fail-over: the next record is acknowledged {:.0f} ms after kill -9\n",
             std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count());
  EXPECT_EQ(look_at(other, "orders")->in_sync.size(), 2U);

  const RestartedNode again(killed.config);
  EXPECT_TRUE(wait_for(
      [&] {
        const auto state = look_at(killed.port, "orders");
        return state && state->in_sync.size() == 3;
      },
      kPatience));
}

}  // namespace
}  // namespace fl
