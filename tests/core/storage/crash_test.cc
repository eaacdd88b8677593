// The damaged directories of golden/logdirs/crash: each is loaded to where Apache Kafka loaded it.
// Where Kafka is careless ours differs on purpose, as tests/golden/departures.yaml says.
#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"
#include "tests/core/storage/memory_disk.h"
#include "tests/golden/departures.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace fl::storage {
namespace {

std::string describe(const YAML::Node& loaded) {
  std::string text = "start " + loaded["logStartOffset"].as<std::string>() + " end " +
                     loaded["logEndOffset"].as<std::string>() + "\n";
  for (const auto& segment : loaded["segments"])
    text += "segment " + segment["baseOffset"].as<std::string>() + " size " +
            segment["size"].as<std::string>() + "\n";
  for (const auto& producer : loaded["producers"]) {
    text += "producer " + producer["producerId"].as<std::string>() + " epoch " +
            producer["producerEpoch"].as<std::string>() + " coordinator " +
            producer["coordinatorEpoch"].as<std::string>() + " time " +
            producer["lastTimestamp"].as<std::string>() + " txn " +
            (producer["currentTxnFirstOffset"].IsNull()
                 ? "none"
                 : producer["currentTxnFirstOffset"].as<std::string>());
    for (const auto& batch : producer["batches"])
      text += " (" + batch["lastSequence"].as<std::string>() + "," +
              batch["lastOffset"].as<std::string>() + "," + batch["offsetDelta"].as<std::string>() +
              "," + batch["timestamp"].as<std::string>() + ")";
    text += "\n";
  }
  for (const auto& epoch : loaded["leaderEpochs"])
    text += "epoch " + epoch[0].as<std::string>() + " from " + epoch[1].as<std::string>() + "\n";
  return text;
}

std::string describe(const Log& log) {
  const auto text_of = [](auto value) { return std::to_string(value); };
  std::string text =
      "start " + text_of(log.start().value) + " end " + text_of(log.end().value) + "\n";
  for (const Segment& segment : log.segments())
    text += "segment " + text_of(segment.base_offset.value) + " size " +
            text_of(segment.size_bytes) + "\n";
  log.producers().for_each([&](ProducerId id, const ProducerEntry& entry) {
    text +=
        "producer " + text_of(id.value) + " epoch " + text_of(entry.epoch.value) + " coordinator " +
        text_of(entry.coordinator_epoch) + " time " + text_of(entry.last_timestamp.value) +
        " txn " +
        (entry.transaction_first_offset ? text_of(entry.transaction_first_offset->value) : "none");
    for (std::size_t i = 0; i < entry.batch_count; ++i)
      text += " (" + text_of(entry.batches[i].last_sequence.value) + "," +
              text_of(entry.batches[i].last_offset.value) + "," +
              text_of(entry.batches[i].offset_delta) + "," +
              text_of(entry.batches[i].timestamp.value) + ")";
    text += "\n";
  });
  for (const EpochStart& epoch : log.epochs().entries())
    text += "epoch " + text_of(epoch.epoch.value) + " from " + text_of(epoch.start.value) + "\n";
  return text;
}

struct Variant {
  std::string folder;
  YAML::Node result;
  Bench bench;
  LoadRequest request;
};

Variant variant_of(const std::string& name) {
  Variant variant;
  variant.folder = "logdirs/crash/variants/" + name;
  variant.result = YAML::Load(golden::read_text(variant.folder + "/result.json"));
  for (const std::string& path : golden::files(variant.folder)) {
    constexpr std::string_view kInput = "input/crash-0/";
    if (!path.starts_with(kInput)) continue;
    auto file = std::make_shared<MemoryDisk::File>();
    file->bytes = golden::bytes(variant.folder + "/" + path);
    variant.bench.disk.files["d/" + path.substr(kInput.size())] = file;
  }
  const YAML::Node& result = variant.result;
  variant.bench.wall = Timestamp(result["nowMs"].as<std::int64_t>());
  variant.request.identity = {
      .key = 3, .partition = {"crash", PartitionIndex(0)}, .directory = "d"};
  variant.request.config.segment_bytes = 5000;
  variant.request.config.index_interval_bytes = 512;
  variant.request.config.segment_index_bytes = 512;
  variant.request.is_clean = result["cleanShutdownFile"].as<bool>();
  variant.request.recovery_point = Offset(result["recoveryPoint"].as<std::int64_t>());
  variant.request.log_start = Offset(result["logStartOffset"].as<std::int64_t>());
  return variant;
}

class EveryVariant : public testing::TestWithParam<std::string> {};

TEST_P(EveryVariant, RecoversToWhereKafkaRecoveredIt) {
  Variant variant = variant_of(GetParam());
  auto loaded = variant.bench.load(variant.request);
  if (variant.result["exception"]) {
    EXPECT_FALSE(loaded.log.has_value());
    EXPECT_FALSE(loaded.failure.empty());
    return;
  }
  ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
  const std::string ours = describe(*loaded.log);
  const std::string kafkas = describe(variant.result["loaded"]);
  const auto departure = golden::departure("logdirs/crash/variants", GetParam());
  if (!departure) {
    EXPECT_EQ(ours, kafkas);
    return;
  }
  EXPECT_NE(ours, kafkas);
  // The departures' texts say where ours ends, and how large its last segment is.
  EXPECT_EQ("end " + std::to_string(loaded.log->end().value) + ", last segment " +
                std::to_string(loaded.log->segments().back().size_bytes) + " bytes",
            departure->ours);
}

/// The logs and producer snapshots on disk are then Kafka's, byte for byte.
TEST_P(EveryVariant, LeavesTheLogsThatKafkaLeft) {
  Variant variant = variant_of(GetParam());
  if (variant.result["exception"]) return;
  if (golden::departure("logdirs/crash/variants", GetParam())) return;
  const auto loaded = variant.bench.load(variant.request);
  ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
  std::map<std::string, std::string> ours;
  std::map<std::string, std::string> kafkas;
  const auto is_log = [](std::string_view name) { return name.ends_with(".log"); };
  for (const auto& [path, file] : variant.bench.disk.files)
    if (is_log(path)) ours[path.substr(2)] = to_hex(file->bytes);
  for (const std::string& name : golden::list(variant.folder + "/loaded/crash-0"))
    if (is_log(name))
      kafkas[name] = to_hex(golden::bytes(variant.folder + "/loaded/crash-0/" + name));
  // Kafka makes the file of an empty log at once, ours with the first append.
  if (!ours.contains(segment_file_name(loaded.log->start(), ".log")) &&
      loaded.log->end() == loaded.log->start())
    std::erase_if(kafkas, [](const auto& entry) { return entry.second.empty(); });
  EXPECT_EQ(ours, kafkas);
}

/// Also where an index file is full of zeros or nonsense: it is not believed.
TEST_P(EveryVariant, FindsEveryBatchAtItsOffset) {
  Variant variant = variant_of(GetParam());
  auto loaded = variant.bench.load(variant.request);
  if (!loaded.log) return;
  for (const auto& [path, file] : variant.bench.disk.files) {
    if (!path.ends_with(".log")) continue;
    std::size_t at = 0;
    while (const auto header = record::parse_batch_header(ByteSpan(file->bytes).subspan(at))) {
      at += static_cast<std::size_t>(header->size_bytes());
      if (header->base_offset < loaded.log->start()) continue;
      const Located located = variant.bench.locate(*loaded.log, header->base_offset);
      ASSERT_TRUE(located.is_found()) << header->base_offset.value;
      const auto& segment =
          variant.bench.disk.files.at("d/" + segment_file_name(located.segment, ".log"));
      const auto there = record::parse_batch_header(
          ByteSpan(segment->bytes).subspan(static_cast<std::size_t>(located.position.value)));
      ASSERT_TRUE(there.has_value());
      EXPECT_EQ(there->base_offset, header->base_offset);
    }
  }
}

/// What was loaded is whole: stopped cleanly and started again, nothing is recovered and nothing is
/// different.
TEST_P(EveryVariant, IsWholeAfterItsRecovery) {
  Variant variant = variant_of(GetParam());
  auto loaded = variant.bench.load(variant.request);
  if (!loaded.log) return;
  Bench& bench = variant.bench;
  bench.step([&](Context& context, Disk& disk) {
    loaded.log->create_files(context, disk);
    loaded.log->close(context, disk);
  });
  bench.settle(*loaded.log);
  ASSERT_TRUE(loaded.log->is_closed());
  ASSERT_FALSE(loaded.log->is_failed());
  LoadRequest again = variant.request;
  again.is_clean = true;
  again.recovery_point = loaded.log->recovery_point();
  again.log_start = loaded.log->start();
  const auto reloaded = bench.load(again);
  ASSERT_TRUE(reloaded.log.has_value()) << reloaded.failure;
  // A batch that stands there twice makes the walk go back once more.
  if (GetParam() != "33-last-batch-twice") {
    EXPECT_EQ(reloaded.report.segments_recovered, 0);
  }
  EXPECT_EQ(reloaded.report.bytes_cut, 0);
  EXPECT_EQ(reloaded.log->end(), loaded.log->end());
  EXPECT_EQ(reloaded.log->start(), loaded.log->start());
  EXPECT_EQ(reloaded.log->producers().size(), loaded.log->producers().size());
  // The start is checkpointed by now, which moves the first epoch's start up to it.
  LeaderEpochs epochs = loaded.log->epochs();
  epochs.truncate_from_start(loaded.log->start());
  EXPECT_EQ(reloaded.log->epochs(), epochs);
}

INSTANTIATE_TEST_SUITE_P(Crash, EveryVariant,
                         testing::ValuesIn(golden::list("logdirs/crash/variants")),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           for (char& c : name)
                             if (c == '-') c = '_';
                           return name;
                         });

}  // namespace
}  // namespace fl::storage
