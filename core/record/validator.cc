// What Kafka's LogValidator does with the one batch that a leader is to append: every record is
// looked at, the batch is kept with a patched header or, if its codec changes, written anew. See
// validate.h.
#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/record/arithmetic.h"
#include "core/record/batches.h"
#include "core/record/builder.h"
#include "core/record/partial_reader.h"
#include "core/record/refusals.h"
#include "core/record/validate.h"

#include <array>
#include <limits>
#include <string>

namespace fl::record {
namespace {

/// How many refused records an answer names. Kafka names all, without bound.
constexpr std::size_t kRecordErrorsMax = 1000;

/// The one batch to validate, and how.
struct Validation {
  Slice batch;
  BatchHeader header;
  Codec source = Codec::none;
  Codec target = Codec::none;
  const AppendSettings* settings = nullptr;
  Timestamp now;
};

/// What the walk over the records found.
struct Findings {
  Timestamp max_timestamp{-1};
  std::int32_t count = 0;
  bool are_offsets_consecutive = true;
  std::vector<RecordError> errors;
  bool is_timestamp_wrong = false;
};

std::optional<Refusal> check_batch(const BatchHeader& header, const AppendSettings& settings) {
  if (settings.origin != Origin::client) return std::nullopt;
  const std::string where = " in topic partition " + std::string(settings.partition);
  const Offset first = header.base_offset;
  const Offset last = header.last_offset();
  const std::int64_t count_from_offsets =
      wrapping_add(wrapping_subtract(last.value, first.value), 1);
  const std::string range =
      "[" + std::to_string(first.value) + ", " + std::to_string(last.value) + "]";
  if (count_from_offsets <= 0)
    return invalid_record("Batch has an invalid offset range: " + range + where);
  if (header.record_count <= 0)
    return invalid_record(
        "Invalid reported count for record batch: " + std::to_string(header.record_count) + where);
  if (count_from_offsets != header.record_count)
    return invalid_record("Inconsistent batch offset range " + range + " and count of records " +
                          std::to_string(header.record_count) + where);
  if (header.is_control())
    return invalid_record("Clients are not allowed to write control records" + where);
  if (header.has_producer_id() && header.base_sequence.value < 0)
    return invalid_record("Invalid sequence number " + std::to_string(header.base_sequence.value) +
                          " in record batch with producerId " +
                          std::to_string(header.producer_id.value) + where);
  return std::nullopt;
}

/// Kafka calculates with numbers that wrap around: a timestamp far below zero lies in the future.
bool is_out_of_range(Timestamp timestamp, const Validation& of) {
  if (timestamp == kNoTimestamp) return false;
  const std::int64_t age = wrapping_subtract(of.now.value, timestamp.value);
  return age > of.settings->timestamp_before_max_ms ||
         wrapping_subtract(0, age) > of.settings->timestamp_after_max_ms;
}

void note(Findings& found, std::string message) {
  if (found.errors.size() < kRecordErrorsMax)
    found.errors.push_back({.batch_index = found.count, .message = std::move(message)});
}

std::string out_of_range_text(Timestamp timestamp, Offset offset, const Validation& of) {
  return "Timestamp " + std::to_string(timestamp.value) + " of message with offset " +
         std::to_string(offset.value) + " is out of range. The timestamp should be within [" +
         std::to_string(wrapping_subtract(of.now.value, of.settings->timestamp_before_max_ms)) +
         ", " + std::to_string(wrapping_add(of.now.value, of.settings->timestamp_after_max_ms)) +
         "]";
}

void check_record(Findings& found, const PartialRecord& record, const Validation& of) {
  const AppendSettings& settings = *of.settings;
  const Offset offset(wrapping_add(of.header.base_offset.value, record.offset_delta));
  if (settings.is_compacted && !record.has_key) {
    note(found, "Compacted topic cannot accept message without key in topic partition " +
                    std::string(settings.partition));
  } else if (settings.timestamp_type == TimestampType::create_time) {
    if (is_out_of_range(record.timestamp, of)) {
      found.is_timestamp_wrong = true;
      note(found, out_of_range_text(record.timestamp, offset, of));
    }
  } else if (of.header.timestamp_type() == TimestampType::log_append_time) {
    found.is_timestamp_wrong = true;
    note(found, "Invalid timestamp type in message with offset " + std::to_string(offset.value) +
                    ". Message timestamp type should not be set to log append time.");
  }
  if (record.timestamp > found.max_timestamp) found.max_timestamp = record.timestamp;
  if (offset.value != found.count) found.are_offsets_consecutive = false;
  ++found.count;
}

std::optional<Refusal> refusal_of(const Findings& found) {
  if (found.errors.empty()) return std::nullopt;
  if (found.is_timestamp_wrong)
    return Refusal{.error = wire::ErrorCode::invalid_timestamp,
                   .message = "One or more records have been rejected due to invalid timestamp",
                   .record_errors = found.errors};
  std::string first_three;
  for (std::size_t i = 0; i < found.errors.size() && i < 3; ++i) {
    const RecordError& error = found.errors[i];
    first_three += (i == 0 ? "" : ", ");
    first_three += "RecordError(batchIndex=" + std::to_string(error.batch_index) + ", message='" +
                   error.message + "')";
  }
  return Refusal{.error = wire::ErrorCode::invalid_record,
                 .message = "One or more records have been rejected due to " +
                            std::to_string(found.errors.size()) +
                            " record errors in total, and only showing the first three errors at "
                            "most: [" +
                            first_three + "]",
                 .record_errors = found.errors};
}

/// Uncompressed records are read as they lie; the records of a batch that will be written anew are
/// read whole too.
std::expected<Findings, Refusal> walk_whole(const OpenedBatch& opened, const Validation& of) {
  Findings found;
  RecordReader reader(opened);
  while (const std::optional<RecordView> record = reader.next())
    check_record(found,
                 {.offset_delta = record->offset_delta,
                  .timestamp = record->timestamp,
                  .has_key = record->key.has_value()},
                 of);
  if (reader.error() != ReadError::none) return std::unexpected(refusal_of(reader.error()));
  if (auto refusal = refusal_of(found)) return std::unexpected(std::move(*refusal));
  return found;
}

std::expected<Findings, Refusal> walk_partly(const Validation& of) {
  if (of.header.record_count < 0) return std::unexpected(refusal_of(ReadError::negative_count));
  Findings found;
  PartialReader reader(of.header, of.source, of.batch.span().subspan(kBatchHeaderBytes));
  while (const std::optional<PartialRecord> record = reader.next())
    check_record(found, *record, of);
  if (reader.error() != ReadError::none) return std::unexpected(refusal_of(reader.error()));
  if (auto refusal = refusal_of(found)) return std::unexpected(std::move(*refusal));
  return found;
}

/// The batch with its records as they are. The checksum is taken anew only if a byte under it
/// changed.
CheckedBatch keep(const Validation& of, const Findings& found) {
  CheckedBatch kept{.header = of.header, .rest = of.batch.from(kBatchHeaderBytes)};
  BatchHeader& header = kept.header;
  const TimestampType type = of.settings->timestamp_type;
  const Timestamp max_timestamp =
      type == TimestampType::log_append_time ? of.now : found.max_timestamp;
  if (header.timestamp_type() == type && header.max_timestamp == max_timestamp) return kept;
  // Kafka: bits that mean nothing survive until the header is written.
  constexpr int kMeaningfulBits = 0x77;
  const int type_bit = type == TimestampType::log_append_time ? 8 : 0;
  header.attributes = static_cast<std::int16_t>((header.attributes & kMeaningfulBits) | type_bit);
  header.max_timestamp = max_timestamp;
  std::array<std::uint8_t, kBatchHeaderBytes> bytes;
  store_batch_header(header, bytes);
  header.crc = crc32c(kept.rest, crc32c(ByteSpan(bytes).subspan(kAttributesAt)));
  return kept;
}

std::optional<Refusal> check_rebuild(const BatchHeader& header) {
  if (header.is_transactional() && !header.has_producer_id())
    return server_error("Cannot write transactional messages without a valid producer ID");
  if (header.producer_id == kNoProducerId) return std::nullopt;
  if (header.producer_epoch == kNoProducerEpoch)
    return server_error("Invalid negative producer epoch");
  if (header.base_sequence.value < 0 && !header.is_control())
    return server_error("Invalid negative sequence number used");
  return std::nullopt;
}

std::expected<CheckedBatch, Refusal> rebuild(const Validation& of, const OpenedBatch& opened) {
  if (auto refusal = check_rebuild(of.header)) return std::unexpected(std::move(*refusal));
  const bool is_append_time = of.settings->timestamp_type == TimestampType::log_append_time;
  BatchBuilder builder({.base_offset = Offset(0),
                        .codec = of.target,
                        .level = of.settings->level,
                        .timestamp_type = of.settings->timestamp_type,
                        .log_append_time = is_append_time ? of.now : kNoTimestamp,
                        .producer_id = of.header.producer_id,
                        .producer_epoch = of.header.producer_epoch,
                        .base_sequence = of.header.base_sequence,
                        .is_transactional = of.header.is_transactional(),
                        .is_control = of.header.is_control()});
  RecordReader reader(opened);
  while (const std::optional<RecordView> record = reader.next()) {
    if (record->timestamp.value < kNoTimestamp.value)
      return std::unexpected(
          server_error("Invalid negative timestamp " + std::to_string(record->timestamp.value)));
    std::vector<HeaderToAdd> headers;
    for (const HeaderView& header : record->headers())
      headers.push_back({.key = header.key, .value = header.value});
    builder.add({.timestamp = record->timestamp,
                 .key = record->key,
                 .value = record->value,
                 .headers = headers});
  }
  FL_ASSERT(reader.error() == ReadError::none);
  if (builder.count() == 0) return std::unexpected(invalid_record("A batch without records"));
  CheckedBatch rebuilt{
      .header = {}, .rest = {}, .records_converted = builder.count(), .was_rebuilt = true};
  const Slice bytes(std::move(builder).build());
  rebuilt.header = *parse_batch_header(bytes);
  rebuilt.rest = bytes.from(kBatchHeaderBytes);
  return rebuilt;
}

std::expected<CheckedBatch, Refusal> validate_uncompressed(const Validation& of) {
  const OpenResult opened = open_batch(of.batch);
  FL_ASSERT(opened.error == ReadError::none);
  const auto found = walk_whole(opened.batch, of);
  if (!found) return std::unexpected(found.error());
  return keep(of, *found);
}

/// The batch comes or will be compressed.
std::expected<CheckedBatch, Refusal> validate_compressed(const Validation& of) {
  // Kafka: control batches are stored as they come, uncompressed.
  const bool is_kept =
      of.source == of.target || (of.source == Codec::none && of.header.is_control());
  if (is_kept && of.source != Codec::none) {
    const auto found = walk_partly(of);
    if (!found) return std::unexpected(found.error());
    // Kafka: it would write the batch anew here, but has skipped the keys that it needs for it.
    if (!found->are_offsets_consecutive)
      return std::unexpected(server_error("key is skipped in PartialDefaultRecord"));
    return keep(of, *found);
  }
  const OpenResult opened = open_batch(of.batch);
  FL_ASSERT(opened.error == ReadError::none);
  const auto found = walk_whole(opened.batch, of);
  if (!found) return std::unexpected(found.error());
  if (is_kept && found->are_offsets_consecutive) return keep(of, *found);
  return rebuild(of, opened.batch);
}

}  // namespace

std::expected<CheckedBatch, Refusal> validate_records(const Slice& records,
                                                      const AppendSettings& settings,
                                                      Timestamp now) {
  BatchScanner scanner(records);
  const std::optional<BatchBytes> first = scanner.next();
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  if (!first) return std::unexpected(invalid_record("Record batch has no batches at all"));
  const bool has_second = scanner.next().has_value();
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  if (first->magic != kMagic || first->bytes.size() < kBatchHeaderBytes)
    return std::unexpected(server_error("Only record batches of magic 2 are stored"));
  if (has_second)
    return std::unexpected(invalid_record("Compressed outer record has more than one batch"));
  Validation validation{.batch = records.sub(first->begin, first->bytes.size()),
                        .header = *parse_batch_header(first->bytes),
                        .settings = &settings,
                        .now = now};
  const std::optional<Codec> source = codec_of_bits(validation.header.codec_bits());
  if (!source) return std::unexpected(refusal_of(ReadError::unknown_codec));
  validation.source = *source;
  validation.target = settings.codec.value_or(*source);
  if (auto refusal = check_batch(validation.header, settings))
    return std::unexpected(std::move(*refusal));
  if (validation.source == Codec::none && validation.target == Codec::none)
    return validate_uncompressed(validation);
  return validate_compressed(validation);
}

}  // namespace fl::record
