// A crash at any byte leaves a valid prefix of what was appended, and at least what was synced.
#include "core/storage/log.h"
#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"
#include "tests/core/storage/memory_disk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fl::storage {
namespace {

LogConfig small_segments() {
  LogConfig config;
  config.segment_bytes = 3000;
  config.index_interval_bytes = 300;
  config.segment_index_bytes = 4096;
  return config;
}

LogIdentity identity() {
  return {.key = 1,
          .partition = {"orders", PartitionIndex(0)},
          .topic_id = Uuid{1, 2},
          .directory = "d"};
}

/// The batches' base offsets and checksums on disk, segment after segment.
std::vector<std::pair<std::int64_t, std::uint32_t>> batches_on(const MemoryDisk& disk) {
  std::vector<std::pair<std::int64_t, std::uint32_t>> batches;
  for (const auto& [path, file] : disk.files) {
    if (!path.ends_with(".log")) continue;
    std::size_t at = 0;
    while (const auto header = record::parse_batch_header(ByteSpan(file->bytes).subspan(at))) {
      batches.emplace_back(header->base_offset.value, header->crc);
      at += static_cast<std::size_t>(header->size_bytes());
    }
  }
  return batches;
}

/// Power loss: of each file the synced part stays, of the rest a drawn part; a file that was never
/// synced may be gone, a page of the rest may be zero.
void lose_power(MemoryDisk& disk, const Draw& draw, std::uint64_t round) {
  std::uint64_t n = 0;
  std::vector<std::string> gone;
  for (auto& [path, file] : disk.files) {
    ++n;
    const std::size_t unsynced = file->bytes.size() - file->synced_bytes;
    const auto kept = file->synced_bytes + draw.below(unsynced + 1, "kept", {round, n});
    const bool was_synced = file->synced_bytes > 0 || file->bytes.empty();
    file->bytes.resize(kept);
    if (kept > file->synced_bytes && draw.chance(1, 4, "zero", {round, n})) {
      const std::size_t from =
          file->synced_bytes + draw.below(kept - file->synced_bytes, "from", {round, n});
      std::fill(file->bytes.begin() + static_cast<std::ptrdiff_t>(from), file->bytes.end(), 0);
    }
    file->synced_bytes = file->bytes.size();
    if (!was_synced && draw.chance(1, 3, "gone", {round, n})) gone.push_back(path);
  }
  for (const std::string& path : gone)
    disk.files.erase(path);
}

TEST(PowerLoss, LeavesAValidPrefixThatHoldsAllThatWasSynced) {
  const Draw draw(20'26);
  std::int64_t lost = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    Bench bench;
    Log log(identity(), small_segments(), Offset(0), bench.wall);
    bench.step([&](Context& context, Disk& disk) { log.create_files(context, disk); });
    bench.settle(log);
    Offset checkpointed(0);
    const std::uint64_t appends = draw.below(80, "appends", {round});
    for (std::uint64_t i = 0; i < appends; ++i) {
      BatchShape shape;
      shape.records = static_cast<std::int32_t>(1 + draw.below(5, "records", {round, i}));
      shape.body_bytes = 10 + draw.below(400, "bytes", {round, i});
      shape.timestamp = Timestamp(1'750'000'000'000 +
                                  static_cast<std::int64_t>(draw.below(9999, "t", {round, i})));
      shape.producer_id = ProducerId(5);
      shape.producer_epoch = ProducerEpoch(0);
      shape.base_sequence = Sequence(static_cast<std::int32_t>(log.end().value));
      ASSERT_TRUE(bench.append(log, make_batch(shape)).has_value());
      if (draw.chance(1, 8, "flush", {round, i}))
        bench.step([&](Context& context, Disk& disk) { log.flush(context, disk); });
      if (draw.chance(1, 2, "settle", {round, i})) bench.settle(log);
      if (draw.chance(1, 9, "checkpoint", {round, i})) checkpointed = log.recovery_point();
    }
    const Offset synced = log.flushed_end();
    const auto before = batches_on(bench.disk);
    bench.disk.answers.clear();
    lose_power(bench.disk, draw, round);

    Bench after;
    after.disk.files = bench.disk.files;
    auto loaded = after.load({.identity = identity(),
                              .config = small_segments(),
                              .is_clean = false,
                              .recovery_point = checkpointed});
    ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
    EXPECT_GE(loaded.log->end(), synced);
    EXPECT_LE(loaded.log->end(), log.end());
    lost += log.end() - loaded.log->end();
    const auto kept = batches_on(after.disk);
    ASSERT_LE(kept.size(), before.size());
    EXPECT_TRUE(std::equal(kept.begin(), kept.end(), before.begin()));
    // It goes on: the producer's next batch is taken, and a retry of its last one is known.
    BatchShape next;
    next.producer_id = ProducerId(5);
    next.producer_epoch = ProducerEpoch(0);
    next.base_sequence = Sequence(static_cast<std::int32_t>(loaded.log->end().value));
    const Offset end = loaded.log->end();
    const auto appended = after.append(*loaded.log, make_batch(next));
    ASSERT_TRUE(appended.has_value());
    EXPECT_EQ(appended->first_offset, end);
    const auto retried = after.append(*loaded.log, make_batch(next));
    ASSERT_TRUE(retried.has_value());
    EXPECT_TRUE(retried->is_duplicate);
    EXPECT_EQ(retried->first_offset, end);
  }
  EXPECT_GT(lost, 100);
}

TEST(PowerLoss, AtAnyByteKeepsTheWholeBatchesBefore) {
  Bench bench;
  LogConfig config = small_segments();
  Log log(identity(), config, Offset(0), bench.wall);
  std::vector<std::int64_t> ends{0};
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(bench.append(log, make_batch({.records = 2, .body_bytes = 30})).has_value());
    ends.push_back(log.size_bytes());
  }
  bench.settle(log);
  const ByteVector whole = bench.disk.files.at("d/00000000000000000000.log")->bytes;
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    Bench after;
    auto file = std::make_shared<MemoryDisk::File>();
    file->bytes.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
    after.disk.files["d/00000000000000000000.log"] = file;
    auto loaded = after.load({.identity = identity(), .config = config, .is_clean = false});
    ASSERT_TRUE(loaded.log.has_value());
    std::size_t batches = 0;
    while (batches + 1 < ends.size() && ends[batches + 1] <= static_cast<std::int64_t>(cut))
      ++batches;
    EXPECT_EQ(loaded.log->end().value, static_cast<std::int64_t>(batches) * 2) << cut;
    EXPECT_EQ(loaded.log->size_bytes(), ends[batches]);
    EXPECT_EQ(loaded.report.bytes_cut, static_cast<std::int64_t>(cut) - ends[batches]);
  }
}

