// Connections: frames from any fragments, one request at a time, limits and the request memory.
#include "core/base/writer.h"
#include "core/wire/messages/api_versions.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace fl::broker {
namespace {

ByteVector frame_of(const wire::ApiVersionsRequest& request, std::int32_t correlation_id,
                    std::int16_t version = 0) {
  const auto parts = wire::encode_request({.correlation_id = correlation_id}, request, version);
  ByteVector bytes;
  for (const Part& part : parts.value()) {
    const auto& slice = std::get<Slice>(part);
    bytes.insert(bytes.end(), slice.span().begin(), slice.span().end());
  }
  return bytes;
}

ByteVector announcement(std::int32_t size_bytes) {
  ByteVector bytes(4);
  store_i32(bytes, 0, size_bytes);
  return bytes;
}

bool is_served(Bench& bench, ConnId conn) {
  return bench.call<wire::ApiVersionsResponse>(conn, wire::ApiVersionsRequest{}, 0).has_value();
}

TEST(Connections, ReadAFrameThatComesByteByByte) {
  Bench bench;
  const ConnId conn = bench.connect();
  const ByteVector frame = frame_of({}, 7);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    EXPECT_FALSE(bench.read(conn).has_value());
    bench.write(conn, ByteSpan(frame).subspan(i, 1));
  }
  wire::ResponseHeader header;
  ASSERT_TRUE(bench.receive<wire::ApiVersionsResponse>(conn, 0, &header).has_value());
  EXPECT_EQ(header.correlation_id, 7);
}

TEST(Connections, AnswerPipelinedRequestsInOrder) {
  Bench bench;
  const ConnId conn = bench.connect();
  ByteVector bytes;
  for (std::int32_t id = 1; id <= 50; ++id) {
    const ByteVector frame = frame_of({}, id);
    bytes.insert(bytes.end(), frame.begin(), frame.end());
  }
  bench.write(conn, bytes);
  for (std::int32_t id = 1; id <= 50; ++id) {
    wire::ResponseHeader header;
    ASSERT_TRUE(bench.receive<wire::ApiVersionsResponse>(conn, 0, &header).has_value());
    EXPECT_EQ(header.correlation_id, id);
  }
}

/// One frame behind the other, as a client with several requests in flight sends them.
template <class M>
void add_frame(ByteVector& bytes, const M& request, std::int16_t version,
               std::int32_t correlation_id) {
  const auto parts = wire::encode_request({.correlation_id = correlation_id}, request, version);
  for (const Part& part : parts.value())
    if (const auto* slice = std::get_if<Slice>(&part))
      bytes.insert(bytes.end(), slice->span().begin(), slice->span().end());
}

std::int64_t appends_of(const Bench& bench) {
  return std::ranges::count_if(bench.all_effects, [](const Effect& effect) {
    return std::holds_alternative<Append>(effect);
  });
}

TEST(Connections, BeginProducesBehindOneThatIsBeingWrittenAndAnswerInOrder) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ByteVector bytes;
  for (std::int32_t id = 1; id <= 3; ++id)
    add_frame(bytes, produce_of("orders", batch_of({"v"}), 1), 7, id);
  // The last names a topic that is not there: its answer is known at once, and waits its turn.
  add_frame(bytes, produce_of("nothing", batch_of({"v"}), 1), 7, 4);
  bench.is_disk_held = true;
  bench.all_effects.clear();
  bench.write(conn, bytes);
  EXPECT_EQ(appends_of(bench), 3);
  EXPECT_FALSE(bench.read(conn).has_value());
  bench.release_disk();
  for (std::int32_t id = 1; id <= 4; ++id) {
    wire::ResponseHeader header;
    const auto response = bench.receive<wire::ProduceResponse>(conn, 7, &header);
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(header.correlation_id, id);
    if (id == 4)
      EXPECT_EQ(only(*response).error_code, wire::ErrorCode::unknown_topic_or_partition);
    else
      EXPECT_EQ(only(*response).base_offset, Offset(id - 1));
  }
}

