// Opening a batch and walking over its records, with Kafka's verdict on each kind of damage. See
// reader.h.
#include "core/record/reader.h"

#include "core/base/assert.h"
#include "core/record/arithmetic.h"
#include "core/record/cursor.h"

#include <limits>

namespace fl::record {
namespace {

/// Walks over the headers; false if they lead beyond the bytes.
ReadError skip_headers(RecordCursor& in, std::int32_t count) {
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int32_t key_size = in.varint();
    if (in.error() != CursorError::none) return ReadError::bad_structure;
    if (key_size < 0) return ReadError::null_header_key;
    static_cast<void>(in.bytes_or_null(key_size));
    static_cast<void>(in.bytes_or_null(in.varint()));
    if (in.error() != CursorError::none) return ReadError::bad_structure;
  }
  return ReadError::none;
}

/// Reads what stands behind a record's length, at most all of `bytes`.
ReadError read_body(const BatchHeader& header, ByteSpan bytes, RecordView& record,
                    std::size_t& consumed) {
  RecordCursor in(bytes);
  record.attributes = static_cast<std::int8_t>(in.byte());
  record.timestamp = Timestamp(wrapping_add(header.base_timestamp.value, in.varlong()));
  if (header.timestamp_type() == TimestampType::log_append_time)
    record.timestamp = header.max_timestamp;
  record.offset_delta = in.varint();
  record.offset = Offset(wrapping_add(header.base_offset.value, record.offset_delta));
  record.sequence = add_to_sequence(header.base_sequence, record.offset_delta);
  record.key = in.bytes_or_null(in.varint());
  record.value = in.bytes_or_null(in.varint());
  record.header_count = in.varint();
  if (in.error() != CursorError::none) return ReadError::bad_structure;
  // Every header takes two bytes at least, so that this bounds the walk.
  if (record.header_count < 0) return ReadError::bad_header_count;
  if (static_cast<std::size_t>(record.header_count) > in.left()) return ReadError::bad_header_count;
  const std::size_t headers_at = in.position();
  const ReadError headers = skip_headers(in, record.header_count);
  if (headers != ReadError::none) return headers;
  consumed = in.position();
  record.header_bytes = bytes.subspan(headers_at, consumed - headers_at);
  return ReadError::none;
}

}  // namespace

wire::ErrorCode code_of(ReadError error) {
  switch (error) {
    case ReadError::none:
      return wire::ErrorCode::none;
    case ReadError::negative_count:
    case ReadError::ends_too_early:
    case ReadError::bytes_left:
    case ReadError::bad_length:
    case ReadError::bad_structure:
    case ReadError::bad_header_count:
    case ReadError::null_header_key:
      return wire::ErrorCode::invalid_record;
    case ReadError::length_varint:
    case ReadError::bad_compressed_bytes:
    case ReadError::too_large:
    case ReadError::unknown_codec:
    case ReadError::short_header:
      return wire::ErrorCode::unknown_server_error;
  }
  return wire::ErrorCode::unknown_server_error;
}

std::string_view text_of(ReadError error) {
  switch (error) {
    case ReadError::none:
      return "";
    case ReadError::negative_count:
      return "Found invalid record count in magic v2 batch";
    case ReadError::ends_too_early:
      return "Incorrect declared batch size, premature EOF reached";
    case ReadError::bytes_left:
      return "Incorrect declared batch size, records still remaining in file";
    case ReadError::bad_length:
      return "Invalid record size";
    case ReadError::length_varint:
      return "Varint is too long";
    case ReadError::bad_structure:
      return "Found invalid record structure";
    case ReadError::bad_header_count:
      return "Found invalid number of record headers";
    case ReadError::null_header_key:
      return "Invalid negative header key size";
    case ReadError::bad_compressed_bytes:
      return "Failed to decompress record stream";
    case ReadError::too_large:
      return "The records of the batch are too large when decompressed";
    case ReadError::unknown_codec:
      return "Unknown compression type id";
    case ReadError::short_header:
      return "The batch is smaller than a batch header";
  }
  return "";
}

