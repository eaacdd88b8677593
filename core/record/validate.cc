// The checks around the validator: the shape of a Produce request, what the log asks of every batch
// on a leader, and the little that a follower asks. See validate.h; validator.cc looks at records.
#include "core/record/validate.h"

#include "core/base/assert.h"
#include "core/record/batches.h"
#include "core/record/old_messages.h"
#include "core/record/refusals.h"

#include <array>

namespace fl::record {
namespace {

/// The first version of Produce that may carry zstd.
constexpr std::int16_t kZstdProduceVersion = 7;

std::string to_text(std::int64_t number) {
  return std::to_string(number);
}

Refusal corrupt(const BatchHeader& header, std::string_view partition) {
  return {.error = wire::ErrorCode::corrupt_message,
          .message = "Record is corrupt (stored crc = " + to_text(header.crc) +
                     ") in topic partition " + std::string(partition) + "."};
}

/// Kafka converts messages of magic 0 and 1 here; no request that is served may carry them.
Refusal old_format(const BatchBytes& batch) {
  if (is_old_crc_right(batch.bytes))
    return server_error("Only record batches of magic 2 are stored");
  return {.error = wire::ErrorCode::corrupt_message, .message = "Record is corrupt"};
}

/// Kafka: the checksum of what is no batch is never right.
Refusal too_short() {
  return {.error = wire::ErrorCode::corrupt_message,
          .message = "The batch is smaller than a batch header"};
}

Refusal too_large(std::int64_t size, const AppendSettings& settings) {
  return {.error = wire::ErrorCode::message_too_large,
          .message = "The record batch size in the append to " + std::string(settings.partition) +
                     " is " + to_text(size) +
                     " bytes which exceeds the maximum configured value of " +
                     to_text(settings.message_bytes_max) + ")."};
}

/// What the log asks of one batch before anything is decompressed.
std::optional<Refusal> check_leader_batch(const BatchBytes& batch, const AppendSettings& settings) {
  if (batch.magic != kMagic) return old_format(batch);
  const std::optional<BatchHeader> header = parse_batch_header(batch.bytes);
  if (!header) return too_short();
  if (settings.origin == Origin::client && header->base_offset.value != 0)
    return invalid_record("The baseOffset of the record batch in the append to " +
                          std::string(settings.partition) + " should be 0, but it is " +
                          to_text(header->base_offset.value));
  if (header->size_bytes() > settings.message_bytes_max)
    return too_large(header->size_bytes(), settings);
  if (batch_crc(batch.bytes) != header->crc) return corrupt(*header, settings.partition);
  if (!codec_of_bits(header->codec_bits()))
    return server_error("Unknown compression type id: " + to_text(header->codec_bits()));
  return std::nullopt;
}

Refusal out_of_order(const BatchHeader& header) {
  // Kafka names the offsets of all records in its text, and fails over a negative count meanwhile.
  if (header.record_count < 0) return refusal_of(ReadError::negative_count);
  return server_error("Out of order offsets found in append");
}

}  // namespace

Refusal refusal_of(ScanError error) {
  switch (error) {
    case ScanError::none:
      break;
    case ScanError::length_too_small:
      return {.error = wire::ErrorCode::corrupt_message,
              .message = "Record size is less than the minimum record overhead (14)"};
    case ScanError::length_too_large:
      return server_error("Record size is too large");
    case ScanError::bad_magic:
      return {.error = wire::ErrorCode::corrupt_message,
              .message = "Invalid magic found in record"};
  }
  FL_ASSERT(false);
  return {};
}

std::expected<void, Refusal> check_produce_request(ByteSpan records, std::int16_t version) {
  const auto refuse = [&](std::string_view what) {
    return std::unexpected(
        invalid_record("Produce requests with version " + to_text(version) + std::string(what)));
  };
  BatchScanner scanner(records);
  const std::optional<BatchBytes> first = scanner.next();
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  if (!first) return refuse(" must have at least one record batch per partition");
  if (first->magic != kMagic)
    return refuse(" are only allowed to contain record batches with magic version 2");
  const std::optional<BatchHeader> header = parse_batch_header(first->bytes);
  if (version < kZstdProduceVersion && header) {
    const std::optional<Codec> codec = codec_of_bits(header->codec_bits());
    if (!codec) return std::unexpected(refusal_of(ReadError::unknown_codec));
    if (codec == Codec::zstd)
      return std::unexpected(Refusal{.error = wire::ErrorCode::unsupported_compression_type,
                                     .message = "Produce requests with version " +
                                                to_text(version) +
                                                " are not allowed to use ZStandard compression"});
  }
  const bool has_second = scanner.next().has_value();
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  if (has_second)
    return refuse(" are only allowed to contain exactly one record batch per partition");
  return {};
}

bool is_work(ByteSpan records, const AppendSettings& settings) {
  const std::optional<BatchHeader> header = parse_batch_header(records);
  if (!header) return false;
  const std::uint8_t none = static_cast<std::uint8_t>(Codec::none);
  return header->codec_bits() != none || settings.codec.value_or(Codec::none) != Codec::none;
}

std::expected<std::optional<CheckedBatch>, Refusal> check_for_append(const Slice& records,
                                                                     const AppendSettings& settings,
                                                                     Timestamp now) {
  BatchScanner scanner(records);
  while (const std::optional<BatchBytes> batch = scanner.next())
    if (auto refusal = check_leader_batch(*batch, settings))
      return std::unexpected(std::move(*refusal));
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  if (scanner.position() == 0) return std::optional<CheckedBatch>();
  auto checked = validate_records(records.sub(0, scanner.position()), settings, now);
  if (!checked) return std::unexpected(std::move(checked.error()));
  if (checked->was_rebuilt && checked->header.size_bytes() > settings.message_bytes_max)
    return std::unexpected(too_large(checked->header.size_bytes(), settings));
  return std::optional<CheckedBatch>(std::move(*checked));
}

std::expected<std::vector<CheckedBatch>, Refusal> check_as_follower(const Slice& records,
                                                                    LeaderEpoch leader_epoch) {
  std::vector<CheckedBatch> batches;
  std::optional<Offset> last_offset;
  bool is_skipping = false;
  BatchScanner scanner(records);
  while (const std::optional<BatchBytes> batch = scanner.next()) {
    const std::optional<BatchHeader> header = parse_batch_header(batch->bytes);
    if (batch->magic != kMagic) return std::unexpected(old_format(*batch));
    if (!header) return std::unexpected(too_short());
    // A leader that was deposed may still send what its successor never had.
    is_skipping = is_skipping || header->leader_epoch > leader_epoch;
    if (is_skipping) continue;
    if (header->leader_epoch.value < 0)
      return std::unexpected(server_error("Received invalid partition leader epoch entry"));
    const Offset before = last_offset.value_or(Offset(-1));
    if (header->last_offset() <= before) return std::unexpected(out_of_order(*header));
    last_offset = header->last_offset();
    if (batch_crc(batch->bytes) != header->crc) return std::unexpected(corrupt(*header, ""));
    if (!codec_of_bits(header->codec_bits()))
      return std::unexpected(refusal_of(ReadError::unknown_codec));
    batches.push_back({.header = *header,
                       .rest = records.sub(batch->begin + kBatchHeaderBytes,
                                           batch->bytes.size() - kBatchHeaderBytes)});
  }
  if (scanner.error() != ScanError::none) return std::unexpected(refusal_of(scanner.error()));
  return batches;
}

Slice header_bytes(const BatchHeader& header) {
  ByteVector bytes(kBatchHeaderBytes);
  store_batch_header(header, bytes);
  return Slice(std::move(bytes));
}

}  // namespace fl::record
