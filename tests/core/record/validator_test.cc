// Every case of golden/records/validator.jsonl: what a leader stores.
#include "core/base/writer.h"
#include "core/record/check_job.h"
#include "core/record/validate.h"
#include "tests/core/record/golden_records.h"
#include "tests/golden/departures.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

namespace fl::record {
namespace {

std::vector<Json> cases() {
  std::vector<Json> found;
  for (const std::string& line : golden::lines("records/validator.jsonl"))
    found.push_back(Json::parse(line));
  return found;
}

std::optional<golden::Departure> departure_of(const Json& each) {
  return golden::departure("records/validator.jsonl", each.at("name").get<std::string>());
}

/// The batch with its offset and leader epoch, as a leader's log holds it.
Slice stamped(const CheckedBatch& checked, const Json& each) {
  BatchHeader header = checked.header;
  header.base_offset = Offset(each.at("firstOffset"));
  header.leader_epoch = LeaderEpoch(each.at("leaderEpoch"));
  ByteVector bytes(kBatchHeaderBytes);
  store_batch_header(header, bytes);
  bytes.insert(bytes.end(), checked.rest.span().begin(), checked.rest.span().end());
  return Slice(std::move(bytes));
}

/// Without what depends on the version of the codec's library.
Json without_sizes(Json batch) {
  for (const char* name : {"crc", "batchLength", "size"})
    batch.erase(name);
  return batch;
}

TEST(Validator, YieldsWhatKafkaStores) {
  for (const Json& each : cases()) {
    SCOPED_TRACE(each.at("name").get<std::string>());
    const Json& result = each.at("result");
    const AppendSettings settings = settings_of(each.at("settings"));
    const auto ours =
        validate_records(bytes_of(each.at("input")), settings, Timestamp(each.at("now")));
    if (const auto departure = departure_of(each)) {
      EXPECT_TRUE(result.value("ok", false));
      ASSERT_FALSE(ours.has_value());
      EXPECT_EQ(departure->ours, "refused with " + std::string(wire::name_of(ours.error().error)));
      continue;
    }
    if (!result.value("ok", false)) {
      ASSERT_FALSE(ours.has_value());
      const Json& error = result.at("error");
      EXPECT_EQ(static_cast<int>(ours.error().error), error.at("code"));
      EXPECT_EQ(ours.error().record_errors.size(),
                error.value("recordErrors", Json::array()).size());
      continue;
    }
    ASSERT_TRUE(ours.has_value()) << ours.error().message;
    EXPECT_EQ(ours->records_converted, result.at("numRecordsConverted"));
    EXPECT_EQ(ours->was_rebuilt, result.at("messageSizeMaybeChanged"));
    EXPECT_EQ(ours->header.max_timestamp.value, result.at("maxTimestampMs"));
    const Slice stored = stamped(*ours, each);
    const Json& expected = result.at("batches").at(0);
    if (result.at("numRecordsConverted") == 0 || expected.at("compression") == "none") {
      EXPECT_EQ(to_hex(stored), result.at("output").get<std::string>());
      continue;
    }
    const DescribedBatch described = describe(stored);
    EXPECT_EQ(described.read_error, ReadError::none);
    EXPECT_EQ(without_sizes(described.json), without_sizes(expected));
  }
}

TEST(Validator, GivesTheSameAnswerAsAJob) {
  for (const Json& each : cases()) {
    SCOPED_TRACE(each.at("name").get<std::string>());
    const AppendSettings settings = settings_of(each.at("settings"));
    const Slice records = bytes_of(each.at("input"));
    const Timestamp now(each.at("now"));
    const auto direct = check_for_append(records, settings, now);
    const auto job = check_result(check_job(records, settings, now)->run(), records);
    ASSERT_EQ(direct.has_value(), job.has_value());
    if (!direct) {
      EXPECT_EQ(direct.error(), job.error());
      continue;
    }
    ASSERT_EQ(direct->has_value(), job->has_value());
    EXPECT_EQ((*direct)->header, (*job)->header);
    EXPECT_EQ((*direct)->rest, (*job)->rest);
    EXPECT_EQ((*direct)->was_rebuilt, (*job)->was_rebuilt);
  }
}

TEST(Validator, LeavesRecordBytesWhereTheyAre) {
  for (const Json& each : cases()) {
    if (departure_of(each) || !each.at("result").value("ok", false)) continue;
    if (each.at("result").at("numRecordsConverted") != 0) continue;
    SCOPED_TRACE(each.at("name").get<std::string>());
    const Slice records = bytes_of(each.at("input"));
    const auto ours =
        validate_records(records, settings_of(each.at("settings")), Timestamp(each.at("now")));
    ASSERT_TRUE(ours.has_value());
    EXPECT_EQ(ours->rest.data(), records.data() + kBatchHeaderBytes);
  }
}

}  // namespace
}  // namespace fl::record
