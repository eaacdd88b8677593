// The life of a broker: what it refuses to start on, what deleted and recreated topics leave, and
// that a copy of it goes on like the original.
#include "core/broker/commands.h"
#include "core/wire/messages/delete_topics.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace fl::broker {
namespace {

bool has_file_below(const Bench& bench, const std::string& prefix) {
  return std::any_of(bench.files.files.begin(), bench.files.files.end(),
                     [&](const auto& file) { return file.first.starts_with(prefix); });
}

void delete_topic(Bench& bench, ConnId conn, const std::string& name) {
  wire::DeleteTopicsRequest request{.timeout_ms = 5000};
  request.topic_names = {name};
  const auto response = bench.call<wire::DeleteTopicsResponse>(conn, request, 4);
  ASSERT_TRUE(response.has_value());
  ASSERT_EQ(response->responses.at(0).error_code, wire::ErrorCode::none);
}

TEST(BrokerStart, IsRefusedOnADirectoryOfAnotherNode) {
  Bench bench;
  const std::string text = "version=1\nnode.id=2\ncluster.id=abc\n";
  bench.files.files["data/meta.properties"] =
      std::make_shared<ByteVector>(text.begin(), text.end());
  bench.boot();
  ASSERT_TRUE(bench.exit.has_value());
  EXPECT_EQ(bench.exit->code, 1);
  EXPECT_NE(bench.exit->why.find("node id"), std::string::npos);
}

TEST(BrokerStart, IsRefusedForABadConfiguration) {
  Bench bench(Properties{{"num.partitions", "many"}});
  ASSERT_TRUE(bench.exit.has_value());
  EXPECT_EQ(bench.exit->code, 1);
  EXPECT_NE(bench.exit->why.find("num.partitions"), std::string::npos);
}

TEST(BrokerStart, KeepsItsClusterId) {
  Bench bench;
  const std::string cluster = bench.server().cluster_id;
  EXPECT_EQ(cluster.size(), 22U);
  bench.boot();
  EXPECT_EQ(bench.server().cluster_id, cluster);
}

TEST(BrokerStart, RenamesTheLogOfAnUnknownTopic) {
  Bench bench;
  bench.files.files["data/ghost-0/00000000000000000000.log"] = std::make_shared<ByteVector>();
  bench.boot();
  EXPECT_EQ(bench.server().phase, Phase::running);
  EXPECT_FALSE(has_file_below(bench, "data/ghost-0/"));
  EXPECT_TRUE(has_file_below(bench, "data/ghost-0."));
}

TEST(DeletedTopic, LosesItsDirectoryAfterTheDelay) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders", {{"file.delete.delay.ms", "1000"}}),
            wire::ErrorCode::none);
  ASSERT_TRUE(has_file_below(bench, "data/orders-0/"));
  delete_topic(bench, conn, "orders");
  EXPECT_FALSE(has_file_below(bench, "data/orders-0/"));
  EXPECT_TRUE(has_file_below(bench, "data/orders-0."));
  bench.advance(1000);
  EXPECT_FALSE(has_file_below(bench, "data/orders-0"));
}

TEST(DeletedTopic, LeavesNothingToItsSuccessor) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ASSERT_TRUE(bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"a"})), 9));
  delete_topic(bench, conn, "orders");
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  const auto produced =
      bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"b"})), 9);
  ASSERT_TRUE(produced.has_value());
  EXPECT_EQ(only(*produced).base_offset, Offset(0));
  bench.boot();
  EXPECT_EQ(bench.server().phase, Phase::running);
  EXPECT_FALSE(has_file_below(bench, "data/orders-0."));
  EXPECT_TRUE(has_file_below(bench, "data/orders-0/"));
}

TEST(CleanStop, ClosesConnectionsAndWritesCheckpoints) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ASSERT_TRUE(bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"a"})), 9));
  bench.send(conn, fetch_of("orders", Offset(1), 10'000), 11);
  bench.command(DescribedValue::of(Shutdown{.reason = "test"}));
  EXPECT_TRUE(bench.client(conn).is_closed);
  ASSERT_TRUE(bench.exit.has_value());
  const auto& recovery = *bench.files.files.at("data/recovery-point-offset-checkpoint");
  EXPECT_NE(as_text(recovery).find("orders 0 1"), std::string_view::npos);
  const auto& committed = *bench.files.files.at("data/replication-offset-checkpoint");
  EXPECT_NE(as_text(committed).find("orders 0 1"), std::string_view::npos);
}

TEST(CleanStop, WaitsForAnAppendThatIsUnderWay) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.is_disk_held = true;
  bench.send(conn, produce_of("orders", batch_of({"a"})), 9);
  bench.command(DescribedValue::of(Shutdown{.reason = "test"}));
  EXPECT_FALSE(bench.exit.has_value());
  EXPECT_FALSE(bench.files.files.contains("data/.kafka_cleanshutdown"));
  bench.release_disk();
  ASSERT_TRUE(bench.exit.has_value());
  EXPECT_TRUE(bench.files.files.contains("data/.kafka_cleanshutdown"));
}

TEST(CopiedBroker, GoesOnLikeTheOriginal) {
  Bench original;
  const ConnId conn = original.connect();
  ASSERT_EQ(create_topic(original, conn, "orders"), wire::ErrorCode::none);
  original.send(conn, fetch_of("orders", Offset(0), 400), 11);
  Broker copy = original.broker();
  const Broker kept = copy;
  const Draw draw(1);
  const auto effects_of = [&draw](Broker& broker) {
    std::vector<Effect> effects;
    std::vector<StepId> causes;
    Context context{NodeId(1),
                    1,
                    Instant(9'000'000'000),
                    Timestamp(1'700'000'009'000),
                    draw,
                    effects,
                    nullptr,
                    StepId(1),
                    causes};
    broker.step(context, Fired{TimerId(1)});
    Digest digest;
    for (const Effect& effect : effects)
      absorb(digest, effect);
    return digest.value();
  };
  const std::uint64_t first = effects_of(copy);
  Broker again = kept;
  EXPECT_EQ(effects_of(again), first);
  EXPECT_EQ(original.server().rows.fetches.size(), 1U);
  EXPECT_EQ(copy.server().rows.fetches.size(), 0U);
}

}  // namespace
}  // namespace fl::broker
