// What a log promises to its broker: ends, rolls, syncs, producers, reads, cuts.
#include "core/storage/log.h"

#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"
#include "tests/core/storage/memory_disk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fl::storage {
namespace {

LogIdentity identity() {
  return {.key = 1,
          .partition = {"orders", PartitionIndex(3)},
          .topic_id = Uuid{7, 9},
          .directory = "data/orders-3"};
}

Log made(Bench& bench, const LogConfig& config = {}) {
  Log log(identity(), config, Offset(0), bench.wall);
  bench.step([&](Context& context, Disk& disk) { log.create_files(context, disk); });
  bench.settle(log);
  return log;
}

AppendBatch from_producer(std::int32_t first, std::int32_t records, std::int16_t epoch = 0) {
  return make_batch({.records = records,
                     .producer_id = ProducerId(4),
                     .producer_epoch = ProducerEpoch(epoch),
                     .base_sequence = Sequence(first)});
}

TEST(Log, MakesItsFilesAsKafkaNamesThem) {
  Bench bench;
  const Log log = made(bench);
  EXPECT_TRUE(bench.disk.files.contains("data/orders-3/00000000000000000000.log"));
  EXPECT_EQ(as_text(bench.disk.files.at("data/orders-3/partition.metadata")->bytes),
            "version: 0\ntopic_id: " + identity().topic_id.to_text());
}

TEST(Log, ShowsRecordsOnceTheirAppendIsDone) {
  Bench bench;
  Log log = made(bench);
  const auto appended = bench.append(log, make_batch({.records = 3}));
  ASSERT_TRUE(appended.has_value());
  EXPECT_EQ(appended->first_offset, Offset(0));
  EXPECT_EQ(appended->last_offset, Offset(2));
  EXPECT_FALSE(appended->is_sync_due);
  EXPECT_EQ(log.end(), Offset(3));
  EXPECT_EQ(log.visible_end(), Offset(0));
  bench.settle(log);
  EXPECT_EQ(log.visible_end(), Offset(3));
  EXPECT_EQ(log.flushed_end(), Offset(0));
}

TEST(Log, IsAValueThatCanBeCopiedAndGoTwoWays) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  Log other = log;
  ASSERT_TRUE(bench.append(log, make_batch({.records = 5})).has_value());
  EXPECT_EQ(log.end(), Offset(6));
  EXPECT_EQ(other.end(), Offset(1));
}

TEST(Log, AppendsWithoutCopyingRecordBytes) {
  Bench bench;
  Log log = made(bench);
  const AppendBatch batch = make_batch({.body_bytes = 5000});
  std::vector<Effect> effects;
  std::vector<StepId> causes;
  const Draw draw(1);
  Context context{NodeId(1), 1, Instant(1), bench.wall, draw, effects, nullptr, StepId(9), causes};
  ASSERT_TRUE(log.append(context, bench.operations, std::span(&batch, 1), LeaderEpoch(6),
                         AppendOrigin::client)
                  .has_value());
  const auto append = std::find_if(effects.begin(), effects.end(), [](const Effect& effect) {
    return std::holds_alternative<Append>(effect);
  });
  ASSERT_NE(append, effects.end());
  const Parts& parts = std::get<Append>(*append).parts;
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(std::get<Slice>(parts[1]).data(), batch.rest.data());
  const auto header = record::parse_batch_header(std::get<Slice>(parts[0]));
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->leader_epoch, LeaderEpoch(6));
}

TEST(Log, SyncsWhenFlushMessagesSaysSoAndSharesSyncs) {
  Bench bench;
  LogConfig config;
  config.flush_messages = 1;
  Log log = made(bench, config);
  for (int i = 0; i < 5; ++i) {
    const auto appended = bench.append(log, make_batch({}));
    ASSERT_TRUE(appended.has_value());
    EXPECT_TRUE(appended->is_sync_due);
  }
  EXPECT_EQ(log.flushed_end(), Offset(0));
  bench.settle(log);
  EXPECT_EQ(log.flushed_end(), Offset(5));
  // One for the first, one that the other four share.
  EXPECT_EQ(bench.disk.counts["Sync"], 2);
}

TEST(Log, SaysWhenFlushMsIsOver) {
  Bench bench;
  LogConfig config;
  config.flush_ms = 50;
  Log log = made(bench, config);
  EXPECT_FALSE(log.flush_due_at().has_value());
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  ASSERT_TRUE(log.flush_due_at().has_value());
  EXPECT_EQ(*log.flush_due_at(), bench.now + 50 * kNanosecondsPerMillisecond);
  bench.step([&](Context& context, Disk& disk) { log.flush(context, disk); });
  bench.settle(log);
  EXPECT_EQ(log.flushed_end(), Offset(1));
  EXPECT_FALSE(log.flush_due_at().has_value());
}

