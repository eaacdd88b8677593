// The log directories that Apache Kafka wrote: fed batch by batch, our log makes the same files;
// read after a crash, it rebuilds the same indexes.
#include "core/storage/log.h"
#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"
#include "tests/core/storage/memory_disk.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace fl::storage {
namespace {

struct Topic {
  std::string root;  ///< "logdirs/rolled/broker-1"
  std::string directory;
  LogConfig config;
  TopicPartition partition;
};

std::int64_t number(const YAML::Node& configs, const char* name, std::int64_t otherwise) {
  return configs[name] ? configs[name].as<std::int64_t>() : otherwise;
}

std::vector<Topic> topics_of(const std::string& name) {
  const std::string folder = "logdirs/" + name;
  const YAML::Node settings = YAML::Load(golden::read_text(folder + "/settings.json"));
  std::vector<Topic> topics;
  for (const auto& entry : settings["topics"]) {
    const auto topic = entry.first.as<std::string>();
    const YAML::Node configs = entry.second["configs"];
    LogConfig config;
    config.segment_bytes = number(configs, "internal.segment.bytes", config.segment_bytes);
    config.segment_ms = number(configs, "segment.ms", config.segment_ms);
    config.index_interval_bytes =
        number(configs, "index.interval.bytes", config.index_interval_bytes);
    config.segment_index_bytes = number(configs, "segment.index.bytes", config.segment_index_bytes);
    config.producer_id_expiration_ms = INT64_MAX / 4;
    for (int p = 0; p < entry.second["partitions"].as<int>(); ++p)
      topics.push_back({folder + "/broker-1",
                        topic + "-" + std::to_string(p),
                        config,
                        {topic, PartitionIndex(p)}});
  }
  return topics;
}

std::map<std::string, ByteVector> files_of(const Topic& topic) {
  std::map<std::string, ByteVector> files;
  const std::string folder = topic.root + "/" + topic.directory;
  for (const std::string& name : golden::list(folder))
    files[name] = golden::bytes(folder + "/" + name);
  return files;
}

Slice all_batches(const std::map<std::string, ByteVector>& files) {
  ByteVector bytes;
  for (const auto& [name, content] : files)
    if (name.ends_with(".log")) bytes.insert(bytes.end(), content.begin(), content.end());
  return Slice(std::move(bytes));
}

LogIdentity identity_of(const Topic& topic, const std::map<std::string, ByteVector>& files) {
  LogIdentity identity{.key = 1, .partition = topic.partition, .directory = "d"};
  identity.topic_id = *parse_partition_metadata(as_text(files.at(std::string(kPartitionMetadata))));
  return identity;
}

std::map<std::string, ByteVector> files_on(const MemoryDisk& disk) {
  std::map<std::string, ByteVector> files;
  for (const auto& [path, file] : disk.files)
    files[path.substr(2)] = file->bytes;
  return files;
}

void expect_equal(const std::map<std::string, ByteVector>& ours,
                  const std::map<std::string, ByteVector>& kafkas) {
  std::vector<std::string> our_names;
  std::vector<std::string> kafka_names;
  for (const auto& [name, bytes] : ours)
    our_names.push_back(name);
  for (const auto& [name, bytes] : kafkas)
    kafka_names.push_back(name);
  EXPECT_EQ(our_names, kafka_names);
  for (const auto& [name, bytes] : kafkas) {
    const auto found = ours.find(name);
    if (found == ours.end()) continue;
    EXPECT_EQ(to_hex(found->second).substr(0, 4000), to_hex(bytes).substr(0, 4000)) << name;
    EXPECT_TRUE(found->second == bytes) << name;
  }
}

/// A leader notes its epoch when it takes over; a load drops epochs without records.
void lead(Bench& bench, Log& log, const std::map<std::string, ByteVector>& kafkas) {
  const auto epochs = parse_leader_epochs(as_text(kafkas.at(std::string(kLeaderEpochCheckpoint))));
  ASSERT_TRUE(epochs.has_value());
  bench.step([&](Context& context, Disk& disk) {
    log.begin_epoch(context, disk, epochs->latest().value_or(LeaderEpoch(0)));
  });
}

class EveryCase : public testing::TestWithParam<std::string> {};

TEST_P(EveryCase, IsWrittenByOurLogByteForByte) {
  for (const Topic& topic : topics_of(GetParam())) {
    SCOPED_TRACE(topic.directory);
    const auto kafkas = files_of(topic);
    const Slice bytes = all_batches(kafkas);
    Bench bench;
    Log log(identity_of(topic, kafkas), topic.config, Offset(0), bench.wall);
    bench.step([&](Context& context, Disk& disk) {
      log.create_files(context, disk);
      log.begin_epoch(context, disk, LeaderEpoch(0));
    });
    std::size_t at = 0;
    while (at < bytes.size()) {
      const AppendBatch batch = append_batch(bytes.from(at));
      at += static_cast<std::size_t>(batch.header.size_bytes());
      const auto appended = bench.step([&](Context& context, Disk& disk) {
        return log.append(context, disk, std::span(&batch, 1), LeaderEpoch(0),
                          AppendOrigin::replication);
      });
      ASSERT_TRUE(appended.has_value());
      EXPECT_EQ(appended->first_offset, batch.header.base_offset);
    }
    bench.step([&](Context& context, Disk& disk) { log.close(context, disk); });
    bench.settle(log);
    EXPECT_TRUE(log.is_closed());
    EXPECT_EQ(log.visible_end(), log.end());
    EXPECT_EQ(log.flushed_end(), log.end());
    expect_equal(files_on(bench.disk), kafkas);
  }
}

TEST_P(EveryCase, HasItsIndexesRebuiltAfterACrash) {
  for (const Topic& topic : topics_of(GetParam())) {
    SCOPED_TRACE(topic.directory);
    const auto kafkas = files_of(topic);
    Bench bench;
    for (const auto& [name, bytes] : kafkas) {
      if (name.ends_with("index") || name.ends_with(".snapshot")) continue;
      auto file = std::make_shared<MemoryDisk::File>();
      file->bytes = bytes;
      bench.disk.files["d/" + name] = file;
    }
    auto loaded = bench.load(
        {.identity = identity_of(topic, kafkas), .config = topic.config, .is_clean = false});
    ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
    EXPECT_EQ(loaded.report.bytes_cut, 0);
    lead(bench, *loaded.log, kafkas);
    bench.step([&](Context& context, Disk& disk) { loaded.log->close(context, disk); });
    bench.settle(*loaded.log);
    expect_equal(files_on(bench.disk), kafkas);
  }
}

TEST_P(EveryCase, IsFoundWholeAfterACleanStop) {
  for (const Topic& topic : topics_of(GetParam())) {
    SCOPED_TRACE(topic.directory);
    const auto kafkas = files_of(topic);
    Bench bench;
    for (const auto& [name, bytes] : kafkas) {
      auto file = std::make_shared<MemoryDisk::File>();
      file->bytes = bytes;
      bench.disk.files["d/" + name] = file;
    }
    auto loaded = bench.load(
        {.identity = identity_of(topic, kafkas), .config = topic.config, .is_clean = true});
    ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
    EXPECT_EQ(loaded.report.segments_recovered, 0);
    EXPECT_TRUE(loaded.report.warnings.empty()) << loaded.report.warnings.front();
    const Slice bytes = all_batches(kafkas);
    // Every batch is found by each of its offsets, at its place, and read whole.
    std::size_t at = 0;
    Offset end(0);
    while (at < bytes.size()) {
      const AppendBatch batch = append_batch(bytes.from(at));
      for (Offset asked = batch.header.base_offset; asked <= batch.header.last_offset();
           asked += 1) {
        const Located located = bench.locate(*loaded.log, asked);
        ASSERT_TRUE(located.is_found()) << asked.value;
        EXPECT_EQ(located.batch_bytes, batch.header.size_bytes());
        const std::string name = segment_file_name(located.segment, ".log");
        const ByteVector& file = kafkas.at(name);
        const auto there = record::parse_batch_header(
            ByteSpan(file).subspan(static_cast<std::size_t>(located.position.value)));
        ASSERT_TRUE(there.has_value());
        EXPECT_EQ(there->base_offset, batch.header.base_offset);
      }
      at += static_cast<std::size_t>(batch.header.size_bytes());
      end = batch.header.next_offset();
    }
    EXPECT_EQ(loaded.log->end(), end);
    lead(bench, *loaded.log, kafkas);
    bench.step([&](Context& context, Disk& disk) { loaded.log->close(context, disk); });
    bench.settle(*loaded.log);
    expect_equal(files_on(bench.disk), kafkas);
  }
}

TEST(GoldenLogs, AreSearchedByTimeAsKafkaSearchesThem) {
  const YAML::Node asked =
      YAML::Load(golden::read_text("logdirs/rolled/list-offsets-by-time.json"));
  int answers = 0;
  for (const Topic& topic : topics_of("rolled")) {
    SCOPED_TRACE(topic.directory);
    const auto kafkas = files_of(topic);
    Bench bench;
    for (const auto& [name, bytes] : kafkas) {
      auto file = std::make_shared<MemoryDisk::File>();
      file->bytes = bytes;
      bench.disk.files["d/" + name] = file;
    }
    auto loaded = bench.load(
        {.identity = identity_of(topic, kafkas), .config = topic.config, .is_clean = true});
    ASSERT_TRUE(loaded.log.has_value()) << loaded.failure;
    for (const YAML::Node& each : asked[topic.partition.topic]) {
      const bool is_maximal = !each["askedTimestamp"];
      const auto timestamp = is_maximal ? -3 : each["askedTimestamp"].as<std::int64_t>();
      SCOPED_TRACE(timestamp);
      const TimeLookup lookup =
          bench.serve(*loaded.log, bench.step([&](Context& context, Disk& disk) {
            return is_maximal ? loaded.log->find_max_timestamp(context, disk)
                              : loaded.log->find_time(context, disk, Timestamp(timestamp));
          }));
      ++answers;
      EXPECT_EQ(lookup.is_found(), each["offset"].as<std::int64_t>() >= 0);
      EXPECT_EQ(lookup.offset.value, each["offset"].as<std::int64_t>());
      EXPECT_EQ(lookup.timestamp.value, each["timestamp"].as<std::int64_t>());
      if (lookup.is_found()) {
        EXPECT_EQ(lookup.leader_epoch.value, each["leaderEpoch"].as<std::int32_t>());
      }
    }
  }
  EXPECT_GT(answers, 100);
}

INSTANTIATE_TEST_SUITE_P(Logs, EveryCase,
                         testing::Values("plain-small", "rolled", "idempotent", "transactional"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace fl::storage
