// What a broker asks of record bytes before it stores them. Three gates, as in Kafka:
//   check_produce_request   the request's shape: exactly one batch of magic 2 (ProduceRequest);
//   check_for_append        the log's and the validator's rules for a leader's append, yielding
//   what
//                           is to be stored, but for its offset (UnifiedLog, LogValidator);
//   check_as_follower       a follower's: checksum, length and order only (UnifiedLog).
// Neither needs an offset: base offset and leader epoch lie outside the checksum and are stamped
// when the batch is appended. So checking can run anywhere: check_job.h makes it a Job.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"
#include "core/record/compression.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::record {

/// A record that was refused, and why: what Produce answers from version 8 on.
struct RecordError {
  std::int32_t batch_index = 0;  ///< of the record within its batch
  std::string message;

  friend bool operator==(const RecordError&, const RecordError&) = default;
};

struct Refusal {
  wire::ErrorCode error = wire::ErrorCode::invalid_record;
  std::string message;
  std::vector<RecordError> record_errors;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// Who appends. Only clients' batches are checked for counts, sequences and control records.
enum class Origin : std::uint8_t { client, coordinator, raft_leader, replication };

/// What the topic's configuration says about appends.
struct AppendSettings {
  std::optional<Codec> codec;  ///< compression.type; nothing: "producer", keep what came
  std::optional<int> level;    ///< compression.<codec>.level; nothing: Kafka's default
  TimestampType timestamp_type = TimestampType::create_time;
  std::int64_t timestamp_before_max_ms = 9223372036854775807;
  std::int64_t timestamp_after_max_ms = 3600000;
  bool is_compacted = false;                 ///< cleanup.policy contains compact: keys are needed
  std::int64_t message_bytes_max = 1048588;  ///< max.message.bytes
  Origin origin = Origin::client;
  std::string_view partition = {};  ///< "orders-0", for the texts; must outlive the check
};

/// A batch as it will be stored. Only base_offset and leader_epoch of the header are still to be
/// set; max_timestamp, attributes and crc are final.
struct CheckedBatch {
  BatchHeader header;
  Slice rest;  ///< the bytes behind the header; shared with the input if kept
  std::int32_t records_converted = 0;  ///< records written anew, with another codec or format
  bool was_rebuilt = false;
};

/// The shape of a Produce request's records, for `version` >= 3 of the request.
/// Source: ProduceRequest.validateRecords.
std::expected<void, Refusal> check_produce_request(ByteSpan records, std::int16_t version);

/// Whether check_for_append would decompress or compress: then it is better run as a Job.
bool is_work(ByteSpan records, const AppendSettings& settings);

/// Checks records that a leader is to append; `now` is the broker's wall clock. Nothing, and no
/// refusal, if there is no complete batch in them: Kafka then succeeds with nothing appended.
std::expected<std::optional<CheckedBatch>, Refusal> check_for_append(const Slice& records,
                                                                     const AppendSettings& settings,
                                                                     Timestamp now);

/// What LogValidator alone says, without the log's own checks (base offset, size, crc).
std::expected<CheckedBatch, Refusal> validate_records(const Slice& records,
                                                      const AppendSettings& settings,
                                                      Timestamp now);

/// Checks records fetched from a leader. Batches of an epoch above `leader_epoch` and all behind
/// them are left out, as is an incomplete last one. Returns the batches to append, each with its
/// stored header and the bytes behind it, uncopied.
std::expected<std::vector<CheckedBatch>, Refusal> check_as_follower(const Slice& records,
                                                                    LeaderEpoch leader_epoch);

/// The 61 bytes of the header, for appending before CheckedBatch::rest.
Slice header_bytes(const BatchHeader& header);

}  // namespace fl::record