std::vector<HeaderView> RecordView::headers() const {
  std::vector<HeaderView> found;
  found.reserve(static_cast<std::size_t>(header_count));
  RecordCursor in(header_bytes);
  for (std::int32_t i = 0; i < header_count; ++i) {
    const std::optional<ByteSpan> name = in.bytes_or_null(in.varint());
    FL_ASSERT(name.has_value());
    found.push_back({.key = *name, .value = in.bytes_or_null(in.varint())});
  }
  return found;
}

OpenResult open_batch(const Slice& batch, std::int64_t max_bytes) {
  const std::optional<BatchHeader> header = parse_batch_header(batch);
  if (!header) return {.batch = {}, .error = ReadError::short_header};
  OpenResult result{.batch = {.header = *header, .records = batch.from(kBatchHeaderBytes)}};
  const std::optional<Codec> codec = codec_of_bits(header->codec_bits());
  if (!codec) return {.batch = result.batch, .error = ReadError::unknown_codec};
  if (*codec == Codec::none) return result;
  Decompressed plain = decompress(*codec, result.batch.records, max_bytes);
  result.batch.records = Slice(std::move(plain.bytes));
  result.batch.codec_error = plain.error;
  result.batch.is_compressed = true;
  return result;
}

RecordReader::RecordReader(const OpenedBatch& batch) : batch_(&batch) {
  if (batch.header.record_count < 0) error_ = ReadError::negative_count;
}

std::optional<RecordView> RecordReader::fail(ReadError error) {
  error_ = error;
  return std::nullopt;
}

ReadError RecordReader::error_at_end(ReadError otherwise) const {
  switch (batch_->codec_error) {
    case CodecError::none:
      return otherwise;
    case CodecError::bad_bytes:
      return ReadError::bad_compressed_bytes;
    case CodecError::too_large:
      return ReadError::too_large;
    case CodecError::unknown_codec:
      return ReadError::unknown_codec;
  }
  return otherwise;
}

std::optional<RecordView> RecordReader::next() {
  if (error_ != ReadError::none || records_read_ == batch_->header.record_count)
    return std::nullopt;
  const ByteSpan left = batch_->records.span().subspan(position_);
  RecordCursor in(left);
  const std::int32_t length = in.varint();
  if (in.error() == CursorError::underflow) return fail(error_at_end(ReadError::ends_too_early));
  if (in.error() == CursorError::varint_too_long)
    return fail(batch_->is_compressed ? ReadError::ends_too_early : ReadError::length_varint);
  // Kafka: a compressed record is read whole, by its length, before it is parsed; an uncompressed
  // one is parsed first, and its length compared afterwards.
  if (batch_->is_compressed && length < 0) return fail(ReadError::ends_too_early);
  if (std::int64_t{length} > static_cast<std::int64_t>(in.left()))
    return fail(error_at_end(ReadError::bad_length));
  const ByteSpan rest = left.subspan(in.position());
  RecordView record;
  std::size_t consumed = 0;
  const ByteSpan body = batch_->is_compressed ? rest.first(static_cast<std::size_t>(length)) : rest;
  const ReadError body_error = read_body(batch_->header, body, record, consumed);
  if (body_error != ReadError::none) return fail(body_error);
  if (static_cast<std::int64_t>(consumed) != std::int64_t{length})
    return fail(ReadError::bad_length);
  const std::size_t size = in.position() + consumed;
  record.size_bytes = static_cast<std::int64_t>(size);
  position_ += size;
  ++records_read_;
  if (records_read_ == batch_->header.record_count) {
    if (size != left.size()) return fail(ReadError::bytes_left);
    if (batch_->codec_error != CodecError::none) return fail(error_at_end(ReadError::none));
  }
  return record;
}

Sequence add_to_sequence(Sequence first, std::int32_t delta) {
  if (first.value < 0) return Sequence(-1);
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::int64_t room = std::int64_t{kMax} - first.value;
  if (delta > room) return Sequence(static_cast<std::int32_t>(delta - room - 1));
  return Sequence(first.value + delta);
}

}  // namespace fl::record
