// Produce: when it is acknowledged, what is refused, and what an idempotent producer may count on.
#include "core/wire/messages/init_producer_id.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace fl::broker {
namespace {

wire::ErrorCode produce(Bench& bench, ConnId conn, const Slice& batch) {
  const auto response = bench.call<wire::ProduceResponse>(conn, produce_of("orders", batch), 9);
  return response ? only(*response).error_code : wire::ErrorCode::network_exception;
}

record::BatchSettings sequenced(ProducerId id, std::int32_t sequence) {
  return {
      .producer_id = id, .producer_epoch = ProducerEpoch(0), .base_sequence = Sequence(sequence)};
}

class Produce : public testing::TestWithParam<std::int16_t> {};

TEST_P(Produce, IsAcknowledgedOnlyWhenTheAppendIsDone) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.is_disk_held = true;
  bench.send(conn, produce_of("orders", batch_of({"a"}), GetParam()), 9);
  EXPECT_FALSE(bench.read(conn).has_value());
  bench.release_disk();
  EXPECT_TRUE(bench.read(conn).has_value());
}

INSTANTIATE_TEST_SUITE_P(Acks, Produce, testing::Values(std::int16_t{1}, std::int16_t{-1}));

TEST(ProduceFlush, WaitsForTheSyncThatFlushMessagesDemands) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders", {{"flush.messages", "1"}}), wire::ErrorCode::none);
  const std::int64_t before = bench.files.syncs;
  ASSERT_EQ(produce(bench, conn, batch_of({"a"})), wire::ErrorCode::none);
  EXPECT_EQ(bench.files.syncs, before + 1);
}

TEST(ProduceFlush, IsDoneInTimeWhereFlushMsDemands) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders", {{"flush.ms", "200"}}), wire::ErrorCode::none);
  ASSERT_EQ(produce(bench, conn, batch_of({"a"})), wire::ErrorCode::none);
  const std::int64_t before = bench.files.syncs;
  bench.advance(199);
  EXPECT_EQ(bench.files.syncs, before);
  bench.advance(1);
  EXPECT_EQ(bench.files.syncs, before + 1);
}

TEST(ProduceAcksNone, IsNotAnsweredButAppended) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.send(conn, produce_of("orders", batch_of({"a"}), 0), 9);
  EXPECT_FALSE(bench.read(conn).has_value());
  const auto fetched = bench.call<wire::FetchResponse>(conn, fetch_of("orders", Offset(0)), 11);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(only(*fetched).high_watermark, Offset(1));
}

TEST(ProduceAcksNone, ClosesTheConnectionOnAnError) {
  Bench bench;
  const ConnId conn = bench.connect();
  bench.send(conn, produce_of("nowhere", batch_of({"a"}), 0), 9);
  EXPECT_TRUE(bench.client(conn).is_closed);
}

TEST(ProduceErrors, AnswerNullRecordsInsteadOfKeepingSilent) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  wire::ProduceRequest request = produce_of("orders", batch_of({"a"}));
  request.topic_data[0].partition_data[0].records.reset();
  const auto response = bench.call<wire::ProduceResponse>(conn, request, 9);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::invalid_record);
}

TEST(ProduceErrors, SayThatTheDiskFailedAndTheBrokerExits) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.files.error = IoError::no_space;
  EXPECT_EQ(produce(bench, conn, batch_of({"a"})), wire::ErrorCode::kafka_storage_error);
  ASSERT_TRUE(bench.exit.has_value());
  EXPECT_EQ(bench.exit->code, 1);
  EXPECT_NE(bench.exit->why.find("no_space"), std::string::npos);
}

TEST(ProduceErrors, TimeOutForAcksAllWhileTheDiskStandsStill) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.is_disk_held = true;
  bench.send(conn, produce_of("orders", batch_of({"a"})), 9);
  bench.advance(30'000);
  const auto response = bench.receive<wire::ProduceResponse>(conn, 9);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::request_timed_out);
  bench.release_disk();
  EXPECT_FALSE(bench.read(conn).has_value());
}

