// Batches of the metadata log.
#include "core/controller/metadata_batch.h"

#include <gtest/gtest.h>

namespace fl::controller {
namespace {

metadata::RecordList two_records() {
  wire::TopicRecord topic;
  topic.name = "orders";
  topic.topic_id = Uuid{1, 2};
  wire::FeatureLevelRecord feature;
  feature.name = "metadata.version";
  feature.feature_level = 30;
  return {topic, feature};
}

/// Header and rest as they lie in the log.
Slice whole(const MetadataBatch& batch) {
  ByteVector bytes(record::kBatchHeaderBytes);
  record::store_batch_header(batch.header, bytes);
  bytes.insert(bytes.end(), batch.rest.span().begin(), batch.rest.span().end());
  return Slice(std::move(bytes));
}

TEST(MetadataBatch, ReadsBackWhatItBuilt) {
  const MetadataBatch batch = build_metadata_batch(two_records(), Timestamp(1700000000000));
  EXPECT_EQ(batch.header.record_count, 2);
  EXPECT_EQ(batch.header.last_offset_delta, 1);
  EXPECT_EQ(batch.header.size_bytes(),
            static_cast<std::int64_t>(record::kBatchHeaderBytes + batch.rest.size()));
  const auto read = read_metadata_batch(batch.header, whole(batch));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(*read, two_records());
}

TEST(MetadataBatch, DamagedBytesAreNoticed) {
  const MetadataBatch batch = build_metadata_batch(two_records(), Timestamp(1));
  const Slice good = whole(batch);
  for (std::size_t at = record::kAttributesAt; at < good.size(); ++at) {
    ByteVector bytes(good.span().begin(), good.span().end());
    bytes[at] ^= 0x10;
    const auto header = record::parse_batch_header(bytes);
    ASSERT_TRUE(header.has_value());
    if (header->is_control()) continue;
    EXPECT_FALSE(read_metadata_batch(*header, Slice(std::move(bytes))).has_value()) << at;
  }
}

}  // namespace
}  // namespace fl::controller