TEST(Connections, BeginNothingElseBehindAProduce) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ByteVector bytes;
  add_frame(bytes, produce_of("orders", batch_of({"v"}), 1), 7, 1);
  add_frame(bytes, fetch_of("orders", Offset(0), 0), 11, 2);
  add_frame(bytes, produce_of("orders", batch_of({"w"}), 1), 7, 3);
  bench.is_disk_held = true;
  bench.all_effects.clear();
  bench.write(conn, bytes);
  EXPECT_EQ(appends_of(bench), 1);
  bench.release_disk();
  ASSERT_TRUE(bench.receive<wire::ProduceResponse>(conn, 7).has_value());
  const auto fetched = bench.receive<wire::FetchResponse>(conn, 11);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(only(*fetched).high_watermark, Offset(1));
  ASSERT_TRUE(bench.receive<wire::ProduceResponse>(conn, 7).has_value());
}

TEST(Connections, BeginOneProduceAtATimeIfAllReplicasMustHaveIt) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ByteVector bytes;
  for (std::int32_t id = 1; id <= 2; ++id)
    add_frame(bytes, produce_of("orders", batch_of({"v"}), -1), 7, id);
  bench.is_disk_held = true;
  bench.all_effects.clear();
  bench.write(conn, bytes);
  EXPECT_EQ(appends_of(bench), 1);
  bench.release_disk();
  EXPECT_TRUE(bench.receive<wire::ProduceResponse>(conn, 7).has_value());
  EXPECT_TRUE(bench.receive<wire::ProduceResponse>(conn, 7).has_value());
}

TEST(Connections, AnswerWhatCameBeforeGarbageBeforeTheyClose) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ByteVector bytes;
  add_frame(bytes, produce_of("orders", batch_of({"v"}), 1), 7, 1);
  // A Produce of a version that nobody knows.
  const std::array<std::uint8_t, 12> garbage{0, 0, 0, 8, 0, 0, 0x7f, 0, 0, 0, 0, 2};
  bytes.insert(bytes.end(), garbage.begin(), garbage.end());
  bench.is_disk_held = true;
  bench.write(conn, bytes);
  EXPECT_FALSE(bench.client(conn).is_closed);
  bench.release_disk();
  EXPECT_TRUE(bench.receive<wire::ProduceResponse>(conn, 7).has_value());
  EXPECT_TRUE(bench.client(conn).is_closed);
}

TEST(Connections, LetARequestBehindALongPollWait) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  bench.send(conn, fetch_of("orders", Offset(0), 500), 11);
  bench.send(conn, wire::ApiVersionsRequest{}, 0);
  EXPECT_FALSE(bench.read(conn).has_value());
  bench.advance(499);
  EXPECT_FALSE(bench.read(conn).has_value());
  bench.advance(1);
  ASSERT_TRUE(bench.receive<wire::FetchResponse>(conn, 11).has_value());
  EXPECT_TRUE(bench.receive<wire::ApiVersionsResponse>(conn, 0).has_value());
}

TEST(Connections, AreClosedForASizeThatIsNegativeOrTooLarge) {
  Bench bench(Properties{{"socket.request.max.bytes", "1000"}});
  for (const std::int32_t size : {-1, 1001}) {
    const ConnId conn = bench.connect();
    bench.write(conn, announcement(size));
    EXPECT_TRUE(bench.client(conn).is_closed);
  }
  const ConnId conn = bench.connect();
  bench.write(conn, announcement(1000));
  EXPECT_FALSE(bench.client(conn).is_closed);
}

TEST(Connections, AreClosedForGarbageAndUnknownApis) {
  Bench bench;
  const ConnId http = bench.connect();
  bench.write(http, as_bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_TRUE(bench.client(http).is_closed);
  const ConnId empty = bench.connect();
  bench.write(empty, announcement(0));
  EXPECT_TRUE(bench.client(empty).is_closed);
  const ConnId unknown = bench.connect();
  ByteVector frame = frame_of({}, 1);
  store_i16(frame, 4, 999);
  bench.write(unknown, frame);
  EXPECT_TRUE(bench.client(unknown).is_closed);
}

TEST(Connections, AnswerAnUnknownVersionOfApiVersionsInVersionZero) {
  Bench bench;
  const ConnId conn = bench.connect();
  ByteVector frame = frame_of({}, 3, 3);
  store_i16(frame, 6, 88);
  bench.write(conn, frame);
  const auto response = bench.receive<wire::ApiVersionsResponse>(conn, 0);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->error_code, wire::ErrorCode::unsupported_version);
  EXPECT_TRUE(is_served(bench, conn));
}

