// From boot to records read back: the thin thread through a broker.
#include "core/broker/commands.h"
#include "core/wire/messages/api_versions.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

namespace fl::broker {
namespace {

TEST(Broker, ServesAfterItsFirstBoot) {
  Bench bench;
  EXPECT_EQ(bench.server().phase, Phase::running);
  EXPECT_FALSE(bench.exit.has_value());
  EXPECT_TRUE(bench.files.files.contains("data/meta.properties"));
}

TEST(Broker, AnswersApiVersionsWithTheServedApis) {
  Bench bench;
  const ConnId conn = bench.connect();
  const auto response = bench.call<wire::ApiVersionsResponse>(
      conn, wire::ApiVersionsRequest{.client_software_name = "t", .client_software_version = "1"},
      3);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, wire::ErrorCode::none);
  EXPECT_FALSE(response->api_keys.empty());
  EXPECT_EQ(response->api_keys.front().max_version, 13);
}

TEST(Broker, ReadsBackWhatWasProduced) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  const Slice batch = batch_of({"a", "b", "c"});
  const auto produced = bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch), 9);
  ASSERT_TRUE(produced.has_value());
  EXPECT_EQ(only(*produced).error_code, wire::ErrorCode::none);
  EXPECT_EQ(only(*produced).base_offset, Offset(0));
  const auto fetched = bench.call<wire::FetchResponse>(conn, fetch_of("orders", Offset(0)), 11);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(only(*fetched).error_code, wire::ErrorCode::none);
  EXPECT_EQ(only(*fetched).high_watermark, Offset(3));
  ASSERT_TRUE(only(*fetched).records.has_value());
  EXPECT_EQ(only(*fetched).records->size(), static_cast<std::int64_t>(batch.size()));
}

TEST(Broker, KeepsRecordsOverACleanStop) {
  Bench bench;
  ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ASSERT_TRUE(bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"a"})), 9));
  bench.command(DescribedValue::of(Shutdown{.reason = "test"}));
  ASSERT_TRUE(bench.exit.has_value());
  EXPECT_EQ(bench.exit->code, 0);
  EXPECT_TRUE(bench.files.files.contains("data/.kafka_cleanshutdown"));
  bench.boot();
  ASSERT_EQ(bench.server().phase, Phase::running);
  EXPECT_FALSE(bench.files.files.contains("data/.kafka_cleanshutdown"));
  conn = bench.connect();
  const auto fetched = bench.call<wire::FetchResponse>(conn, fetch_of("orders", Offset(0)), 11);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(only(*fetched).high_watermark, Offset(1));
}

TEST(Broker, KeepsRecordsOverAKill) {
  Bench bench;
  ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ASSERT_TRUE(bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"a"})), 9));
  bench.boot();
  ASSERT_EQ(bench.server().phase, Phase::running);
  conn = bench.connect();
  const auto produced =
      bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch_of({"b"})), 9);
  ASSERT_TRUE(produced.has_value());
  EXPECT_EQ(only(*produced).base_offset, Offset(1));
}

}  // namespace
}  // namespace fl::broker
