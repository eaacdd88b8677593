#include "sim/disk.h"

#include "tests/sim/engine/toys.h"

#include <gtest/gtest.h>

namespace fl::sim {
namespace {

const Scribe& scribe(const World& world) {
  return *world.node_as<Scribe>(NodeId(1));
}

std::string all_lines(std::int64_t count) {
  std::string text;
  for (std::int64_t i = 1; i <= count; ++i)
    text += Scribe::line(i);
  return text;
}

TEST(SimDisk, KeepsWhatWasWrittenApartFromWhatWasSynced) {
  World world = world_of(1, Scribe{.sync_every = 10, .lines_max = 15});
  world.run_until(seconds(1));
  EXPECT_EQ(scribe(world).appended, 15);
  EXPECT_EQ(world.disk(NodeId(1)).file("/data/a/lines.txt")->text(), all_lines(15));
  EXPECT_EQ(world.disk(NodeId(1)).synced_size("/data/a/lines.txt"), 100);
  EXPECT_EQ(world.disk(NodeId(1)).used_bytes(), 150);
}

TEST(SimDisk, AProcessKillKeepsThePageCacheAndTearsAtMostWhatWasUnanswered) {
  bool was_torn = false;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    World world = world_of(seed, Scribe{.sync_every = 1'000'000});
    world.run_until(Instant(20'000'000 + static_cast<std::int64_t>(seed) * 7'000));
    const std::int64_t answered = scribe(world).appended * 10;
    world.apply({.kind = ActionKind::crash, .node = NodeId(1)});
    const auto size =
        static_cast<std::int64_t>(world.disk(NodeId(1)).file("/data/a/lines.txt")->size());
    EXPECT_GE(size, answered);
    EXPECT_LE(size, answered + 10);
    was_torn = was_torn || (size > answered && size < answered + 10);
  }
  EXPECT_TRUE(was_torn);
}

TEST(SimDisk, APowerLossKeepsAtLeastWhatASyncCovered) {
  std::int64_t lost = 0;
  std::int64_t zeroed = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    World world = world_of(seed, Scribe{.sync_every = 700});
    world.run_until(milliseconds(200));
    const std::int64_t synced = scribe(world).synced * 10;
    const std::int64_t written = scribe(world).lines * 10;
    ASSERT_GT(synced, 0);
    world.apply({.kind = ActionKind::crash, .node = NodeId(1), .crash = CrashKind::power_loss});
    const Slice after = *world.disk(NodeId(1)).file("/data/a/lines.txt");
    const auto size = static_cast<std::int64_t>(after.size());
    EXPECT_GE(size, synced);
    EXPECT_LE(size, written);
    const std::string expected = all_lines(scribe(world).lines);
    EXPECT_EQ(after.text().substr(0, static_cast<std::size_t>(synced)),
              expected.substr(0, static_cast<std::size_t>(synced)));
    if (size < written) ++lost;
    if (after.text() != expected.substr(0, after.size())) ++zeroed;
  }
  EXPECT_GT(lost, 20);
  EXPECT_GT(zeroed, 5);
}

TEST(SimDisk, APowerLossMayTakeANameThatNoSyncCovered) {
  int gone = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    World world = world_of(seed, Scribe{.sync_every = 1'000'000, .lines_max = 3});
    world.run_until(milliseconds(50));
    world.apply({.kind = ActionKind::crash, .node = NodeId(1), .crash = CrashKind::power_loss});
    if (!world.disk(NodeId(1)).file("/data/a/lines.txt")) ++gone;
  }
  EXPECT_GT(gone, 10);
  EXPECT_LT(gone, 40);
}

TEST(SimDisk, ADiskLossTakesEverything) {
  World world = world_of(1, Scribe{});
  world.run_until(milliseconds(50));
  world.apply({.kind = ActionKind::crash, .node = NodeId(1), .crash = CrashKind::disk_loss});
  EXPECT_TRUE(world.disk(NodeId(1)).paths().empty());
  world.apply({.kind = ActionKind::restart, .node = NodeId(1)});
  world.run_until(milliseconds(100));
  EXPECT_EQ(scribe(world).found, "");
}

TEST(SimDisk, ARestartedNodeFindsItsFilesInTheListing) {
  World world = world_of(1, Scribe{.lines_max = 12});
  world.run_until(milliseconds(50));
  world.apply({.kind = ActionKind::restart, .node = NodeId(1)});
  world.run_until(milliseconds(100));
  EXPECT_EQ(scribe(world).found, "a/lines.txt:120 ");
}

TEST(SimDisk, AFullDiskTakesAnAppendWholeOrNotAtAll) {
  World world = world_of(1, Scribe{});
  world.apply({.kind = ActionKind::limit_disk, .node = NodeId(1), .amount = 95});
  world.run_until(seconds(1));
  EXPECT_EQ(scribe(world).errors, std::vector{IoError::no_space});
  EXPECT_EQ(world.disk(NodeId(1)).file("/data/a/lines.txt")->text(), all_lines(9));
}

TEST(SimDisk, AFailingSyncIsTold) {
  World world = world_of(1, Scribe{.sync_every = 2});
  world.run_until(milliseconds(10));
  world.apply({.kind = ActionKind::fail_disk, .node = NodeId(1), .fail = FailKind::syncs});
  world.run_until(seconds(1));
  EXPECT_EQ(scribe(world).errors, std::vector{IoError::io});
}

TEST(SimDisk, AStalledDiskAnswersNothingUntilTheStallIsOver) {
  World world = world_of(1, Scribe{});
  world.run_until(milliseconds(10));
  world.apply({.kind = ActionKind::stall_disk, .node = NodeId(1), .amount = seconds(3).value});
  const std::int64_t before = scribe(world).appended;
  world.run_until(milliseconds(3'000));
  EXPECT_EQ(scribe(world).appended, before);
  world.run_until(seconds(4));
  EXPECT_GT(scribe(world).appended, before + 100);
}

TEST(SimDisk, AStallThatIsHealedIsOverAtOnce) {
  World world = world_of(1, Scribe{});
  world.run_until(milliseconds(10));
  world.apply({.kind = ActionKind::stall_disk, .node = NodeId(1), .amount = seconds(3'000).value});
  const std::int64_t before = scribe(world).appended;
  world.run_until(milliseconds(2'000));
  world.apply({.kind = ActionKind::stall_disk, .node = NodeId(1), .amount = 0});
  world.run_until(seconds(3));
  EXPECT_GT(scribe(world).appended, before + 100);
}

TEST(SimDisk, AThrottledDiskWritesSoManyBytesPerSecond) {
  World world = world_of(1, Scribe{.sync_every = 1'000'000});
  world.apply({.kind = ActionKind::throttle_disk, .node = NodeId(1), .amount = 1'000});
  world.run_until(seconds(10));
  EXPECT_NEAR(static_cast<double>(scribe(world).appended), 1'000, 20);
}

// ---- Without a node ----------------------------------------------------------------------------

struct Bench {
  SimDisk disk{Hardware{}};
  Instant now;
  std::int64_t last_op = 0;

  std::vector<Done> run() {
    std::vector<Done> all;
    while (disk.next_due()) {
      now = std::max(now, *disk.next_due());
      for (SimDisk::Completed& completed : disk.take_due(now, Timestamp(0)))
        all.push_back(std::move(completed.done));
    }
    return all;
  }

  OpId op() { return OpId(++last_op); }

  void submit(DiskOperation operation) { disk.submit(now, std::move(operation), StepId(0)); }
};

TEST(SimDisk, ASlowSyncDelaysOnlyWhoWaitsForIt) {
  Bench bench;
  bench.submit(Open{bench.op(), FileId(1), "/d/one", true});
  bench.submit(Open{bench.op(), FileId(2), "/d/two", true});
  bench.run();
  bench.submit(Append{OpId(10), FileId(1), {Slice::literal("1")}});
  bench.submit(Sync{OpId(11), {FileId(1)}});
  bench.submit(Append{OpId(12), FileId(1), {Slice::literal("1")}});
  bench.submit(Append{OpId(13), FileId(2), {Slice::literal("2")}});
  std::vector<std::int64_t> order;
  for (const Done& done : bench.run())
    order.push_back(done.op.value);
  EXPECT_EQ(order, (std::vector<std::int64_t>{10, 13, 11, 12}));
}

TEST(SimDisk, AFileStaysOpenAcrossARenameOfItsDirectory) {
  Bench bench;
  bench.submit(Open{bench.op(), FileId(1), "/d/topic-0/log", true});
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("abc")}});
  bench.submit(Rename{bench.op(), "/d/topic-0", "/d/topic-0.gone-delete"});
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("def")}});
  for (const Done& done : bench.run())
    EXPECT_EQ(done.error, IoError::none);
  EXPECT_EQ(bench.disk.paths(), std::vector<std::string>{"/d/topic-0.gone-delete/log"});
  EXPECT_EQ(bench.disk.file("/d/topic-0.gone-delete/log")->text(), "abcdef");
  bench.submit(Remove{bench.op(), "/d/topic-0.gone-delete"});
  bench.run();
  EXPECT_TRUE(bench.disk.paths().empty());
  EXPECT_EQ(bench.disk.used_bytes(), 0);
}

TEST(SimDisk, ARangeThatWasSentKeepsItsBytesOnlyIfTheCutReplacesTheFile) {
  for (const bool replace : {true, false}) {
    Bench bench;
    bench.submit(Open{bench.op(), FileId(1), "/d/log", true});
    bench.submit(Append{bench.op(), FileId(1), {Slice::literal("abcdef")}});
    bench.run();
    const auto sent = bench.disk.read_range({FileId(1), Position(2), 4});
    ASSERT_TRUE(sent.has_value());
    EXPECT_EQ((*sent)[0].bytes.text(), "cdef");
    bench.submit(Truncate{bench.op(), FileId(1), 3, replace});
    bench.submit(Append{bench.op(), FileId(1), {Slice::literal("XYZ")}});
    bench.run();
    EXPECT_EQ(bench.disk.file("/d/log")->text(), "abcXYZ");
    EXPECT_EQ(bench.disk.still_has((*sent)[0]), replace);
  }
}

TEST(SimDisk, AfterAFailedAppendTheLaterOnesFailUntilItIsCut) {
  Bench bench;
  bench.submit(Open{bench.op(), FileId(1), "/d/log", true});
  bench.run();
  bench.disk.limit(4);
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("ab")}});
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("cdef")}});
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("g")}});
  bench.submit(Truncate{bench.op(), FileId(1), 2, false});
  bench.submit(Append{bench.op(), FileId(1), {Slice::literal("h")}});
  std::vector<IoError> errors;
  for (const Done& done : bench.run())
    errors.push_back(done.error);
  EXPECT_EQ(errors, (std::vector{IoError::none, IoError::no_space, IoError::failed_before,
                                 IoError::none, IoError::none}));
  EXPECT_EQ(bench.disk.file("/d/log")->text(), "abh");
}