TEST(ProduceCompressed, IsCheckedByAJobAndStoredAsItCame) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  std::vector<std::string> values;
  for (int i = 0; i < 4000; ++i)
    values.push_back("value " + std::to_string(i * 7919));
  const Slice batch = batch_of(values, {.codec = record::Codec::lz4});
  ASSERT_GT(batch.size(), std::size_t{16} << 10);
  bench.all_effects.clear();
  ASSERT_EQ(produce(bench, conn, batch), wire::ErrorCode::none);
  const auto works = std::count_if(bench.all_effects.begin(), bench.all_effects.end(),
                                   [](const Effect& e) { return std::holds_alternative<Work>(e); });
  EXPECT_EQ(works, 1);
  const auto fetched = bench.call<wire::FetchResponse>(conn, fetch_of("orders", Offset(0)), 11);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(only(*fetched).high_watermark, Offset(4000));
  EXPECT_EQ(only(*fetched).records->size(), static_cast<std::int64_t>(batch.size()));
}

TEST(ProduceIdempotent, GetsTheOldAnswerForARetry) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  wire::InitProducerIdRequest init;
  init.transactional_id.reset();
  const auto id = bench.call<wire::InitProducerIdResponse>(conn, init, 4);
  ASSERT_TRUE(id.has_value());
  ASSERT_EQ(id->error_code, wire::ErrorCode::none);
  EXPECT_EQ(id->producer_epoch, ProducerEpoch(0));
  const Slice first = batch_of({"a", "b"}, sequenced(id->producer_id, 0));
  ASSERT_EQ(produce(bench, conn, first), wire::ErrorCode::none);
  const auto again = bench.call<wire::ProduceResponse>(conn, produce_of("orders", first), 9);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(only(*again).error_code, wire::ErrorCode::none);
  EXPECT_EQ(only(*again).base_offset, Offset(0));
  EXPECT_EQ(produce(bench, conn, batch_of({"c"}, sequenced(id->producer_id, 5))),
            wire::ErrorCode::out_of_order_sequence_number);
  EXPECT_EQ(produce(bench, conn, batch_of({"c"}, sequenced(id->producer_id, 2))),
            wire::ErrorCode::none);
}

TEST(ProduceIdempotent, AnswersARetryOnlyWhenTheFirstCopyIsVisible) {
  Bench bench;
  const ConnId conn = bench.connect();
  const ConnId other = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  const Slice batch = batch_of({"a"}, sequenced(ProducerId(5), 0));
  bench.is_disk_held = true;
  bench.send(conn, produce_of("orders", batch), 9);
  bench.send(other, produce_of("orders", batch), 9);
  EXPECT_FALSE(bench.read(other).has_value());
  bench.release_disk();
  ASSERT_TRUE(bench.read(conn).has_value());
  const auto retried = bench.receive<wire::ProduceResponse>(other, 9);
  ASSERT_TRUE(retried.has_value());
  EXPECT_EQ(only(*retried).base_offset, Offset(0));
}

TEST(ProducerIds, AreNeverGivenTwiceAlsoAfterAKill) {
  Bench bench;
  wire::InitProducerIdRequest init;
  init.transactional_id.reset();
  std::set<std::int64_t> given;
  for (int life = 0; life < 3; ++life) {
    const ConnId conn = bench.connect();
    for (int i = 0; i < 1200; ++i) {
      const auto id = bench.call<wire::InitProducerIdResponse>(conn, init, 4);
      ASSERT_TRUE(id.has_value());
      ASSERT_EQ(id->error_code, wire::ErrorCode::none);
      EXPECT_TRUE(given.insert(id->producer_id.value).second);
    }
    bench.boot();
  }
}

}  // namespace
}  // namespace fl::broker
