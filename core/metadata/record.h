// The records of the metadata log: what a controller decides and every broker applies. In the log a
// record's value is: unsigned varint 1 (the frame), api key, version, body.
// Source: MetadataRecordSerde, AbstractApiMessageSerde; golden/metadata of Apache Kafka 4.3.1.
#pragma once
#include "core/base/bytes.h"
#include "core/base/wire_error.h"
#include "core/wire/messages/metadata_records.h"

#include <cstdint>
#include <expected>
#include <string_view>
#include <variant>
#include <vector>

namespace fl::metadata {

/// A record that this release knows the frame of, but does not act on.
struct OtherRecord {
  std::uint32_t api_key = 0;
  std::uint32_t version = 0;
  Slice body;

  friend bool operator==(const OtherRecord&, const OtherRecord&) = default;
};

using Record = std::variant<wire::TopicRecord, wire::PartitionRecord, wire::PartitionChangeRecord,
                            wire::RemoveTopicRecord, wire::ConfigRecord, wire::ProducerIdsRecord,
                            wire::FeatureLevelRecord, wire::NoOpRecord, OtherRecord>;

using RecordList = std::vector<Record>;

/// "TopicRecord", …; "OtherRecord" for what is not acted on.
std::string_view name_of(const Record& record);

/// The framed value in the highest version of each record that metadata.version 4.3-IV0 writes.
std::expected<ByteVector, WireError> encode_record(const Record& record);

/// Reads a framed value; an unknown api key gives an OtherRecord, a known one in an unknown version
/// is an error, as in Kafka.
std::expected<Record, WireError> decode_record(const Slice& framed);

}  // namespace fl::metadata