TEST(Connections, AreRefusedAboveTheLimits) {
  Bench bench(Properties{{"max.connections", "3"}, {"max.connections.per.ip", "2"}});
  const ConnId first = bench.connect("10.0.0.1:1");
  const ConnId second = bench.connect("10.0.0.1:2");
  const ConnId third = bench.connect("10.0.0.1:3");
  EXPECT_FALSE(bench.client(second).is_closed);
  EXPECT_TRUE(bench.client(third).is_closed);
  EXPECT_FALSE(bench.client(bench.connect("10.0.0.2:1")).is_closed);
  EXPECT_TRUE(bench.client(bench.connect("10.0.0.3:1")).is_closed);
  bench.close(first);
  EXPECT_FALSE(bench.client(bench.connect("10.0.0.3:1")).is_closed);
}

TEST(Connections, AreClosedWhenIdleButNotWhileARequestWaits) {
  Bench bench(Properties{{"connections.max.idle.ms", "1000"}});
  const ConnId busy = bench.connect();
  ASSERT_EQ(create_topic(bench, busy, "orders"), wire::ErrorCode::none);
  const ConnId idle = bench.connect();
  bench.send(busy, fetch_of("orders", Offset(0), 5000), 11);
  bench.advance(3000);
  EXPECT_TRUE(bench.client(idle).is_closed);
  EXPECT_FALSE(bench.client(busy).is_closed);
}

TEST(RequestMemory, IsNotTakenByThoseWhoOnlyAnnounce) {
  Bench bench;
  constexpr std::int32_t kAnnounced = 99 << 20;
  std::int64_t granted = 0;
  std::vector<ConnId> conns;
  for (int i = 0; i < 200; ++i) {
    conns.push_back(bench.connect("10.0.1." + std::to_string(i) + ":1"));
    bench.write(conns.back(), announcement(kAnnounced));
    bench.write(conns.back(), ByteVector(60'000));
    granted += bench.client(conns.back()).at_most;
  }
  EXPECT_LE(granted, kBudgetBytesDefault);
  // Small requests never wait, those of ordinary size have their half.
  const ConnId other = bench.connect();
  ASSERT_EQ(create_topic(bench, other, "orders"), wire::ErrorCode::none);
  const Slice large = batch_of({std::string(900'000, 'x')});
  const auto produced = bench.call<wire::ProduceResponse>(other, produce_of("orders", large), 9);
  ASSERT_TRUE(produced.has_value());
  EXPECT_EQ(only(*produced).error_code, wire::ErrorCode::none);
}

TEST(RequestMemory, IsTakenFromThoseWhoStallWhileOthersWait) {
  Bench bench;
  const ConnId staller = bench.connect();
  bench.write(staller, announcement(90 << 20));
  const ConnId waiter = bench.connect();
  bench.write(waiter, announcement(90 << 20));
  EXPECT_GT(bench.client(staller).at_most, 0);
  EXPECT_EQ(bench.client(waiter).at_most, 0);
  bench.advance(6000);
  EXPECT_TRUE(bench.client(staller).is_closed);
  EXPECT_FALSE(bench.client(waiter).is_closed);
  EXPECT_GT(bench.client(waiter).at_most, 0);
}

TEST(RequestMemory, GoesFirstToThoseWhoAnnounceLittle) {
  Bench bench;
  const ConnId staller = bench.connect();
  bench.write(staller, announcement(90 << 20));
  const ConnId much = bench.connect();
  bench.write(much, announcement(90 << 20));
  const ConnId little = bench.connect();
  bench.write(little, announcement(60 << 20));
  bench.close(staller);
  EXPECT_GT(bench.client(little).at_most, 0);
  EXPECT_EQ(bench.client(much).at_most, 0);
}

TEST(RequestMemory, IsNotTakenWhileNobodyWaits) {
  Bench bench;
  const ConnId slow = bench.connect();
  bench.write(slow, announcement(90 << 20));
  bench.advance(60'000);
  EXPECT_FALSE(bench.client(slow).is_closed);
}

}  // namespace
}  // namespace fl::broker
