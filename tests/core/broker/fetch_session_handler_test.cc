// What a follower names in its Fetch requests, and what it makes of the leader's answers (KIP-227).
// Expected values are those of Kafka's FetchSessionHandlerTest where that has the case.
#include "core/broker/fetch_session_handler.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

namespace fl::broker {
namespace {

Uuid topic(std::uint64_t number) {
  return {.high = 1, .low = number};
}

FetchWish wish(std::uint64_t of, std::int32_t partition, std::int64_t offset) {
  return {.partition = {.topic_id = topic(of), .partition = PartitionIndex(partition)},
          .position = {.offset = Offset(offset),
                       .current_epoch = LeaderEpoch(3),
                       .last_fetched_epoch = LeaderEpoch(2),
                       .max_bytes = 100,
                       .log_start = Offset(1)}};
}

wire::FetchRequest built(FetchSessionHandler& handler, const std::vector<FetchWish>& wanted) {
  wire::FetchRequest request;
  EXPECT_TRUE(handler.build(wanted, request));
  return request;
}

std::vector<std::pair<std::uint64_t, std::int32_t>> named(const wire::FetchRequest& request) {
  std::vector<std::pair<std::uint64_t, std::int32_t>> all;
  for (const auto& topic : request.topics)
    for (const auto& partition : topic.partitions)
      all.emplace_back(topic.topic_id.low, partition.partition.value);
  return all;
}

std::vector<std::pair<std::uint64_t, std::int32_t>> forgotten(const wire::FetchRequest& request) {
  std::vector<std::pair<std::uint64_t, std::int32_t>> all;
  for (const auto& topic : request.forgotten_topics_data)
    for (const PartitionIndex partition : topic.partitions)
      all.emplace_back(topic.topic_id.low, partition.value);
  return all;
}

wire::FetchResponse answer(std::int32_t session, const std::vector<FetchWish>& partitions) {
  wire::FetchResponse response{.session_id = session};
  for (const FetchWish& one : partitions) {
    auto& out = response.responses.emplace_back();
    out.topic_id = one.partition.topic_id;
    out.partitions.push_back({.partition_index = one.partition.partition});
  }
  return response;
}

using Names = std::vector<std::pair<std::uint64_t, std::int32_t>>;

TEST(FetchSessionHandler, NamesAllAtFirstAndOnlyWhatChangedInItsSession) {
  FetchSessionHandler handler;
  const std::vector<FetchWish> all{wish(1, 0, 10), wish(1, 1, 20), wish(2, 0, 30)};
  const auto full = built(handler, all);
  EXPECT_EQ(full.session_id, 0);
  EXPECT_EQ(full.session_epoch, 0);
  EXPECT_EQ(named(full), (Names{{1, 0}, {1, 1}, {2, 0}}));
  ASSERT_EQ(full.topics.size(), 2U);
  const auto& first = full.topics[0].partitions[0];
  EXPECT_EQ(first.fetch_offset, Offset(10));
  EXPECT_EQ(first.current_leader_epoch, LeaderEpoch(3));
  EXPECT_EQ(first.last_fetched_epoch, LeaderEpoch(2));
  EXPECT_EQ(first.log_start_offset, Offset(1));
  EXPECT_EQ(first.partition_max_bytes, 100);
  ASSERT_TRUE(handler.on_response(answer(123, all)));

  const auto idle = built(handler, all);
  EXPECT_EQ(idle.session_id, 123);
  EXPECT_EQ(idle.session_epoch, 1);
  EXPECT_EQ(named(idle), Names{});
  ASSERT_TRUE(handler.on_response(answer(123, {})));

  const auto moved = built(handler, {wish(1, 0, 10), wish(1, 1, 21), wish(2, 0, 30)});
  EXPECT_EQ(moved.session_epoch, 2);
  EXPECT_EQ(named(moved), (Names{{1, 1}}));
  EXPECT_EQ(forgotten(moved), Names{});
}

TEST(FetchSessionHandler, NamesAPartitionAgainForEachOfItsValues) {
  const FetchWish base = wish(1, 0, 10);
  std::vector<FetchWish> changed(4, base);
  changed[0].position.log_start = Offset(2);
  changed[1].position.current_epoch = LeaderEpoch(4);
  changed[2].position.last_fetched_epoch = LeaderEpoch(3);
  changed[3].position.max_bytes = 101;
  for (const FetchWish& one : changed) {
    FetchSessionHandler handler;
    built(handler, {base});
    ASSERT_TRUE(handler.on_response(answer(5, {base})));
    EXPECT_EQ(named(built(handler, {one})), (Names{{1, 0}}));
  }
}

TEST(FetchSessionHandler, ForgetsWhatIsNotWantedAndNamesATopicThatWasMadeAnew) {
  FetchSessionHandler handler;
  const std::vector<FetchWish> before{wish(1, 0, 10), wish(1, 1, 20)};
  built(handler, before);
  ASSERT_TRUE(handler.on_response(answer(7, before)));
  // The topic of partition 1 has another id.
  const auto request = built(handler, {wish(1, 0, 10), wish(9, 1, 0)});
  EXPECT_EQ(named(request), (Names{{9, 1}}));
  EXPECT_EQ(forgotten(request), (Names{{1, 1}}));
}

TEST(FetchSessionHandler, HasNothingToAskOnceAllIsForgotten) {
  FetchSessionHandler handler;
  wire::FetchRequest request;
  EXPECT_FALSE(handler.build({}, request));
  built(handler, {wish(1, 0, 10)});
  ASSERT_TRUE(handler.on_response(answer(7, {wish(1, 0, 10)})));
  EXPECT_EQ(forgotten(built(handler, {})), (Names{{1, 0}}));
  // The leader closes a session without partitions, and says so.
  ASSERT_TRUE(handler.on_response(answer(0, {})));
  EXPECT_EQ(handler.session_id(), 0);
  EXPECT_EQ(handler.epoch(), 0);
  EXPECT_FALSE(handler.build({}, request));
}

TEST(FetchSessionHandler, AsksForAllAgainWhereThereIsNoSlot) {
  FetchSessionHandler handler;
  for (int i = 0; i < 2; ++i) {
    const auto request = built(handler, {wish(1, 0, 10)});
    EXPECT_EQ(request.session_epoch, 0);
    EXPECT_EQ(named(request), (Names{{1, 0}}));
    ASSERT_TRUE(handler.on_response(answer(0, {wish(1, 0, 10)})));
  }
}

TEST(FetchSessionHandler, BeginsAnewAfterEachErrorOfTheSession) {
  struct Case {
    wire::ErrorCode error;
    std::int32_t next_session;  ///< closed by the next request if it is there still
  };

  for (const Case& one : {Case{wire::ErrorCode::fetch_session_id_not_found, 0},
                          Case{wire::ErrorCode::invalid_fetch_session_epoch, 7},
                          Case{wire::ErrorCode::fetch_session_topic_id_error, 7}}) {
    SCOPED_TRACE(wire::name_of(one.error));
    FetchSessionHandler handler;
    built(handler, {wish(1, 0, 10)});
    ASSERT_TRUE(handler.on_response(answer(7, {wish(1, 0, 10)})));
    built(handler, {wish(1, 0, 10)});
    EXPECT_FALSE(handler.on_response({.error_code = one.error}));
    const auto request = built(handler, {wish(1, 0, 10)});
    EXPECT_EQ(request.session_id, one.next_session);
    EXPECT_EQ(request.session_epoch, 0);
    EXPECT_EQ(named(request), (Names{{1, 0}}));
  }
}

TEST(FetchSessionHandler, ClosesItsSessionAndBeginsAnewAfterSilence) {
  FetchSessionHandler handler;
  built(handler, {wish(1, 0, 10)});
  ASSERT_TRUE(handler.on_response(answer(7, {wish(1, 0, 10)})));
  built(handler, {wish(1, 0, 11)});
  handler.on_no_response();
  const auto request = built(handler, {wish(1, 0, 11)});
  EXPECT_EQ(request.session_id, 7);
  EXPECT_EQ(request.session_epoch, 0);
  EXPECT_EQ(named(request), (Names{{1, 0}}));
}

TEST(FetchSessionHandler, DoesNotUseAnAnswerThatLeavesOutOrAddsPartitions) {
  FetchSessionHandler handler;
  built(handler, {wish(1, 0, 10), wish(1, 1, 10)});
  EXPECT_FALSE(handler.on_response(answer(7, {wish(1, 0, 10)})));
  EXPECT_EQ(handler.session_id(), 0);
  built(handler, {wish(1, 0, 10)});
  EXPECT_FALSE(handler.on_response(answer(7, {wish(1, 0, 10), wish(1, 1, 10)})));
  built(handler, {wish(1, 0, 10)});
  ASSERT_TRUE(handler.on_response(answer(8, {wish(1, 0, 10)})));
  built(handler, {wish(1, 0, 10)});
  EXPECT_FALSE(handler.on_response(answer(8, {wish(2, 0, 10)})));
  EXPECT_EQ(handler.session_id(), 8);
  EXPECT_EQ(handler.epoch(), 0);
}

}  // namespace
}  // namespace fl::broker
