// Every log directory that Apache Kafka wrote reads batch for batch and record for record as
// Kafka's own classes read it, and its indexes follow from its logs byte for byte.
#include "core/base/crc32c.h"
#include "core/record/reader.h"
#include "core/storage/batch_scan.h"
#include "core/storage/segment.h"
#include "core/storage/small_files.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fl::storage {
namespace {

using Json = nlohmann::json;

Json read_json(const std::string& path) {
  return Json::parse(golden::read_text(path));
}

/// Bytes as the dumps show them: null, printable text, {"hex"}, or size, checksum and head.
void expect_bytes(const std::optional<ByteSpan>& ours, const Json& kafkas) {
  if (kafkas.is_null()) {
    EXPECT_FALSE(ours.has_value());
    return;
  }
  ASSERT_TRUE(ours.has_value());
  if (kafkas.is_string()) {
    EXPECT_EQ(as_text(*ours), kafkas.get<std::string>());
  } else if (kafkas.contains("hex")) {
    EXPECT_EQ(to_hex(*ours), kafkas["hex"].get<std::string>());
  } else {
    ASSERT_EQ(ours->size(), kafkas["size"].get<std::size_t>());
    EXPECT_EQ(crc32c(*ours), kafkas["crc32c"].get<std::uint32_t>());
    EXPECT_EQ(to_hex(ours->first(16)), kafkas["headHex"].get<std::string>());
  }
}

void expect_record(const record::RecordView& record, const Json& kafkas) {
  EXPECT_EQ(record.offset.value, kafkas["offset"].get<std::int64_t>());
  EXPECT_EQ(record.timestamp.value, kafkas["timestamp"].get<std::int64_t>());
  if (kafkas.contains("sequence")) {
    EXPECT_EQ(record.sequence.value, kafkas["sequence"].get<std::int32_t>());
  }
  if (!kafkas.contains("key")) return;
  expect_bytes(record.key, kafkas["key"]);
  expect_bytes(record.value, kafkas["value"]);
  const auto headers = record.headers();
  const Json expected = kafkas.value("headers", Json::array());
  ASSERT_EQ(headers.size(), expected.size());
  for (std::size_t i = 0; i < headers.size(); ++i) {
    expect_bytes(headers[i].key, expected[i][0]);
    expect_bytes(headers[i].value, expected[i][1]);
  }
}

void expect_records(const Slice& batch, const Json& kafkas) {
  const record::OpenResult opened = record::open_batch(batch);
  ASSERT_EQ(opened.error, record::ReadError::none);
  record::RecordReader reader(opened.batch);
  std::size_t count = 0;
  while (const auto record = reader.next()) {
    ASSERT_LT(count, kafkas.size());
    expect_record(*record, kafkas[count]);
    ++count;
  }
  EXPECT_EQ(reader.error(), record::ReadError::none);
  EXPECT_EQ(count, kafkas.size());
}

void expect_batch(const ScannedBatch& batch, const Slice& file, const Json& kafkas) {
  const record::BatchHeader& header = batch.header;
  if (kafkas.is_array()) {
    // A brief dump: base offset, last offset, position, size, checksum, validity.
    EXPECT_EQ(header.base_offset.value, kafkas[0].get<std::int64_t>());
    EXPECT_EQ(header.last_offset().value, kafkas[1].get<std::int64_t>());
    EXPECT_EQ(batch.position, kafkas[2].get<std::int64_t>());
    EXPECT_EQ(header.size_bytes(), kafkas[3].get<std::int64_t>());
    EXPECT_EQ(header.crc, kafkas[4].get<std::uint32_t>());
    return;
  }
  const auto number = [&kafkas](const char* name) { return kafkas[name].get<std::int64_t>(); };
  EXPECT_EQ(header.base_offset.value, number("baseOffset"));
  EXPECT_EQ(header.last_offset().value, number("lastOffset"));
  EXPECT_EQ(batch.position, number("position"));
  EXPECT_EQ(header.size_bytes(), number("size"));
  EXPECT_EQ(header.magic, number("magic"));
  EXPECT_EQ(header.crc, number("crc"));
  EXPECT_EQ(header.leader_epoch.value, number("partitionLeaderEpoch"));
  EXPECT_EQ(header.attributes, number("attributes"));
  EXPECT_EQ(header.base_timestamp.value, number("baseTimestamp"));
  EXPECT_EQ(header.max_timestamp.value, number("maxTimestamp"));
  EXPECT_EQ(header.producer_id.value, number("producerId"));
  EXPECT_EQ(header.producer_epoch.value, number("producerEpoch"));
  EXPECT_EQ(header.base_sequence.value, number("baseSequence"));
  EXPECT_EQ(header.last_sequence().value, number("lastSequence"));
  EXPECT_EQ(header.record_count, number("count"));
  if (kafkas.contains("records"))
    expect_records(file.sub(static_cast<std::size_t>(batch.position),
                            static_cast<std::size_t>(header.size_bytes())),
                   kafkas["records"]);
}

/// The interval that a topic of this case had; leader-epochs has one for all.
std::int64_t interval_of(const Json& settings, const std::string& topic) {
  if (settings.contains("topicConfig"))
    return std::stoll(settings["topicConfig"].value("index.interval.bytes", "4096"));
  const Json* topics = &settings["topics"];
  if (topics->contains("before")) topics = &(*topics)["before"];
  if (!topics->contains(topic)) return 4096;
  return std::stoll((*topics)[topic]["configs"].value("index.interval.bytes", "4096"));
}

std::int64_t index_bytes_of(const Json& settings, const std::string& topic) {
  constexpr std::int64_t kDefault = 10 << 20;
  if (!settings.contains("topics") || !settings["topics"].contains(topic)) return kDefault;
  return std::stoll(
      settings["topics"][topic]["configs"].value("segment.index.bytes", std::to_string(kDefault)));
}

struct Case {
  std::string dump;      ///< "logdirs/rolled/broker-1.dump.json"
  std::string settings;  ///< "logdirs/rolled/settings.json"
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const std::string& path : golden::files("logdirs")) {
    if (!path.ends_with(".dump.json") || path.find("variants") != std::string::npos) continue;
    cases.push_back(
        {"logdirs/" + path, "logdirs/" + path.substr(0, path.find('/')) + "/settings.json"});
  }
  return cases;
}

