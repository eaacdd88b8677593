// Every batch of golden/records/cases.jsonl: what a reader sees in it, and whether Kafka's four
// gates let it pass.
#include "core/base/writer.h"
#include "core/record/validate.h"
#include "tests/core/record/golden_records.h"
#include "tests/golden/departures.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::record {
namespace {

constexpr Timestamp kNow{1700000100000};
constexpr LeaderEpoch kEpoch{5};

std::vector<Json> cases() {
  std::vector<Json> found;
  for (const std::string& line : golden::lines("records/cases.jsonl"))
    found.push_back(Json::parse(line));
  return found;
}

/// Kafka's verdict: nothing if it accepted, else its code.
std::optional<int> code_of(const Json& verdict) {
  if (verdict.is_string()) return std::nullopt;
  if (verdict.value("ok", false)) return std::nullopt;
  return verdict.contains("error") ? verdict.at("error").at("code").get<int>()
                                   : verdict.at("code").get<int>();
}

/// Kafka takes the memory that a length asks for before it reads; ours bounds it.
bool is_memory_error(const Json& error) {
  return error.at("class") == "OutOfMemoryError";
}

/// Where Kafka has no code of its own, refusing is enough.
template <class T>
void expect_verdict(const Json& each, const std::string& place,
                    const std::expected<T, Refusal>& ours) {
  const auto name = each.at("name").get<std::string>();
  const Json& verdict = each.at("kafka").at(place);
  if (const auto departure = golden::departure("records/cases.jsonl", name, place)) {
    EXPECT_FALSE(code_of(verdict).has_value());
    ASSERT_FALSE(ours.has_value());
    EXPECT_EQ(departure->ours, "refused with " + std::string(wire::name_of(ours.error().error)));
    return;
  }
  const std::optional<int> expected = code_of(verdict);
  EXPECT_EQ(ours.has_value(), !expected.has_value())
      << verdict << (ours ? "" : " but refused: " + ours.error().message);
  if (!expected || ours || *expected == -1) return;
  EXPECT_EQ(static_cast<int>(ours.error().error), *expected) << ours.error().message;
  const Json& error = verdict.contains("error") ? verdict.at("error") : verdict;
  if (!error.contains("recordErrors")) return;
  ASSERT_EQ(ours.error().record_errors.size(), error.at("recordErrors").size());
  for (std::size_t i = 0; i < ours.error().record_errors.size(); ++i)
    EXPECT_EQ(ours.error().record_errors[i].batch_index, error.at("recordErrors")[i][0]);
}

/// The bytes as a follower of epoch 5 gets them: stamped by its leader.
Slice stamped(const Slice& bytes) {
  ByteVector copy(bytes.span().begin(), bytes.span().end());
  BatchScanner scanner(bytes);
  while (const auto batch = scanner.next())
    if (batch->magic == kMagic && batch->bytes.size() >= kBatchHeaderBytes)
      store_i32(copy, batch->begin + kLeaderEpochAt, kEpoch.value);
  return Slice(std::move(copy));
}

TEST(RecordCases, AreReadAsKafkaReadsThem) {
  for (const Json& each : cases()) {
    SCOPED_TRACE(each.at("name").get<std::string>());
    const Slice bytes = bytes_of(each.at("hex"));
    const Json& batches = each.at("batches");
    BatchScanner scanner(bytes);
    std::size_t count = 0;
    bool is_valid = true;
    while (const auto batch = scanner.next()) {
      ASSERT_LT(count, batches.size());
      const Json& expected = batches[count++];
      const Slice part = bytes.sub(batch->begin, batch->bytes.size());
      const DescribedBatch ours = batch->magic == kMagic ? describe(part) : describe_old(part);
      if (batch->magic != kMagic && ours.json.empty()) {
        // What called itself magic 1 and is none: Kafka reads its fields, ours none.
        EXPECT_TRUE(expected.contains("recordsError"));
        is_valid = false;
        continue;
      }
      if (expected.contains("headerError")) {
        EXPECT_NE(ours.read_error, ReadError::none);
        is_valid = false;
        continue;
      }
      EXPECT_EQ(ours.read_error != ReadError::none, expected.contains("recordsError"))
          << text_of(ours.read_error) << expected.value("recordsError", Json());
      if (expected.contains("recordsError") && !is_memory_error(expected["recordsError"])) {
        EXPECT_EQ(static_cast<int>(code_of(ours.read_error)), expected["recordsError"]["code"])
            << text_of(ours.read_error) << expected["recordsError"];
      }
      for (const auto& [key, value] : expected.items()) {
        if (key == "recordsError") continue;
        if (key != "records") {
          EXPECT_EQ(ours.json.value(key, Json()), value) << key;
          continue;
        }
        Json without_hashes = value;
        for (Json& record : without_hashes) {
          record.erase("valueSha256");
          record.erase("keySha256");
        }
        EXPECT_EQ(ours.json.at("records"), without_hashes);
      }
      is_valid &= ours.read_error == ReadError::none && ours.json["crcValid"] == true;
    }
    EXPECT_EQ(count, batches.size());
    EXPECT_EQ(scanner.position(), each.at("validBytes"));
    EXPECT_EQ(scanner.error() != ScanError::none, each.contains("batchesError"));
    EXPECT_EQ(is_valid && scanner.error() == ScanError::none, each.at("valid"));
  }
}

TEST(RecordCases, PassTheProduceRequestAsInKafka) {
  for (const Json& each : cases()) {
    if (!each.contains("kafka")) continue;
    SCOPED_TRACE(each.at("name").get<std::string>());
    expect_verdict(each, "produceRequest", check_produce_request(bytes_of(each.at("hex")), 9));
  }
}

TEST(RecordCases, PassTheValidatorAsInKafka) {
  for (const Json& each : cases()) {
    if (!each.contains("kafka")) continue;
    SCOPED_TRACE(each.at("name").get<std::string>());
    const AppendSettings settings = settings_of(each.value("settings", Json()));
    const Json& verdict = each["kafka"]["logValidator"];
    const auto ours = validate_records(bytes_of(each.at("hex")), settings, kNow);
    expect_verdict(each, "logValidator", ours);
    if (!ours || code_of(verdict)) continue;
    EXPECT_EQ(ours->header.max_timestamp.value, verdict.at("maxTimestampMs"));
    EXPECT_EQ(ours->records_converted, verdict.at("numRecordsConverted"));
    EXPECT_EQ(1000 + ours->header.last_offset_delta + 1, verdict.at("nextOffset"));
    EXPECT_EQ(ours->was_rebuilt, verdict.at("messageSizeMaybeChanged"));
  }
}

TEST(RecordCases, AreAppendedByALeaderAsInKafka) {
  for (const Json& each : cases()) {
    if (!each.contains("kafka")) continue;
    SCOPED_TRACE(each.at("name").get<std::string>());
    AppendSettings settings = settings_of(each.value("settings", Json()));
    settings.message_bytes_max = each.value("max.message.bytes", settings.message_bytes_max);
    const Json& verdict = each["kafka"]["appendAsLeader"];
    const auto ours = check_for_append(bytes_of(each.at("hex")), settings, kNow);
    expect_verdict(each, "appendAsLeader", ours);
    if (!ours || code_of(verdict)) continue;
    EXPECT_EQ(ours->has_value(), verdict.at("validBytes") != 0);
    if (!ours->has_value()) continue;
    EXPECT_EQ((*ours)->header.last_offset().value, verdict.at("lastOffset"));
    EXPECT_EQ((*ours)->header.size_bytes(), verdict.at("validBytes"));
    EXPECT_EQ((*ours)->header.max_timestamp.value, verdict.at("maxTimestamp"));
  }
}

TEST(RecordCases, AreAppendedByAFollowerAsInKafka) {
  for (const Json& each : cases()) {
    if (!each.contains("kafka")) continue;
    const auto name = each.at("name").get<std::string>();
    SCOPED_TRACE(name);
    const Slice bytes = bytes_of(each.at("hex"));
    const Json& verdict = each["kafka"]["appendAsFollower"];
    const auto ours =
        check_as_follower(name.starts_with("unstamped/") ? bytes : stamped(bytes), kEpoch);
    expect_verdict(each, "appendAsFollower", ours);
    if (!ours || code_of(verdict)) continue;
    std::int64_t size = 0;
    for (const CheckedBatch& batch : *ours)
      size += batch.header.size_bytes();
    EXPECT_EQ(size, verdict.at("validBytes"));
  }
}

}  // namespace
}  // namespace fl::record
