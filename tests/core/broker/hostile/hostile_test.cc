// Requests that no client of good will sends: every served API in every version with random values
// and with damaged bytes. The broker answers something that can be decoded, waits, or closes the
// connection; it never breaks, and never stops serving others.
#include "core/base/writer.h"
#include "core/wire/messages/delete_records.h"
#include "core/wire/messages/describe_producers.h"
#include "core/wire/messages/init_producer_id.h"
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/offset_for_leader_epoch.h"
#include "tests/core/broker/requests.h"
#include "tests/core/wire/values/any_message.h"

#include <gtest/gtest.h>

namespace fl::broker {
namespace {

constexpr std::uint64_t kRounds = 12;
const Draw kDraw(20'260'101);

/// The frame of a request with that body.
ByteVector frame_of(wire::ApiKey api, std::int16_t version, ByteSpan body) {
  ByteVector frame(4);
  const auto put16 = [&frame](std::int16_t value) {
    frame.resize(frame.size() + 2);
    store_i16(frame, frame.size() - 2, value);
  };
  put16(static_cast<std::int16_t>(api));
  put16(version);
  frame.resize(frame.size() + 4);
  store_i32(frame, frame.size() - 4, 77);
  put16(-1);
  if (wire::request_header_version(api, version) == 2) frame.push_back(0);
  frame.insert(frame.end(), body.begin(), body.end());
  store_i32(frame, 0, static_cast<std::int32_t>(frame.size() - 4));
  return frame;
}

/// Where requests go.
struct Target {
  Bench& bench;
  ListenerId listener{0};
};

/// Sends it and looks at what comes of it; counts the answers.
void try_request(Target target, wire::ApiKey api, std::int16_t version, const ByteVector& body,
                 int& answers) {
  Bench& bench = target.bench;
  const ConnId conn = bench.connect("10.9.9.9:1", target.listener);
  bench.write(conn, frame_of(api, version, body));
  // Long polls and timeouts end within the test.
  if (!bench.client(conn).is_closed) bench.advance(1000);
  if (const auto payload = bench.read(conn)) {
    ++answers;
    wire::ResponseHeader header;
    Slice answer;
    ASSERT_EQ(
        wire::split_response(*payload, wire::response_header_version(api, version), header, answer),
        WireError::none);
    EXPECT_EQ(header.correlation_id, 77);
    EXPECT_TRUE(wire::AnyMessage::decoded(*wire::find_response(api), answer, version).has_value())
        << wire::name_of(api) << " " << version;
  }
  if (!bench.client(conn).is_closed) bench.close(conn);
  ASSERT_FALSE(bench.exit.has_value()) << bench.exit->why;
}

template <class F>
void for_each_served(F&& f) {
  for (const wire::ApiInfo& api : wire::api_table()) {
    if (!api.served) continue;
    for (std::int16_t version = api.stable().first; version <= api.stable().last; ++version)
      f(api.key, version);
  }
}

TEST(HostileRequest, WithRandomValuesIsAnsweredOrRefused) {
  Bench bench;
  int answers = 0;
  ASSERT_EQ(create_topic(bench, bench.connect(), "orders"), wire::ErrorCode::none);
  for_each_served([&](wire::ApiKey api, std::int16_t version) {
    // Whoever may have brokers forgotten may also do it to the only one.
    if (api == wire::ApiKey::unregister_broker) return;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const auto key = round * 100 + static_cast<std::uint64_t>(version);
      auto message = wire::AnyMessage::random(*wire::find_request(api), version, kDraw, key);
      const auto body = message.encoded(version);
      ASSERT_TRUE(body.has_value());
      ASSERT_NO_FATAL_FAILURE(try_request({bench}, api, version, *body, answers));
    }
  });
  EXPECT_GT(answers, 500);
  EXPECT_EQ(create_topic(bench, bench.connect(), "others"), wire::ErrorCode::none);
}

TEST(HostileRequest, WithDamagedBytesIsAnsweredOrRefused) {
  Bench bench;
  int answers = 0;
  for_each_served([&](wire::ApiKey api, std::int16_t version) {
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const auto number = static_cast<std::uint64_t>(version);
      auto message = wire::AnyMessage::random(*wire::find_request(api), version, kDraw, round);
      ByteVector body = message.encoded(version).value();
      for (std::uint64_t hit = 0; hit < 4 && !body.empty(); ++hit) {
        const auto at = kDraw.below(body.size(), "place", {round, number, hit});
        body[at] = static_cast<std::uint8_t>(kDraw.bits("byte", {round, number, hit}));
      }
      if (!body.empty() && round % 3 == 0)
        body.resize(kDraw.below(body.size(), "size", {round, number}));
      ASSERT_NO_FATAL_FAILURE(try_request({bench}, api, version, body, answers));
    }
  });
}