TEST(Log, ClosesBehindASyncThatWaitsForItsTurn) {
  Bench bench;
  LogConfig config;
  config.flush_messages = 1;
  Log log = made(bench, config);
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  bench.step([&](Context& context, Disk& disk) { log.close(context, disk); });
  EXPECT_FALSE(log.is_closed());
  bench.settle(log);
  EXPECT_TRUE(log.is_closed());
  EXPECT_FALSE(log.is_failed());
  EXPECT_EQ(log.flushed_end(), Offset(3));
  EXPECT_EQ(bench.disk.counts["Open"], bench.disk.counts["CloseFile"]);
}

TEST(Log, MovesAwayWhenItsPartitionIsDeleted) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  bench.step([&](Context& context, Disk& disk) {
    log.move_away(context, disk, "data/orders-3.0123456789abcdef0123456789abcdef-delete");
  });
  bench.settle(log);
  EXPECT_EQ(log.operations(), 0);
  for (const auto& [path, file] : bench.disk.files)
    EXPECT_TRUE(path.starts_with("data/orders-3.0123")) << path;
}

TEST(Log, FailsForGoodWhenAnAppendFails) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  bench.settle(log);
  bench.disk.error = IoError::no_space;
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  bench.settle(log);
  EXPECT_TRUE(log.is_failed());
  EXPECT_EQ(log.error(), IoError::no_space);
  EXPECT_EQ(log.visible_end(), Offset(1));
  const auto refused = bench.append(log, make_batch({}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), AppendError::storage_error);
}

TEST(Log, RollsBySizeByTimeByIndexAndByRelativeOffset) {
  const auto rolls = [](LogConfig config, const AppendBatch& first, const AppendBatch& second) {
    Bench bench;
    Log log = made(bench, config);
    EXPECT_TRUE(bench.append(log, first, AppendOrigin::replication).has_value());
    AppendBatch next = second;
    if (next.header.base_offset < log.end()) next.header.base_offset = log.end();
    EXPECT_TRUE(bench.append(log, next, AppendOrigin::replication).has_value());
    bench.settle(log);
    return log.segments().size() == 2;
  };
  const AppendBatch batch = make_batch({.body_bytes = 39});
  EXPECT_FALSE(rolls({.segment_bytes = 200}, batch, batch));
  EXPECT_TRUE(rolls({.segment_bytes = 199}, batch, batch));
  const AppendBatch late = make_batch({.timestamp = Timestamp(1'750'000'001'001)});
  EXPECT_FALSE(rolls({.segment_ms = 1001}, batch, late));
  EXPECT_TRUE(rolls({.segment_ms = 1000}, batch, late));
  // One free slot is kept in the time index: with room for one entry it is full at once.
  EXPECT_FALSE(rolls({.segment_index_bytes = 24}, batch, batch));
  EXPECT_TRUE(rolls({.segment_index_bytes = 12}, batch, batch));
  AppendBatch far = batch;
  far.header.base_offset = Offset(std::int64_t{INT32_MAX});
  EXPECT_FALSE(rolls({}, batch, far));
  far.header.base_offset = Offset(std::int64_t{INT32_MAX} + 1);
  EXPECT_TRUE(rolls({}, batch, far));
}

TEST(Log, StoresIndexesAndProducersWhenItRollsAndSyncsTheOldSegment) {
  Bench bench;
  Log log = made(bench, {.segment_bytes = 200});
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(bench.append(log, make_batch({.body_bytes = 39})).has_value());
  EXPECT_EQ(log.recovery_point(), Offset(0));
  bench.settle(log);
  for (const char* name : {"00000000000000000000.index", "00000000000000000000.timeindex",
                           "00000000000000000002.log", "00000000000000000002.snapshot"})
    EXPECT_TRUE(bench.disk.files.contains(std::string("data/orders-3/") + name)) << name;
  EXPECT_EQ(log.flushed_end(), Offset(2));
  EXPECT_EQ(log.recovery_point(), Offset(2));
}

TEST(Log, RefusesMoreBytesThanASegment) {
  Bench bench;
  Log log = made(bench, {.segment_bytes = 300});
  const auto refused = bench.append(log, make_batch({.body_bytes = 300}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), AppendError::record_list_too_large);
  EXPECT_EQ(log.end(), Offset(0));
}

