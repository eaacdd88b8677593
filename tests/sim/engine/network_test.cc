#include "sim/network.h"

#include "tests/sim/engine/toys.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

const Pinger& pinger(const World& world) {
  return *world.node_as<Pinger>(kPingNode);
}

TEST(Network, BytesArriveWholeAndInOrderHoweverTheyAreCut) {
  World world = echo_world(3, {.size = 300'000, .pings_max = 5});
  world.apply(
      {.kind = ActionKind::fragment_link, .node = kEchoNode, .other = kPingNode, .amount = 700});
  world.run_until(seconds(60));
  EXPECT_EQ(pinger(world).pings, 5);
  EXPECT_EQ(pinger(world).back, 300'000);
  EXPECT_TRUE(pinger(world).is_intact);
  EXPECT_EQ(world.node_as<Echo>(kEchoNode)->bytes, 1'500'000);
  EXPECT_EQ(world.node_as<Echo>(kEchoNode)->closed, 1);
}

TEST(Network, ARoundTripTakesTwoLatencies) {
  const Hardware hardware{.step_ns = 1, .network_ns = 1'000'000, .network_jitter_ns = 0};
  World world = echo_world(3, {.size = 1}, hardware);
  world.run_until(seconds(1));
  // The dial takes one round trip.
  EXPECT_GE(pinger(world).pings, 498);
  EXPECT_LE(pinger(world).pings, 500);
}

TEST(Network, ThrottlingALinkLimitsItsBytesPerSecond) {
  World world = echo_world(3, {.size = 100'000});
  world.apply({.kind = ActionKind::throttle_link,
               .node = kPingNode,
               .other = kEchoNode,
               .is_one_way = true,
               .amount = 50'000});
  world.run_until(seconds(20));
  EXPECT_NEAR(static_cast<double>(world.node_as<Echo>(kEchoNode)->bytes), 1'000'000, 60'000);
}

TEST(Network, NobodyListensIsRefusedNobodyThereIsUnreachable) {
  World world(1);
  world.add_node(
      {.id = NodeId(1), .name = "a", .host = "a", .node = Host::of(Pinger{.host = "b"})});
  world.add_node(
      {.id = NodeId(2), .name = "b", .host = "b", .node = Host::of(Pinger{.host = "c"})});
  world.boot(NodeId(1));
  world.boot(NodeId(2));
  world.run_until(seconds(1));
  EXPECT_EQ(world.node_as<Pinger>(NodeId(1))->errors, std::vector{ConnectError::refused});
  EXPECT_EQ(world.node_as<Pinger>(NodeId(2))->errors, std::vector{ConnectError::unreachable});
}

TEST(Network, APartitionHoldsBytesBackUntilItHeals) {
  World world = echo_world(3);
  world.run_until(milliseconds(100));
  world.apply({.kind = ActionKind::partition_link,
               .node = kEchoNode,
               .other = kPingNode,
               .is_one_way = true});
  world.run_until(milliseconds(110));
  const std::int64_t stuck = pinger(world).pings;
  world.run_until(seconds(5));
  EXPECT_EQ(pinger(world).pings, stuck);
  world.apply({.kind = ActionKind::heal_link, .node = kEchoNode, .other = kPingNode});
  world.run_until(seconds(6));
  EXPECT_GT(pinger(world).pings, stuck + 100);
  EXPECT_TRUE(pinger(world).is_intact);
  EXPECT_TRUE(pinger(world).closed.empty());
}

TEST(Network, ADialIntoAPartitionTimesOut) {
  World world(1);
  World cut = echo_world(3);
  cut.apply({.kind = ActionKind::partition_link, .node = kPingNode, .other = kEchoNode});
  cut.run_until(seconds(60));
  EXPECT_EQ(pinger(cut).errors, std::vector{ConnectError::timeout});
}

TEST(Network, AStallEndsByItself) {
  World world = echo_world(3);
  world.apply({.kind = ActionKind::stall_link,
               .node = kPingNode,
               .other = kEchoNode,
               .amount = seconds(2).value});
  world.run_until(milliseconds(1'900));
  EXPECT_LE(pinger(world).pings, 1);
  world.run_until(seconds(4));
  EXPECT_GT(pinger(world).pings, 100);
}

TEST(Network, AProcessKillEndsConnectionsAndRefusesNewOnes) {
  World world = echo_world(3);
  world.run_until(milliseconds(100));
  world.apply({.kind = ActionKind::crash, .node = kEchoNode});
  world.run_until(milliseconds(200));
  ASSERT_EQ(pinger(world).closed.size(), 1u);
  world.apply({.kind = ActionKind::restart, .node = kPingNode});
  world.run_until(milliseconds(300));
  EXPECT_EQ(pinger(world).errors, std::vector{ConnectError::refused});
}

TEST(Network, APowerLossTellsPeersNothingUntilTheySendAgainAfterTheReboot) {
  World world = echo_world(3);
  world.run_until(milliseconds(100));
  world.apply({.kind = ActionKind::crash, .node = kEchoNode, .crash = CrashKind::power_loss});
  world.run_until(seconds(30));
  EXPECT_TRUE(pinger(world).closed.empty());
  world.apply({.kind = ActionKind::restart, .node = kEchoNode});
  world.run_until(seconds(31));
  // The pinger's last ping was under way, unless its answer was: only then it waits for ever.
  const bool was_under_way = world.node_as<Echo>(kEchoNode)->bytes == 0;
  EXPECT_TRUE(was_under_way);
  EXPECT_LE(pinger(world).closed.size(), 1u);
}

TEST(Network, AHalfOpenConnectionIsSilentForEver) {
  World world = echo_world(3);
  world.run_until(milliseconds(100));
  world.apply({.kind = ActionKind::half_open_link, .node = kEchoNode, .other = kPingNode});
  world.run_until(milliseconds(101));
  const std::int64_t stuck = pinger(world).pings;
  world.run_until(seconds(1'000));
  EXPECT_EQ(pinger(world).pings, stuck);
  EXPECT_TRUE(pinger(world).closed.empty());
}

TEST(Network, AResetReachesBothEnds) {
  World world = echo_world(3);
  world.run_until(milliseconds(100));
  world.apply({.kind = ActionKind::reset_link, .node = kEchoNode, .other = kPingNode});
  world.run_until(milliseconds(200));
  EXPECT_EQ(pinger(world).closed, std::vector{CloseReason::reset});
  EXPECT_EQ(world.node_as<Echo>(kEchoNode)->closed, 1);
}

TEST(Network, TheOutsideTalksToANodeWithoutLatencyAndSeesItsEnd) {
  World world = echo_world(3);
  const auto connection = world.open_outside(kEchoNode, ListenerId(0), "127.0.0.1:5555");
  ASSERT_TRUE(connection.has_value());
  world.push(*connection, Slice::literal("hello"));
  world.run_until(milliseconds(1));
  std::string answer;
  for (const Slice& slice : world.take(*connection))
    answer += slice.text();
  EXPECT_EQ(answer, "hello");
  EXPECT_FALSE(world.ended(*connection).has_value());
  world.apply({.kind = ActionKind::crash, .node = kEchoNode});
  world.run_until(milliseconds(2));
  EXPECT_TRUE(world.ended(*connection).has_value());
  EXPECT_FALSE(world.open_outside(kEchoNode, ListenerId(0), "127.0.0.1:5556").has_value());
}

/// Never reads; says when it could send.
struct Mute {
  void step(Context& context, const Input& input) {
    static_cast<void>(context);
    static_cast<void>(input);
  }
};

struct Flooder {
  std::int64_t sent = 0;
  std::int64_t credited = 0;

  void flood(Context& context, ConnId conn) {
    context.emit(Send{conn, {Slice(ByteVector(100'000))}, true});
    sent += 100'000;
  }

  void step(Context& context, const Input& input) {
    if (std::holds_alternative<Boot>(input))
      context.emit(Dial{ConnId(-1), "mute", kEchoPort, Security::plaintext});
    if (const auto* connected = std::get_if<Connected>(&input)) flood(context, connected->conn);
    if (const auto* writable = std::get_if<Writable>(&input)) {
      credited += writable->credit;
      flood(context, writable->conn);
    }
  }
};

TEST(Network, APeerThatReadsNothingStopsItsSender) {
  World world(1);
  world.add_node(
      {.id = NodeId(1),
       .name = "mute",
       .host = "mute",
       .node = Host::of(Mute{}),
       .listeners = {{.id = ListenerId(0), .name = "P", .host = "", .port = kEchoPort}}});
  world.add_node(
      {.id = NodeId(2), .name = "flooder", .host = "flooder", .node = Host::of(Flooder{})});
  world.boot(NodeId(1));
  world.boot(NodeId(2));
  world.run_until(seconds(10));
  const auto* flooder = world.node_as<Flooder>(NodeId(2));
  EXPECT_LE(flooder->credited, kWindowBytes);
  EXPECT_EQ(flooder->sent, flooder->credited + 100'000);
}

}  // namespace
}  // namespace fl::sim
