// A directory may hold anything: whatever bytes lie there, a load ends, asserts nothing, and what
// it takes it can store and load again.
#include "core/storage/log.h"
#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"
#include "tests/core/storage/memory_disk.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace fl::storage {
namespace {

using Files = std::map<std::string, ByteVector>;

Files killed_directory() {
  const std::string folder = "logdirs/crash/variants/00-untouched/input/crash-0";
  Files files;
  for (const std::string& name : golden::list(folder))
    files[name] = golden::bytes(folder + "/" + name);
  return files;
}

/// Changes one file: cuts it, flips bits, overwrites a stretch, appends, renames, or removes it.
void damage(Files& files, const Draw& draw, std::uint64_t round, std::uint64_t n) {
  const auto below = [&](std::uint64_t bound, std::string_view what) {
    return bound == 0 ? 0 : draw.below(bound, what, {round, n});
  };
  auto file = files.begin();
  std::advance(file, static_cast<std::ptrdiff_t>(below(files.size(), "file")));
  ByteVector& bytes = file->second;
  const auto at = static_cast<std::ptrdiff_t>(below(bytes.size() + 1, "at"));
  switch (below(7, "kind")) {
    case 0:
      bytes.resize(static_cast<std::size_t>(at));
      break;
    case 1:
      if (!bytes.empty())
        bytes[below(bytes.size(), "flip")] ^= static_cast<std::uint8_t>(1 << below(8, "bit"));
      break;
    case 2:
      for (std::size_t i = static_cast<std::size_t>(at);
           i < std::min(bytes.size(), static_cast<std::size_t>(at) + 40); ++i)
        bytes[i] = static_cast<std::uint8_t>(draw.bits("byte", {round, n, i}));
      break;
    case 3:
      bytes.insert(bytes.end(), below(100, "zeros"), 0);
      break;
    case 4: {
      const ByteVector copy(bytes.begin() + at, bytes.end());
      bytes.insert(bytes.end(), copy.begin(), copy.end());
      break;
    }
    case 5: {
      constexpr std::string_view kSuffixes[] = {".swap", ".cleaned", ".deleted", ".x"};
      auto renamed = files.extract(file);
      renamed.key() += kSuffixes[below(4, "suffix")];
      files.insert(std::move(renamed));
      break;
    }
    default:
      files.erase(file);
  }
}

TEST(HostileDirectory, IsLoadedOrRefusedButNeverTrusted) {
  const Draw draw(31);
  const Files untouched = killed_directory();
  LogConfig config;
  config.segment_bytes = 5000;
  config.index_interval_bytes = 512;
  config.segment_index_bytes = 512;
  int loads = 0;
  int refusals = 0;
  for (std::uint64_t round = 0; round < 3000; ++round) {
    SCOPED_TRACE(round);
    Files files = untouched;
    const std::uint64_t damages = 1 + draw.below(4, "damages", {round});
    for (std::uint64_t n = 0; n < damages && !files.empty(); ++n)
      damage(files, draw, round, n);
    Bench bench;
    bench.wall = Timestamp(1'795'231'290'357);
    for (const auto& [name, bytes] : files) {
      auto file = std::make_shared<MemoryDisk::File>();
      file->bytes = bytes;
      bench.disk.files["d/" + name] = file;
    }
    LoadRequest request{
        .identity = {.key = 1, .partition = {"crash", PartitionIndex(0)}, .directory = "d"},
        .config = config};
    request.is_clean = draw.chance(1, 2, "clean", {round});
    request.recovery_point =
        Offset(static_cast<std::int64_t>(draw.below(140, "recovery", {round})));
    request.log_start =
        Offset(static_cast<std::int64_t>(draw.below(8, "start", {round}) == 0 ? 40 : 0));
    auto loaded = bench.load(request);
    if (!loaded.log) {
      ++refusals;
      EXPECT_FALSE(loaded.failure.empty());
      continue;
    }
    ++loads;
    Log& log = *loaded.log;
    ASSERT_LE(log.start(), log.end());
    // Every offset is found, or the place is known to be bad; reading never leaves the file.
    for (const std::int64_t back : {0, 1, 7, 30, 90}) {
      const Offset offset = std::max(log.start(), Offset(log.end().value - back));
      const Located located = bench.locate(log, offset);
      if (!located.is_found()) {
        EXPECT_EQ(located.state, Located::State::failed);
        continue;
      }
      const ReadPlan plan = bench.step([&](Context& context, Disk& disk) {
        return log.read(context, disk, located, {.max_bytes = 1 << 20});
      });
      bench.settle(log);
      EXPECT_LE(plan.size_bytes, 16 << 20);
    }
    bench.serve(log, bench.step([&](Context& context, Disk& disk) {
      return log.find_time(context, disk, Timestamp(1'795'231'233'000));
    }));
    const auto appended = bench.append(log, make_batch({.records = 2}));
    ASSERT_TRUE(appended.has_value());
    bench.step([&](Context& context, Disk& disk) { log.close(context, disk); });
    bench.settle(log);
    ASSERT_FALSE(log.is_failed());
    request.is_clean = true;
    request.log_start = log.start();
    auto again = bench.load(request);
    ASSERT_TRUE(again.log.has_value()) << again.failure;
    EXPECT_EQ(again.log->end(), log.end());
  }
  EXPECT_GT(loads, 1000);
  EXPECT_GT(refusals, 30);
}

}  // namespace
}  // namespace fl::storage