ByteVector without_zeros_at_the_end(ByteVector bytes, std::size_t entry_bytes) {
  const auto is_zero = [&bytes](std::size_t from) {
    return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(),
                       [](std::uint8_t b) { return b == 0; });
  };
  while (bytes.size() >= entry_bytes && is_zero(bytes.size() - entry_bytes))
    bytes.resize(bytes.size() - entry_bytes);
  return bytes;
}

struct Indexes {
  ByteVector offset;
  ByteVector time;
};

std::vector<ScannedBatch> batches_of(const ByteVector& file) {
  std::vector<ScannedBatch> batches;
  BatchScan scan(0, static_cast<std::int64_t>(file.size()), false);
  while (scan.state() == BatchScan::State::running) {
    const BatchScan::Wanted wanted = scan.wanted();
    scan.feed(ByteSpan(file).subspan(static_cast<std::size_t>(wanted.position),
                                     static_cast<std::size_t>(wanted.size_bytes)),
              [&](const ScannedBatch& batch) {
                batches.push_back(batch);
                return true;
              });
  }
  return batches;
}

/// What may have happened before the batches `at`: Kafka forgets then how many bytes came since the
/// last entry. A stop adds the greatest timestamp; a cut goes back to the one in the index.
struct Breaks {
  std::vector<std::size_t> at;
  bool are_cuts = false;
};

/// The indexes that follow from the batches.
Indexes rebuilt(Offset base, const std::vector<ScannedBatch>& batches, const IndexLimits& limits,
                const Breaks& breaks, bool is_finished = true) {
  Segment segment{.base_offset = base};
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (std::find(breaks.at.begin(), breaks.at.end(), i) != breaks.at.end()) {
      if (!breaks.are_cuts) finish_time_index(segment);
      const auto last = segment.time_index.last();
      segment.max_timestamp = last ? last->timestamp : kNoTimestamp;
      segment.bytes_since_index_entry = 0;
    }
    index_batch(segment, batches[i].header, batches[i].position, limits);
  }
  if (is_finished) finish_time_index(segment);
  return {segment.offset_index.to_bytes(), segment.time_index.to_bytes()};
}

