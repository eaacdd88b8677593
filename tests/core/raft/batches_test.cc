// Batches of the metadata log.
#include "core/raft/batches.h"

#include "core/metadata/record.h"

#include <gtest/gtest.h>

#include <vector>

namespace fl::raft {
namespace {

std::vector<ByteVector> two_values() {
  wire::TopicRecord topic;
  topic.name = "orders";
  topic.topic_id = Uuid{1, 2};
  wire::FeatureLevelRecord feature;
  feature.name = "metadata.version";
  feature.feature_level = 30;
  return {metadata::encode_record(topic).value(), metadata::encode_record(feature).value()};
}

TEST(MetadataBatch, ReadsBackWhatItBuilt) {
  const Slice batch = build_batch(two_values(), Timestamp(1700000000000));
  const auto header = record::parse_batch_header(batch);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->record_count, 2);
  EXPECT_EQ(header->size_bytes(), static_cast<std::int64_t>(batch.size()));
  const auto read = read_batch(*header, batch);
  ASSERT_TRUE(read.has_value()) << read.error();
  ASSERT_EQ(read->values.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_TRUE(std::ranges::equal(read->values[i].span(), two_values()[i]));
  EXPECT_EQ(read->end, Offset(2));
}

TEST(MetadataBatch, OfAControlRecordIsReadAsOne) {
  const wire::LeaderChangeMessage message{.leader_id = BrokerId(3),
                                          .voters = {{.voter_id = BrokerId(3)}},
                                          .granting_voters = {{.voter_id = BrokerId(3)}}};
  const Slice batch = build_batch(message, Timestamp(5));
  const auto read = read_batch(*record::parse_batch_header(batch), batch);
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_TRUE(read->values.empty());
  ASSERT_EQ(read->controls.size(), 1U);
  EXPECT_EQ(std::get<wire::LeaderChangeMessage>(read->controls.front()), message);
}

TEST(MetadataBatch, DamagedBytesAreNoticed) {
  const Slice good = build_batch(two_values(), Timestamp(1));
  for (std::size_t at = record::kAttributesAt; at < good.size(); ++at) {
    ByteVector bytes(good.span().begin(), good.span().end());
    bytes[at] ^= 0x10;
    const auto header = record::parse_batch_header(bytes);
    ASSERT_TRUE(header.has_value());
    EXPECT_FALSE(read_batch(*header, Slice(std::move(bytes))).has_value()) << at;
  }
}

}  // namespace
}  // namespace fl::raft