TEST(PowerLoss, IsNotNeededToFindAFlippedBit) {
  Bench bench;
  Log log(identity(), small_segments(), Offset(0), bench.wall);
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(bench.append(log, make_batch({.body_bytes = 30})).has_value());
  bench.settle(log);
  const ByteVector whole = bench.disk.files.at("d/00000000000000000000.log")->bytes;
  const std::size_t second = whole.size() / 4;
  // Every byte that the checksum covers, and the checksum itself.
  for (std::size_t at = second + record::kCrcAt; at < 2 * second; ++at) {
    Bench after;
    auto file = std::make_shared<MemoryDisk::File>();
    file->bytes = whole;
    file->bytes[at] ^= 0x10;
    after.disk.files["d/00000000000000000000.log"] = file;
    auto loaded = after.load({.identity = identity(), .config = small_segments()});
    ASSERT_TRUE(loaded.log.has_value());
    EXPECT_EQ(loaded.log->end(), Offset(1)) << at;
  }
}

TEST(PowerLoss, IsRecoveredFromInPiecesAlsoWithBatchesLargerThanAPiece) {
  LogConfig config;
  Bench bench;
  Log log(identity(), config, Offset(0), bench.wall);
  for (const std::size_t body : {std::size_t{3 << 20}, std::size_t{10}, std::size_t{1 << 20},
                                 std::size_t{5 << 20}, std::size_t{700}})
    ASSERT_TRUE(bench.append(log, make_batch({.body_bytes = body})).has_value());
  bench.settle(log);
  Bench after;
  after.disk.files = bench.disk.files;
  auto loaded = after.load({.identity = identity(), .config = config});
  ASSERT_TRUE(loaded.log.has_value());
  EXPECT_EQ(loaded.log->end(), Offset(5));
  EXPECT_EQ(loaded.report.bytes_cut, 0);

  auto& file = *after.disk.files.at("d/00000000000000000000.log");
  file.bytes[(3U << 20) + 200 + (1U << 20) + (4U << 20)] ^= 1;
  auto damaged = after.load({.identity = identity(), .config = config});
  ASSERT_TRUE(damaged.log.has_value());
  EXPECT_EQ(damaged.log->end(), Offset(3));
}

}  // namespace
}  // namespace fl::storage
