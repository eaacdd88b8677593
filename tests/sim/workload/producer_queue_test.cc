#include "sim/workload/producer_queue.h"

#include "sim/workload/payload.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

constexpr std::int64_t kLinger = 5;
constexpr ProducerId kId{7};

/// One batch of one record per call: a batch holds 10 bytes.
ProducerBatch* filled(ProducerQueue& queue, std::int64_t number, std::int32_t correlation_id) {
  queue.add({.number = number}, 10, 10, Instant(0));
  ProducerBatch* batch = queue.next_to_send(Instant(0), kLinger);
  EXPECT_NE(batch, nullptr);
  queue.assign(*batch, kId, ProducerEpoch(0));
  batch->correlation_id = correlation_id;
  return batch;
}

TEST(ProducerQueue, ABatchGoesWhenItIsFullOrHasLingered) {
  ProducerQueue queue;
  queue.add({.number = 1}, 4, 10, Instant(100));
  EXPECT_EQ(queue.next_to_send(Instant(104), kLinger), nullptr);
  EXPECT_EQ(queue.next_deadline(kLinger), Instant(105));
  EXPECT_NE(queue.next_to_send(Instant(105), kLinger), nullptr);
  ProducerQueue full;
  full.add({.number = 1}, 10, 10, Instant(100));
  EXPECT_NE(full.next_to_send(Instant(100), kLinger), nullptr);
}

TEST(ProducerQueue, ARecordThatDoesNotFitOpensABatch) {
  ProducerQueue queue;
  queue.add({.number = 1}, 6, 10, Instant(0));
  queue.add({.number = 2}, 6, 10, Instant(0));
  EXPECT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue.front().numbers(), std::vector<std::int64_t>{1});
}

TEST(ProducerQueue, SequencesFollowWithoutGaps) {
  ProducerQueue queue;
  EXPECT_EQ(filled(queue, 1, 1)->base_sequence, Sequence(0));
  EXPECT_EQ(filled(queue, 2, 2)->base_sequence, Sequence(1));
}

TEST(ProducerQueue, ARetryInBackOffHoldsUpWhatFollows) {
  ProducerQueue queue;
  ProducerBatch* batch = filled(queue, 1, 1);
  batch->correlation_id.reset();
  batch->not_before = Instant(50);
  queue.add({.number = 2}, 10, 10, Instant(0));
  EXPECT_EQ(queue.next_to_send(Instant(49), kLinger), nullptr);
  EXPECT_EQ(queue.next_to_send(Instant(50), kLinger)->records[0].number, 1);
}

TEST(ProducerQueue, AFreshEpochStartsTheUnacknowledgedOverAtZero) {
  ProducerQueue queue;
  filled(queue, 1, 1);
  filled(queue, 2, 2);
  queue.take(*queue.find(1));
  queue.start_over(kId, ProducerEpoch(1));
  EXPECT_EQ(queue.at(0).base_sequence, Sequence(0));
  EXPECT_EQ(queue.at(0).producer_epoch, ProducerEpoch(1));
}

TEST(ProducerQueue, BatchesOfTheOldEpochEndWithIt) {
  ProducerQueue queue;
  filled(queue, 1, 1);
  // Another partition made the producer bump its epoch; this one still has a batch in flight.
  queue.add({.number = 2}, 10, 10, Instant(0));
  ProducerBatch* second = queue.next_to_send(Instant(0), kLinger);
  queue.assign(*second, kId, ProducerEpoch(1));
  EXPECT_EQ(second->producer_epoch, ProducerEpoch(0));
  EXPECT_EQ(second->base_sequence, Sequence(1));
  second->correlation_id = 2;
  queue.take(*queue.find(1));
  queue.take(*queue.find(2));
  queue.add({.number = 3}, 10, 10, Instant(0));
  ProducerBatch* third = queue.next_to_send(Instant(0), kLinger);
  queue.assign(*third, kId, ProducerEpoch(1));
  EXPECT_EQ(third->producer_epoch, ProducerEpoch(1));
  EXPECT_EQ(third->base_sequence, Sequence(0));
}

TEST(Payload, NamesItsRecord) {
  const std::string value = payload_of("p1", 17, 20);
  EXPECT_EQ(value.size(), 20u);
  EXPECT_EQ(name_in_payload(as_bytes(value)), (PayloadName{"p1", 17}));
  EXPECT_EQ(name_in_payload(as_bytes(payload_of("p1", 17, 0))), (PayloadName{"p1", 17}));
}

TEST(Payload, NothingElseIsTakenForOne) {
  for (const std::string_view value :
       {"", "p1", "p1 ", "p1 17", " 17 ", "p1 x ", "p1 17 .x", "p1 9999999999999999999 ."})
    EXPECT_FALSE(name_in_payload(as_bytes(value))) << value;
}

}  // namespace
}  // namespace fl::sim
