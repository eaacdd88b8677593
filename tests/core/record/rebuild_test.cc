// Every batch that Kafka wrote, built again from its records: uncompressed ones byte for byte, the
// others to the same records.
#include "core/record/builder.h"
#include "tests/core/record/golden_records.h"
#include "tests/golden/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace fl::record {
namespace {

/// Groups of cases.jsonl that Kafka's own builder wrote, record by record.
bool is_built_by_kafka(const std::string& name) {
  static constexpr std::array<std::string_view, 9> kGroups{
      "delete-horizon/", "none/",         "gzip",      "snappy", "lz4", "zstd",
      "control/",        "concatenated/", "truncated/"};
  return std::ranges::any_of(kGroups, [&](auto group) { return name.starts_with(group); });
}

BatchSettings settings_of(const BatchHeader& header) {
  return {.base_offset = header.base_offset,
          .leader_epoch = header.leader_epoch,
          .codec = codec_of_bits(header.codec_bits()).value(),
          .timestamp_type = header.timestamp_type(),
          .log_append_time = header.max_timestamp,
          .producer_id = header.producer_id,
          .producer_epoch = header.producer_epoch,
          .base_sequence = header.base_sequence,
          .is_transactional = header.is_transactional(),
          .is_control = header.is_control(),
          .delete_horizon =
              header.has_delete_horizon() ? std::optional(header.base_timestamp) : std::nullopt};
}

ByteVector rebuilt(const OpenedBatch& opened) {
  BatchBuilder builder(settings_of(opened.header));
  // Readers see the append time; the record's own time is asked for here.
  OpenedBatch as_created = opened;
  as_created.header.attributes &= ~8;
  RecordReader reader(as_created);
  while (const std::optional<RecordView> record = reader.next()) {
    std::vector<HeaderToAdd> headers;
    for (const HeaderView& header : record->headers())
      headers.push_back({.key = header.key, .value = header.value});
    builder.add_at(record->offset, {.timestamp = record->timestamp,
                                    .key = record->key,
                                    .value = record->value,
                                    .headers = headers});
  }
  EXPECT_EQ(reader.error(), ReadError::none);
  builder.cover_to(opened.header.last_offset());
  return std::move(builder).build();
}

TEST(BatchBuilder, WritesTheBytesThatKafkaWrote) {
  int same_bytes = 0;
  int same_records = 0;
  for (const std::string& line : golden::lines("records/cases.jsonl")) {
    const Json each = Json::parse(line);
    const auto name = each.at("name").get<std::string>();
    if (!is_built_by_kafka(name)) continue;
    SCOPED_TRACE(name);
    const Slice bytes = bytes_of(each.at("hex"));
    BatchScanner scanner(bytes);
    while (const auto batch = scanner.next()) {
      const Slice stored = bytes.sub(batch->begin, batch->bytes.size());
      const OpenResult opened = open_batch(stored);
      ASSERT_EQ(opened.error, ReadError::none);
      const Slice ours(rebuilt(opened.batch));
      if (!opened.batch.is_compressed) {
        EXPECT_EQ(to_hex(ours), to_hex(stored));
        ++same_bytes;
        continue;
      }
      const DescribedBatch expected = describe(stored);
      const DescribedBatch described = describe(ours);
      EXPECT_EQ(described.read_error, ReadError::none);
      EXPECT_EQ(described.json["records"], expected.json["records"]);
      EXPECT_TRUE(described.json["crcValid"]);
      ++same_records;
    }
  }
  EXPECT_GE(same_bytes, 40);
  EXPECT_GE(same_records, 80);
}

}  // namespace
}  // namespace fl::record