/// What nodes ask of the active controller comes from nodes that may be broken. Each API has a
/// cluster of its own, which it may well bring down: what it must not do is to break the broker.
TEST(HostileRequest, ToAControllerIsAnsweredOrRefused) {
  using enum wire::ApiKey;
  int answers = 0;
  for (const wire::ApiKey api :
       {broker_registration, broker_heartbeat, alter_partition, allocate_producer_ids,
        controller_registration, assign_replicas_to_dirs, update_raft_voter, add_raft_voter,
        remove_raft_voter, describe_quorum, unregister_broker, envelope, api_versions}) {
    Bench bench;
    const Versions versions = wire::find_api(api)->stable();
    for (std::int16_t version = versions.first; version <= versions.last; ++version)
      for (std::uint64_t round = 0; round < kRounds; ++round) {
        const auto key = round * 100 + static_cast<std::uint64_t>(version);
        const auto message =
            wire::AnyMessage::random(*wire::find_request(api), version, kDraw, key);
        const ByteVector body = message.encoded(version).value();
        ASSERT_NO_FATAL_FAILURE(try_request({bench, ListenerId(1)}, api, version, body, answers));
      }
  }
  EXPECT_GT(answers, 200);
}

/// One entry for "orders" and one for a partition that is not there, in every version.
template <class M>
void try_all_versions(Bench& bench, const M& message) {
  for (std::int16_t version = M::kVersions.first; version <= M::kVersions.last; ++version) {
    const wire::ApiInfo* api = wire::find_api(M::kApi);
    if (!api->stable().contains(version)) continue;
    const auto body = wire::encode_bytes(message, version);
    ASSERT_TRUE(body.has_value()) << M::kName << " " << version;
    int answers = 0;
    ASSERT_NO_FATAL_FAILURE(try_request({bench}, M::kApi, version, *body, answers));
    EXPECT_EQ(answers, 1) << M::kName << " " << version;
  }
}

TEST(EveryVersion, IsAnsweredForAPartitionThatIsThereAndOneThatIsNot) {
  Bench bench;
  const ConnId conn = bench.connect();
  ASSERT_EQ(create_topic(bench, conn, "orders"), wire::ErrorCode::none);
  ASSERT_TRUE(bench.call<wire::ProduceResponse>(
      conn,
      produce_of("orders", batch_of({"a"}, {.producer_id = ProducerId(7),
                                            .producer_epoch = ProducerEpoch(0),
                                            .base_sequence = Sequence(0)})),
      9));
  for (const auto index : {PartitionIndex(0), PartitionIndex(5)}) {
    for (const std::int64_t time : {-1LL, -2LL, -3LL, -4LL, -5LL, -6LL, 0LL, 1'800'000'000'000LL}) {
      wire::ListOffsetsRequest list{.replica_id = BrokerId(-1)};
      list.topics.push_back({.name = "orders"});
      list.topics[0].partitions.push_back({.partition_index = index, .timestamp = Timestamp(time)});
      ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, list));
    }
    wire::FetchRequest fetch = fetch_of("orders", Offset(0), 0);
    fetch.topics[0].topic_id = bench.server().image.topic("orders")->id;
    fetch.topics[0].partitions[0].partition = index;
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, fetch));
    fetch.topics[0].partitions[0].fetch_offset = Offset(9);
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, fetch));
    wire::ProduceRequest produce = produce_of("orders", batch_of({"b"}));
    produce.topic_data[0].topic_id = bench.server().image.topic("orders")->id;
    produce.topic_data[0].partition_data[0].index = index;
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, produce));
    wire::DeleteRecordsRequest records;
    records.topics.push_back({.name = "orders"});
    records.topics[0].partitions.push_back({.partition_index = index, .offset = Offset(1)});
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, records));
    wire::OffsetForLeaderEpochRequest epochs;
    epochs.topics.push_back({.topic = "orders"});
    epochs.topics[0].partitions.push_back({.partition = index, .leader_epoch = LeaderEpoch(0)});
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, epochs));
    wire::DescribeProducersRequest producers;
    producers.topics.push_back({.name = "orders", .partition_indexes = {index}});
    ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, producers));
  }
  wire::InitProducerIdRequest init;
  init.transactional_id.reset();
  ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, init));
  init.transactional_id = "t";
  ASSERT_NO_FATAL_FAILURE(try_all_versions(bench, init));
}

}  // namespace
}  // namespace fl::broker
