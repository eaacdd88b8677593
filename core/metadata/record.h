// The records of the metadata log: what a controller decides and every broker applies. In the log a
// record's value is: unsigned varint 1 (the frame), api key, version, body.
// Source: MetadataRecordSerde, AbstractApiMessageSerde; golden/metadata of Apache Kafka 4.3.1.
#pragma once
#include "core/base/bytes.h"
#include "core/base/wire_error.h"
#include "core/wire/messages/broker_records.h"
#include "core/wire/messages/client_quota_record.h"
#include "core/wire/messages/metadata_records.h"
#include "core/wire/messages/metadata_transaction_records.h"
#include "core/wire/messages/security_records.h"

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

using Record =
    std::variant<wire::TopicRecord, wire::PartitionRecord, wire::PartitionChangeRecord,
                 wire::RemoveTopicRecord, wire::ConfigRecord, wire::ProducerIdsRecord,
                 wire::FeatureLevelRecord, wire::NoOpRecord, wire::RegisterBrokerRecord,
                 wire::UnregisterBrokerRecord, wire::BrokerRegistrationChangeRecord,
                 wire::FenceBrokerRecord, wire::UnfenceBrokerRecord, wire::RegisterControllerRecord,
                 wire::BeginTransactionRecord, wire::EndTransactionRecord,
                 wire::AbortTransactionRecord, wire::ClearElrRecord, wire::ClientQuotaRecord,
                 wire::UserScramCredentialRecord, wire::RemoveUserScramCredentialRecord,
                 wire::AccessControlEntryRecord, wire::RemoveAccessControlEntryRecord,
                 wire::DelegationTokenRecord, wire::RemoveDelegationTokenRecord, OtherRecord>;

using RecordList = std::vector<Record>;

/// "TopicRecord", …; "OtherRecord" for what is not acted on.
std::string_view name_of(const Record& record);

/// The version in which metadata.version 4.3-IV0 writes the record: the highest of most, of
/// BrokerRegistrationChangeRecord the lowest that can say it.   Source: MetadataVersion,
/// ReplicationControlManager.
std::int16_t version_of(const Record& record);

/// The framed value in that version.
std::expected<ByteVector, WireError> encode_record(const Record& record);

/// Reads a framed value; an unknown api key gives an OtherRecord, a known one in an unknown version
/// is an error, as in Kafka.
std::expected<Record, WireError> decode_record(const Slice& framed);

}  // namespace fl::metadata
