// Fetch: what is waited for, what comes back, and sessions.
#include "core/record/batch.h"
#include "core/wire/messages/delete_topics.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

namespace fl::broker {
namespace {

struct Ready {
  Bench bench;
  ConnId producer;
  ConnId consumer;

  explicit Ready(Properties properties = {}) : bench(std::move(properties)) {
    producer = bench.connect();
    consumer = bench.connect();
    EXPECT_EQ(create_topic(bench, producer, "orders"), wire::ErrorCode::none);
  }

  Slice produce(const std::string& value) {
    Slice batch = batch_of({value});
    const auto response =
        bench.call<wire::ProduceResponse>(producer, produce_of("orders", batch), 9);
    EXPECT_TRUE(response.has_value());
    EXPECT_EQ(only(*response).error_code, wire::ErrorCode::none);
    return batch;
  }

  std::optional<wire::FetchResponse> fetch(const wire::FetchRequest& request) {
    return bench.call<wire::FetchResponse>(consumer, request, 11);
  }
};

TEST(Fetch, IsAnsweredWhenRecordsArrive) {
  Ready ready;
  ready.bench.send(ready.consumer, fetch_of("orders", Offset(0), 10'000), 11);
  EXPECT_FALSE(ready.bench.read(ready.consumer).has_value());
  ready.produce("a");
  const auto response = ready.bench.receive<wire::FetchResponse>(ready.consumer, 11);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).high_watermark, Offset(1));
  EXPECT_GT(only(*response).records->size(), 0);
}

TEST(Fetch, IsHeldBackUntilMinBytesAreThere) {
  Ready ready;
  const std::int64_t one = static_cast<std::int64_t>(batch_of({"a"}).size());
  ready.bench.send(ready.consumer,
                   fetch_of("orders", Offset(0), 10'000, static_cast<std::int32_t>(one + 1)), 11);
  ready.produce("a");
  EXPECT_FALSE(ready.bench.read(ready.consumer).has_value());
  ready.produce("b");
  const auto response = ready.bench.receive<wire::FetchResponse>(ready.consumer, 11);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).records->size(), 2 * one);
}

TEST(Fetch, IsAnsweredEmptyAtItsDeadline) {
  Ready ready;
  ready.bench.send(ready.consumer, fetch_of("orders", Offset(0), 300), 11);
  ready.bench.advance(299);
  EXPECT_FALSE(ready.bench.read(ready.consumer).has_value());
  ready.bench.advance(1);
  const auto response = ready.bench.receive<wire::FetchResponse>(ready.consumer, 11);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::none);
  ASSERT_TRUE(only(*response).records.has_value());
  EXPECT_EQ(only(*response).records->size(), 0);
}

TEST(Fetch, AnswersAtOnceOutOfRange) {
  Ready ready;
  const auto response = ready.fetch(fetch_of("orders", Offset(5), 30'000));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::offset_out_of_range);
}

TEST(Fetch, SeesNothingOfAnAppendThatIsNotDone) {
  Ready ready;
  ready.bench.is_disk_held = true;
  ready.bench.send(ready.producer, produce_of("orders", batch_of({"a"})), 9);
  const auto response = ready.fetch(fetch_of("orders", Offset(0), 0));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).high_watermark, Offset(0));
  EXPECT_EQ(only(*response).records->size(), 0);
  ready.bench.release_disk();
}

TEST(Fetch, SendsRecordsAsRangesOfTheFile) {
  Ready ready;
  ready.produce("a");
  ready.bench.all_effects.clear();
  ASSERT_TRUE(ready.fetch(fetch_of("orders", Offset(0))).has_value());
  bool has_range = false;
  for (const Effect& effect : ready.bench.all_effects)
    if (const auto* sent = std::get_if<Send>(&effect))
      for (const Part& part : sent->parts)
        has_range = has_range || std::holds_alternative<FileRange>(part);
  EXPECT_TRUE(has_range);
}

TEST(Fetch, FindsOldRecordsByLoadingWhatItNeeds) {
  Ready ready;
  for (int i = 0; i < 1500; ++i)
    ready.produce(std::to_string(i));
  const auto response = ready.fetch(fetch_of("orders", Offset(3)));
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::none);
  EXPECT_GT(only(*response).records->size(), 0);
  const auto& records = std::get<Slice>(only(*response).records->parts.at(0));
  const auto header = record::parse_batch_header(records);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->base_offset, Offset(3));
}