TEST(Log, AnswersARetryWithTheOldOffsets) {
  Bench bench;
  Log log = made(bench);
  for (int i = 0; i < 6; ++i)
    ASSERT_TRUE(bench.append(log, from_producer(10 * i, 10)).has_value());
  for (int i = 1; i < 6; ++i) {
    const auto again = bench.append(log, from_producer(10 * i, 10));
    ASSERT_TRUE(again.has_value());
    EXPECT_TRUE(again->is_duplicate);
    EXPECT_EQ(again->first_offset, Offset(10 * i));
    EXPECT_EQ(again->last_offset, Offset(10 * i + 9));
  }
  EXPECT_EQ(log.end(), Offset(60));
  // Five batches are remembered; an older retry looks like a gap.
  const auto oldest = bench.append(log, from_producer(0, 10));
  ASSERT_FALSE(oldest.has_value());
  EXPECT_EQ(oldest.error(), AppendError::out_of_order_sequence_number);
}

TEST(Log, RefusesGapsAndOldEpochs) {
  Bench bench;
  Log log = made(bench);
  // Nothing is known of the producer: it may begin anywhere.
  ASSERT_TRUE(bench.append(log, from_producer(70, 5, 2)).has_value());
  EXPECT_EQ(bench.append(log, from_producer(76, 1, 2)).error(),
            AppendError::out_of_order_sequence_number);
  EXPECT_EQ(bench.append(log, from_producer(75, 1, 1)).error(),
            AppendError::invalid_producer_epoch);
  EXPECT_EQ(bench.append(log, from_producer(75, 1, 3)).error(),
            AppendError::out_of_order_sequence_number);
  EXPECT_TRUE(bench.append(log, from_producer(0, 1, 3)).has_value());
  EXPECT_TRUE(bench.append(log, from_producer(1, 1, 3)).has_value());
}

TEST(Log, FollowsASequenceThatWraps) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, from_producer(INT32_MAX - 1, 4)).has_value());
  EXPECT_EQ(log.producers().find(ProducerId(4))->last_sequence(), Sequence(1));
  EXPECT_TRUE(bench.append(log, from_producer(INT32_MAX - 1, 4))->is_duplicate);
  EXPECT_TRUE(bench.append(log, from_producer(2, 1)).has_value());
}

TEST(Log, HoldsBackCommittedReadersAtAnOpenTransaction) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, make_batch({})).has_value());
  ASSERT_TRUE(bench
                  .append(log, make_batch({.records = 2,
                                           .producer_id = ProducerId(8),
                                           .producer_epoch = ProducerEpoch(0),
                                           .base_sequence = Sequence(0),
                                           .is_transactional = true}))
                  .has_value());
  bench.settle(log);
  EXPECT_EQ(log.visible_end(), Offset(3));
  EXPECT_EQ(log.last_stable_end(), Offset(1));
  const auto refused = bench.append(log, make_batch({.producer_id = ProducerId(8),
                                                     .producer_epoch = ProducerEpoch(0),
                                                     .base_sequence = Sequence(2)}));
  EXPECT_EQ(refused.error(), AppendError::invalid_txn_state);
}

TEST(Log, ForgetsProducersThatAreIdleTooLong) {
  Bench bench;
  Log log = made(bench);
  ASSERT_TRUE(bench.append(log, from_producer(0, 1)).has_value());
  bench.wall = Timestamp(1'750'000'000'000 + log.config().producer_id_expiration_ms - 1);
  bench.step([&](Context& context, Disk&) { log.expire_producers(context); });
  EXPECT_EQ(log.producers().size(), 1U);
  bench.wall += 1;
  bench.step([&](Context& context, Disk&) { log.expire_producers(context); });
  EXPECT_EQ(log.producers().size(), 0U);
}

struct Read : testing::Test {
  Bench bench;
  Log log = made(bench, {.segment_bytes = 500});

  void SetUp() override {
    // Batches of 100 bytes and two records: five to a segment.
    for (int i = 0; i < 12; ++i)
      ASSERT_TRUE(bench.append(log, make_batch({.records = 2, .body_bytes = 39})).has_value());
    bench.settle(log);
    ASSERT_EQ(log.segments().size(), 3U);
  }

  ReadPlan read(const Located& from, const ReadLimits& limits) {
    return bench.step(
        [&](Context& context, Disk& disk) { return log.read(context, disk, from, limits); });
  }
};

TEST_F(Read, FindsTheBatchOfEveryOffset) {
  for (std::int64_t offset = 0; offset < 24; ++offset) {
    const Located located = bench.locate(log, Offset(offset));
    ASSERT_TRUE(located.is_found());
    EXPECT_EQ(located.segment, Offset(offset / 10 * 10));
    EXPECT_EQ(located.position, Position(offset % 10 / 2 * 100));
    EXPECT_EQ(located.batch_bytes, 100);
  }
  const Located end = bench.locate(log, Offset(24));
  ASSERT_TRUE(end.is_found());
  EXPECT_EQ(end.batch_bytes, 0);
  EXPECT_EQ(bench.locate(log, Offset(25)).state, Located::State::out_of_range);
  EXPECT_EQ(bench.locate(log, Offset(-1)).state, Located::State::out_of_range);
}

