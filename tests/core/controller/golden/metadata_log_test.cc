// A metadata log that Apache Kafka 4.3.1 wrote: every batch is read, every record that this release
// acts on equals Kafka's own reading of it, and is written again byte for byte.
#include "core/base/uuid.h"
#include "core/describe/json.h"
#include "core/metadata/delta.h"
#include "core/raft/batches.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <expected>
#include <map>
#include <string>
#include <variant>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace fl::controller {
namespace {

constexpr const char* kLog =
    "metadata/combined/node-1/__cluster_metadata-0/00000000000000000000.log";
constexpr const char* kRecords = "metadata/combined/records.jsonl";

/// The records of a batch; none of a control batch.
std::expected<metadata::RecordList, std::string> read_records(const record::BatchHeader& header,
                                                              const Slice& batch) {
  const auto read = raft::read_batch(header, batch);
  if (!read) return std::unexpected(read.error());
  metadata::RecordList records;
  for (const Slice& value : read->values) {
    auto record = metadata::decode_record(value);
    if (!record) return std::unexpected(std::string(name_of(record.error())));
    records.push_back(std::move(*record));
  }
  return records;
}

struct LoggedRecord {
  Offset offset;
  metadata::Record record;
};

std::vector<LoggedRecord> read_log() {
  const Slice log(golden::bytes(kLog));
  std::vector<LoggedRecord> all;
  std::size_t at = 0;
  while (at < log.size()) {
    const auto header = record::parse_batch_header(log.from(at));
    EXPECT_TRUE(header.has_value());
    if (!header) break;
    const auto size = static_cast<std::size_t>(header->size_bytes());
    const auto records = read_records(*header, log.sub(at, size));
    EXPECT_TRUE(records.has_value()) << records.error();
    if (!records) break;
    Offset offset = header->base_offset;
    for (const metadata::Record& record : *records) {
      all.push_back({offset, record});
      ++offset;
    }
    at += size;
  }
  return all;
}

std::map<std::int64_t, YAML::Node> golden_records() {
  std::map<std::int64_t, YAML::Node> records;
  for (const std::string& line : golden::lines(kRecords)) {
    const YAML::Node record = YAML::Load(line);
    if (record["type"]) records.emplace(record["offset"].as<std::int64_t>(), record);
  }
  return records;
}

std::string json_of(const metadata::Record& record, std::int16_t version) {
  return std::visit(
      [version]<class R>(const R& known) -> std::string {
        if constexpr (std::is_same_v<R, metadata::OtherRecord>)
          return "";
        else
          return to_json(known, version);
      },
      record);
}

/// Kafka writes whole floating point numbers with ".0".
std::string plain_number(std::string text) {
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

bool are_equal(const YAML::Node& a, const YAML::Node& b) {
  if (a.Type() != b.Type() || a.size() != b.size()) return false;
  if (a.IsScalar()) return plain_number(a.Scalar()) == plain_number(b.Scalar());
  if (a.IsSequence()) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!are_equal(a[i], b[i])) return false;
    return true;
  }
  for (const auto& entry : a)
    if (!b[entry.first.Scalar()] || !are_equal(entry.second, b[entry.first.Scalar()])) return false;
  return true;
}

TEST(KafkasMetadataLog, IsReadAsKafkaReadsIt) {
  const auto expected = golden_records();
  const auto logged = read_log();
  ASSERT_EQ(logged.size(), expected.size());
  int compared = 0;
  for (const LoggedRecord& entry : logged) {
    ASSERT_TRUE(expected.contains(entry.offset.value)) << entry.offset.value;
    const YAML::Node& record = expected.at(entry.offset.value);
    if (const auto* other = std::get_if<metadata::OtherRecord>(&entry.record)) {
      EXPECT_EQ(other->api_key, record["apiKey"].as<std::uint32_t>());
      continue;
    }
    EXPECT_EQ(metadata::name_of(entry.record), record["type"].Scalar());
    const std::string json = json_of(entry.record, record["version"].as<std::int16_t>());
    EXPECT_TRUE(are_equal(YAML::Load(json), record["data"])) << entry.offset.value << ": " << json;
    ++compared;
  }
  EXPECT_GT(compared, 300);
}

TEST(KafkasMetadataLog, IsApplied) {
  metadata::Image image;
  metadata::Delta delta;
  for (const LoggedRecord& entry : read_log()) {
    const auto applied = metadata::apply(image, delta, entry.record);
    EXPECT_TRUE(applied.has_value()) << entry.offset.value << ": " << applied.error();
  }
  std::int64_t topics = 0;
  std::int64_t removed = 0;
  for (const auto& [offset, record] : golden_records()) {
    if (record["type"].Scalar() == "TopicRecord") ++topics;
    if (record["type"].Scalar() == "RemoveTopicRecord") ++removed;
  }
  EXPECT_EQ(static_cast<std::int64_t>(image.topics.size()), topics - removed);
  EXPECT_EQ(*image.features.find("metadata.version"), 30);
  EXPECT_EQ(image.config_of(metadata::ResourceType::broker, "").contains("min.insync.replicas"),
            true);
  EXPECT_EQ(image.next_producer_id, ProducerId(1000));
}

TEST(KafkasMetadataLog, IsWrittenAgainByteForByte) {
  const Slice log(golden::bytes(kLog));
  std::size_t at = 0;
  int batches = 0;
  while (at < log.size()) {
    const auto header = record::parse_batch_header(log.from(at));
    ASSERT_TRUE(header.has_value());
    const auto size = static_cast<std::size_t>(header->size_bytes());
    const auto records = read_records(*header, log.sub(at, size));
    ASSERT_TRUE(records.has_value());
    // Older versions of a record are written in the newest.
    bool is_newest = !records->empty();
    for (const metadata::Record& record : *records)
      is_newest = is_newest && metadata::encode_record(record).has_value();
    if (is_newest && header->base_timestamp == header->max_timestamp) {
      std::vector<ByteVector> values;
      for (const metadata::Record& record : *records)
        values.push_back(metadata::encode_record(record).value());
      const Slice built = raft::build_batch(values, header->base_timestamp);
      EXPECT_EQ(to_hex(built.from(record::kBatchHeaderBytes)),
                to_hex(log.sub(at + record::kBatchHeaderBytes, size - record::kBatchHeaderBytes)))
          << header->base_offset.value;
      EXPECT_EQ(record::parse_batch_header(built)->crc, header->crc);
      ++batches;
    }
    at += size;
  }
  EXPECT_GT(batches, 50);
}

}  // namespace
}  // namespace fl::controller