TEST(Fetch, LeavesNothingBehindWhenItsConnectionCloses) {
  Ready ready;
  ready.bench.send(ready.consumer, fetch_of("orders", Offset(0), 10'000), 11);
  EXPECT_EQ(ready.bench.server().rows.fetches.size(), 1U);
  ready.bench.close(ready.consumer);
  EXPECT_EQ(ready.bench.server().rows.fetches.size(), 0U);
  ready.produce("a");
  ready.bench.advance(20'000);
}

TEST(Fetch, IsAnsweredWhenItsTopicIsDeleted) {
  Ready ready;
  ready.bench.send(ready.consumer, fetch_of("orders", Offset(0), 10'000), 11);
  wire::DeleteTopicsRequest gone{.timeout_ms = 5000};
  gone.topic_names = {"orders"};
  ASSERT_TRUE(ready.bench.call<wire::DeleteTopicsResponse>(ready.producer, gone, 4).has_value());
  const auto response = ready.bench.receive<wire::FetchResponse>(ready.consumer, 11);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(only(*response).error_code, wire::ErrorCode::unknown_topic_or_partition);
}

TEST(FetchSession, ReturnsOnlyPartitionsWithNews) {
  Ready ready;
  ready.produce("a");
  wire::FetchRequest full = fetch_of("orders", Offset(0), 100);
  full.session_epoch = 0;
  const auto opened = ready.fetch(full);
  ASSERT_TRUE(opened.has_value());
  ASSERT_NE(opened->session_id, 0);
  wire::FetchRequest next = fetch_of("orders", Offset(1), 0);
  next.session_id = opened->session_id;
  next.session_epoch = 1;
  const auto nothing = ready.fetch(next);
  ASSERT_TRUE(nothing.has_value());
  EXPECT_EQ(nothing->session_id, opened->session_id);
  EXPECT_TRUE(nothing->responses.empty());
  ready.produce("b");
  wire::FetchRequest same{.max_wait_ms = 0, .max_bytes = 1 << 20};
  same.session_id = opened->session_id;
  same.session_epoch = 2;
  const auto news = ready.fetch(same);
  ASSERT_TRUE(news.has_value());
  ASSERT_EQ(news->responses.size(), 1U);
  EXPECT_EQ(only(*news).high_watermark, Offset(2));
}

TEST(FetchSession, RefusesAWrongEpochAndAnUnknownId) {
  Ready ready;
  wire::FetchRequest full = fetch_of("orders", Offset(0), 0);
  full.session_epoch = 0;
  const auto opened = ready.fetch(full);
  ASSERT_TRUE(opened.has_value());
  wire::FetchRequest next{.max_wait_ms = 0};
  next.session_id = opened->session_id;
  next.session_epoch = 3;
  EXPECT_EQ(ready.fetch(next)->error_code, wire::ErrorCode::invalid_fetch_session_epoch);
  next.session_id = opened->session_id == 1 ? 2 : 1;
  EXPECT_EQ(ready.fetch(next)->error_code, wire::ErrorCode::fetch_session_id_not_found);
}

TEST(FetchSession, GivesNoSessionWhereNoSlotIsFree) {
  Ready ready(Properties{{"max.incremental.fetch.session.cache.slots", "1"}});
  wire::FetchRequest full = fetch_of("orders", Offset(0), 0);
  full.session_epoch = 0;
  EXPECT_NE(ready.fetch(full)->session_id, 0);
  EXPECT_EQ(ready.fetch(full)->session_id, 0);
  ready.bench.advance(121'000);
  EXPECT_NE(ready.fetch(full)->session_id, 0);
}

}  // namespace
}  // namespace fl::broker