bool is_rebuilt(const Indexes& kafkas, Offset base, const std::vector<ScannedBatch>& batches,
                const IndexLimits& limits, const Breaks& breaks) {
  // The greatest timestamp is forced in when a segment is sealed or its log closed: not yet in a
  // segment that was active when its broker was killed.
  for (const bool is_finished : {true, false}) {
    const Indexes ours = rebuilt(base, batches, limits, breaks, is_finished);
    if (ours.offset == kafkas.offset && ours.time == kafkas.time) return true;
  }
  return false;
}

bool is_rebuilt_with_breaks(const Indexes& kafkas, Offset base,
                            const std::vector<ScannedBatch>& batches, const IndexLimits& limits) {
  for (std::size_t first = 1; first < batches.size(); ++first)
    for (std::size_t second = first; second < batches.size(); ++second)
      for (const bool are_cuts : {false, true})
        if (is_rebuilt(kafkas, base, batches, limits, {{first, second}, are_cuts})) return true;
  return false;
}

class EveryDirectory : public testing::TestWithParam<Case> {};

TEST_P(EveryDirectory, ReadsAsKafkaReadsIt) {
  const Json dump = read_json(GetParam().dump);
  const std::string root = GetParam().dump.substr(0, GetParam().dump.find(".dump.json"));
  for (const auto& [directory, partition] : dump["partitions"].items()) {
    for (const Json& segment : partition["segments"]) {
      const std::string path = root + "/" + directory + "/" + segment["file"].get<std::string>();
      SCOPED_TRACE(path);
      const Slice file(golden::bytes(path));
      const Json& batches = segment.contains("batchRows") ? segment["batchRows"]
                                                          : segment.value("batches", Json::array());
      BatchScan scan(0, static_cast<std::int64_t>(file.size()), true);
      std::size_t count = 0;
      while (scan.state() == BatchScan::State::running) {
        const BatchScan::Wanted wanted = scan.wanted();
        scan.feed(file.sub(static_cast<std::size_t>(wanted.position),
                           static_cast<std::size_t>(wanted.size_bytes)),
                  [&](const ScannedBatch& batch) {
                    if (count < batches.size()) expect_batch(batch, file, batches[count]);
                    ++count;
                    return true;
                  });
      }
      EXPECT_EQ(count, batches.size());
      EXPECT_EQ(scan.valid_end(), segment["bytesOfValidBatches"].get<std::int64_t>());
    }
  }
}

TEST_P(EveryDirectory, HasIndexesThatFollowFromItsLogs) {
  const Json dump = read_json(GetParam().dump);
  const Json settings = read_json(GetParam().settings);
  const std::string root = GetParam().dump.substr(0, GetParam().dump.find(".dump.json"));
  std::size_t segments = 0;
  std::size_t with_break = 0;
  for (const auto& [directory, partition] : dump["partitions"].items()) {
    const auto parsed = parse_directory_name(directory);
    ASSERT_TRUE(parsed.has_value()) << directory;
    const std::string topic = parsed->partition.topic;
    const IndexLimits limits{interval_of(settings, topic), index_bytes_of(settings, topic)};
    for (const Json& segment : partition["segments"]) {
      const auto name = segment["file"].get<std::string>();
      if (!name.ends_with(".log")) continue;
      const std::string stem = root + "/" + directory + "/" + name.substr(0, name.size() - 4);
      SCOPED_TRACE(stem);
      const ByteVector file = golden::bytes(stem + ".log");
      const Indexes kafkas{
          without_zeros_at_the_end(golden::bytes(stem + ".index"), OffsetIndex::kEntryBytes),
          without_zeros_at_the_end(golden::bytes(stem + ".timeindex"), TimeIndex::kEntryBytes)};
      const Offset base(segment["baseOffset"].get<std::int64_t>());
      const std::vector<ScannedBatch> batches = batches_of(file);
      ++segments;
      if (is_rebuilt(kafkas, base, batches, limits, {})) continue;
      ++with_break;
      EXPECT_TRUE(is_rebuilt_with_breaks(kafkas, base, batches, limits))
          << to_hex(rebuilt(base, batches, limits, {}).offset) << "\n"
          << to_hex(kafkas.offset);
    }
  }
  // Brokers were restarted between the states of a case: that shows in their active segments only.
  EXPECT_LE(with_break, segments / 2);
}

INSTANTIATE_TEST_SUITE_P(Golden, EveryDirectory, testing::ValuesIn(all_cases()),
                         [](const auto& tested) {
                           std::string name = tested.param.dump;
                           name = name.substr(8, name.size() - 18);
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace fl::storage
