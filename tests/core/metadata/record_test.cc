// Framed records, byte for byte as Apache Kafka 4.3.1 has them in its metadata log.
#include "core/metadata/record.h"

#include <gtest/gtest.h>

namespace fl::metadata {
namespace {

std::string hex_of(const Record& record) {
  const auto framed = encode_record(record);
  EXPECT_TRUE(framed.has_value());
  return framed ? to_hex(*framed) : "";
}

TEST(MetadataRecord, AFrameIsVersionKeyVersionBody) {
  wire::FeatureLevelRecord feature;
  feature.name = "metadata.version";
  feature.feature_level = 30;
  // Frame 1, key 12, version 0; compact string of 16 bytes; int16; no tags.
  EXPECT_EQ(hex_of(feature),
            "010c00"
            "116d657461646174612e76657273696f6e"
            "001e"
            "00");
}

TEST(MetadataRecord, ReadsBackWhatItWrote) {
  wire::PartitionRecord partition;
  partition.partition_id = PartitionIndex(3);
  partition.topic_id = Uuid{1, 2};
  partition.replicas = {BrokerId(1)};
  partition.isr = {BrokerId(1)};
  partition.leader = BrokerId(1);
  partition.leader_epoch = LeaderEpoch(0);
  partition.partition_epoch = PartitionEpoch(0);
  partition.directories = {Uuid{0, 1}};
  auto framed = encode_record(partition);
  ASSERT_TRUE(framed.has_value());
  const auto read = decode_record(Slice(std::move(*framed)));
  ASSERT_TRUE(read.has_value());
  ASSERT_TRUE(std::holds_alternative<wire::PartitionRecord>(*read));
  EXPECT_EQ(std::get<wire::PartitionRecord>(*read), partition);
}

TEST(MetadataRecord, AnUnknownKeyIsKeptAsItIs) {
  ByteVector bytes;
  ASSERT_TRUE(from_hex("01150001000a0942", bytes));
  const auto read = decode_record(Slice(ByteVector(bytes)));
  ASSERT_TRUE(read.has_value());
  ASSERT_TRUE(std::holds_alternative<OtherRecord>(*read));
  EXPECT_EQ(std::get<OtherRecord>(*read).api_key, 21u);
  EXPECT_EQ(hex_of(*read), to_hex(bytes));
}

TEST(MetadataRecord, AKnownKeyInAnUnknownVersionAndATornFrameAreErrors) {
  ByteVector later;
  ASSERT_TRUE(from_hex("010c0101", later));
  EXPECT_FALSE(decode_record(Slice(std::move(later))).has_value());
  ByteVector torn;
  ASSERT_TRUE(from_hex("010c", torn));
  EXPECT_FALSE(decode_record(Slice(std::move(torn))).has_value());
  EXPECT_FALSE(decode_record(Slice()).has_value());
}

}  // namespace
}  // namespace fl::metadata