TEST(SimDisk, ReplaceIsDurableAtOnce) {
  Bench bench;
  bench.submit(Replace{bench.op(), "/d/sub/checkpoint", Slice::literal("one")});
  bench.submit(Replace{bench.op(), "/d/sub/checkpoint", Slice::literal("two!")});
  bench.run();
  bench.disk.crash(CrashKind::power_loss, Draw(1),
                   {.node = NodeId(1), .incarnation = 1, .now = bench.now, .wall = Timestamp(0)});
  EXPECT_EQ(bench.disk.file("/d/sub/checkpoint")->text(), "two!");
  EXPECT_EQ(bench.disk.used_bytes(), 4);
}

TEST(SimDisk, ListsFilesWithSizesAndEmptyDirectories) {
  SimDisk disk{Hardware{}};
  disk.add_directory("/d/empty");
  disk.put_file("/d/topic-0/log", Slice::literal("abc"), Timestamp(5));
  disk.put_file("/d/meta", Slice::literal("m"), Timestamp(6));
  const ListedDirectory listed = disk.listing("/d");
  EXPECT_EQ(listed.files, (std::vector<ListedFile>{
                              {.path = "meta", .size_bytes = 1, .modified = Timestamp(6)},
                              {.path = "topic-0/log", .size_bytes = 3, .modified = Timestamp(5)}}));
  EXPECT_EQ(listed.empty_directories, std::vector<std::string>{"empty"});
}

}  // namespace
}  // namespace fl::sim
