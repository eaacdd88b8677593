// What a broker answers to requests that name a leader epoch (KIP-320) and the last fetched epoch
// (KIP-595, as brokers use it between each other).   Source: Partition.localLogWithEpochOrThrow,
// Partition.readRecords.
#include "core/wire/messages/list_offsets.h"
#include "core/wire/messages/offset_for_leader_epoch.h"
#include "tests/core/broker/requests.h"

#include <gtest/gtest.h>

namespace fl::broker {
namespace {

using wire::ErrorCode;

/// Names topics, and the last fetched epoch.
constexpr std::int16_t kFetchVersion = 12;

/// A broker that leads "orders" in its second epoch or a later one; three records are there.
struct Leads {
  Bench bench;
  ConnId conn;

  Leads() : conn(bench.connect()) {
    EXPECT_EQ(create_topic(bench, conn, "orders"), ErrorCode::none);
    EXPECT_TRUE(bench.call<wire::ProduceResponse>(
        conn, produce_of("orders", batch_of({"a", "b", "c"})), 9));
    bench.boot();
    conn = bench.connect();
    EXPECT_GE(epoch().value, 1);
    EXPECT_EQ(partition().log.visible_end(), Offset(3));
  }

  const Partition& partition() const {
    return *find_partition(bench.server(), {"orders", PartitionIndex(0)});
  }

  LeaderEpoch epoch() const { return partition().leader_epoch; }

  wire::FetchResponse::PartitionData fetch(const wire::FetchRequest& request) {
    const auto response = bench.call<wire::FetchResponse>(conn, request, kFetchVersion);
    EXPECT_TRUE(response.has_value());
    return only(*response);
  }

  ErrorCode fetch_with(LeaderEpoch current) {
    auto request = fetch_of("orders", Offset(0), 0);
    request.topics[0].partitions[0].current_leader_epoch = current;
    return fetch(request).error_code;
  }

  ErrorCode list_offsets_with(LeaderEpoch current) {
    wire::ListOffsetsRequest request{.replica_id = BrokerId(-1)};
    request.topics.push_back({.name = "orders"});
    request.topics[0].partitions.push_back(
        {.current_leader_epoch = current, .timestamp = Timestamp(-1)});
    const auto response = bench.call<wire::ListOffsetsResponse>(conn, request, 7);
    return response->topics.at(0).partitions.at(0).error_code;
  }

  ErrorCode epoch_end_with(LeaderEpoch current) {
    wire::OffsetForLeaderEpochRequest request{.replica_id = BrokerId(-1)};
    request.topics.push_back({.topic = "orders"});
    request.topics[0].partitions.push_back(
        {.current_leader_epoch = current, .leader_epoch = LeaderEpoch(0)});
    const auto response = bench.call<wire::OffsetForLeaderEpochResponse>(conn, request, 4);
    return response->topics.at(0).partitions.at(0).error_code;
  }
};

TEST(Kip320Broker, RefusesAnOlderLeaderEpochAsFenced) {
  Leads leads;
  const LeaderEpoch older = leads.epoch() - 1;
  EXPECT_EQ(leads.fetch_with(older), ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(leads.list_offsets_with(older), ErrorCode::fenced_leader_epoch);
  EXPECT_EQ(leads.epoch_end_with(older), ErrorCode::fenced_leader_epoch);
}

TEST(Kip320Broker, RefusesANewerLeaderEpochAsUnknown) {
  Leads leads;
  const LeaderEpoch newer = leads.epoch() + 1;
  EXPECT_EQ(leads.fetch_with(newer), ErrorCode::unknown_leader_epoch);
  EXPECT_EQ(leads.list_offsets_with(newer), ErrorCode::unknown_leader_epoch);
  EXPECT_EQ(leads.epoch_end_with(newer), ErrorCode::unknown_leader_epoch);
}

TEST(Kip320Broker, TakesItsOwnLeaderEpochAndNone) {
  Leads leads;
  for (const LeaderEpoch epoch : {leads.epoch(), kNoLeaderEpoch}) {
    EXPECT_EQ(leads.fetch_with(epoch), ErrorCode::none);
    EXPECT_EQ(leads.list_offsets_with(epoch), ErrorCode::none);
    EXPECT_EQ(leads.epoch_end_with(epoch), ErrorCode::none);
  }
}

TEST(Kip320Broker, DoesNotKnowAFollowerThatHasNoReplica) {
  Leads leads;
  auto request = fetch_of("orders", Offset(0), 0);
  request.replica_id = BrokerId(99);
  EXPECT_EQ(leads.fetch(request).error_code, ErrorCode::not_leader_or_follower);
  // One that names the epoch may have heard of an assignment that the leader has not heard of yet.
  request.topics[0].partitions[0].current_leader_epoch = leads.epoch();
  EXPECT_EQ(leads.fetch(request).error_code, ErrorCode::unknown_leader_epoch);
}

TEST(Kip320Broker, SaysWhereALogDivergesFromItsOwn) {
  Leads leads;
  // All three records are of epoch 0, which ends at 3.
  auto request = fetch_of("orders", Offset(5), 0);
  request.topics[0].partitions[0].last_fetched_epoch = LeaderEpoch(0);
  const auto data = leads.fetch(request);
  EXPECT_EQ(data.error_code, ErrorCode::none);
  EXPECT_EQ(data.diverging_epoch.epoch, LeaderEpoch(0));
  EXPECT_EQ(data.diverging_epoch.end_offset, Offset(3));
  EXPECT_EQ(data.records->size(), 0);
  EXPECT_EQ(data.high_watermark, leads.partition().high_watermark);
}

TEST(Kip320Broker, GivesRecordsToWhoAgreesWithItsLog) {
  Leads leads;
  auto request = fetch_of("orders", Offset(0), 0);
  request.topics[0].partitions[0].last_fetched_epoch = LeaderEpoch(0);
  const auto data = leads.fetch(request);
  EXPECT_EQ(data.diverging_epoch.epoch, kNoLeaderEpoch);
  EXPECT_GT(data.records->size(), 0);
}

TEST(Kip320Broker, HasNoOffsetForAnEpochThatItDoesNotKnow) {
  Leads leads;
  auto request = fetch_of("orders", Offset(3), 0);
  request.topics[0].partitions[0].last_fetched_epoch = leads.epoch() + 1;
  EXPECT_EQ(leads.fetch(request).error_code, ErrorCode::offset_out_of_range);
}

}  // namespace
}  // namespace fl::broker