TEST_F(Read, NeedsNoLoadForTheActiveSegment) {
  for (std::int64_t offset = 20; offset <= 24; ++offset)
    EXPECT_TRUE(bench
                    .step([&](Context& context, Disk& disk) {
                      return log.locate(context, disk, Offset(offset));
                    })
                    .is_found());
}

TEST_F(Read, CutsAtMaxBytesButGivesAFirstBatchWhole) {
  const Located from = bench.locate(log, Offset(3));
  EXPECT_EQ(read(from, {.max_bytes = 250}).size_bytes, 250);
  EXPECT_EQ(read(from, {.max_bytes = 60}).size_bytes, 60);
  EXPECT_EQ(read(from, {.max_bytes = 60, .is_first_batch_whole = true}).size_bytes, 100);
  EXPECT_EQ(read(from, {.max_bytes = 0}).size_bytes, 0);
  const ReadPlan rest = read(from, {.max_bytes = 100'000});
  EXPECT_EQ(rest.size_bytes, 400);
  ASSERT_EQ(rest.parts.size(), 1U);
  EXPECT_EQ(std::get<FileRange>(rest.parts[0]).position, Position(100));
}

TEST_F(Read, EndsBeforeTheHighWatermark) {
  const Located from = bench.locate(log, Offset(0));
  const Located before = bench.locate(log, Offset(6));
  EXPECT_EQ(read(from, {.max_bytes = 1000, .before = before}).size_bytes, 300);
  EXPECT_EQ(read(before, {.max_bytes = 1000, .before = from}).size_bytes, 0);
}

TEST_F(Read, CountsTheBytesThatAReaderCanHave) {
  EXPECT_EQ(log.bytes_from(bench.locate(log, Offset(0))), 1200);
  EXPECT_EQ(log.bytes_from(bench.locate(log, Offset(22))), 100);
  EXPECT_EQ(log.bytes_from(bench.locate(log, Offset(24))), 0);
}

TEST_F(Read, DoesNotBelieveAnIndexThatDisagrees) {
  bench.step([&](Context& context, Disk& disk) { log.close(context, disk); });
  bench.settle(log);
  for (const ByteVector& index :
       {ByteVector(64, 0xA5), ByteVector{0, 0, 0, 3, 0, 0, 0, 150}, ByteVector(8, 0)}) {
    bench.disk.files.at("data/orders-3/00000000000000000000.index")->bytes = index;
    auto loaded = bench.load({.identity = identity(), .config = log.config(), .is_clean = true});
    ASSERT_TRUE(loaded.log.has_value());
    const Located located = bench.locate(*loaded.log, Offset(7));
    ASSERT_TRUE(located.is_found());
    EXPECT_EQ(located.position, Position(300));
  }
}

TEST_F(Read, DropsSegmentsBelowTheStart) {
  const bool moved = bench.step(
      [&](Context& context, Disk& disk) { return log.advance_start(context, disk, Offset(13)); });
  EXPECT_TRUE(moved);
  bench.settle(log);
  EXPECT_EQ(log.start(), Offset(13));
  EXPECT_EQ(log.segments().size(), 2U);
  EXPECT_FALSE(bench.disk.files.contains("data/orders-3/00000000000000000000.log"));
  EXPECT_FALSE(bench.disk.files.contains("data/orders-3/00000000000000000000.index"));
  EXPECT_EQ(bench.locate(log, Offset(12)).state, Located::State::out_of_range);
  EXPECT_TRUE(bench.locate(log, Offset(13)).is_found());
  EXPECT_FALSE(bench.step(
      [&](Context& context, Disk& disk) { return log.advance_start(context, disk, Offset(13)); }));
}

TEST_F(Read, GoesOnBehindATruncation) {
  const Located at = bench.locate(log, Offset(14));
  bench.step([&](Context& context, Disk& disk) { log.truncate(context, disk, Offset(14), at); });
  bench.settle(log);
  EXPECT_EQ(log.end(), Offset(14));
  EXPECT_TRUE(log.needs_reload());
  const Offset cut_segment = log.segments().back().base_offset;
  auto loaded =
      bench.load({.identity = identity(), .config = log.config(), .recovery_point = cut_segment});
  ASSERT_TRUE(loaded.log.has_value());
  EXPECT_EQ(loaded.log->end(), Offset(14));
  ASSERT_TRUE(bench.append(*loaded.log, make_batch({.records = 3})).has_value());
  bench.settle(*loaded.log);
  EXPECT_EQ(loaded.log->visible_end(), Offset(17));
  EXPECT_TRUE(bench.locate(*loaded.log, Offset(16)).is_found());
}

}  // namespace
}  // namespace fl::storage
