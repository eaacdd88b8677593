#include "core/controller/metadata_batch.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

#include <utility>

namespace fl::controller {

namespace {

void put_record(Writer& out, std::int32_t offset_delta, const ByteVector& value) {
  ByteVector body;
  Writer record(body);
  record.i8(0);       // attributes
  record.varlong(0);  // timestamp delta
  record.varint(offset_delta);
  record.varint(-1);  // no key
  record.varint(static_cast<std::int32_t>(value.size()));
  record.bytes(value);
  record.varint(0);  // no headers
  out.varint(static_cast<std::int32_t>(body.size()));
  out.bytes(body);
}

std::unexpected<std::string> wrong(const record::BatchHeader& header, std::string_view what) {
  return std::unexpected("metadata log, batch at offset " +
                         std::to_string(header.base_offset.value) + ": " + std::string(what));
}

/// The value of the next record; empty, and an error in `in`, if the bytes are ill-formed.
Slice next_value(Reader& in, const Slice& batch) {
  const std::int32_t size = in.varint();
  if (size < 0 || static_cast<std::size_t>(size) > in.left()) in.fail(WireError::truncated);
  const std::size_t end = in.position() + (in.ok() ? static_cast<std::size_t>(size) : 0);
  in.skip(1);
  static_cast<void>(in.varlong());
  static_cast<void>(in.varint());
  const std::int32_t key_size = in.varint();
  if (key_size > 0) in.skip(static_cast<std::size_t>(key_size));
  const std::int32_t value_size = in.varint();
  if (value_size < 0) in.fail(WireError::unexpected_null);
  const std::size_t value_begin = in.position();
  if (in.ok()) in.skip(static_cast<std::size_t>(value_size));
  if (in.ok() && in.position() > end) in.fail(WireError::truncated);
  if (!in.ok()) return {};
  const Slice value = batch.sub(value_begin, static_cast<std::size_t>(value_size));
  in.skip(end - in.position());
  return value;
}

}  // namespace

MetadataBatch build_metadata_batch(const metadata::RecordList& records, Timestamp now) {
  FL_ASSERT(!records.empty());
  ByteVector bytes(record::kBatchHeaderBytes);
  Writer out(bytes);
  std::int32_t delta = 0;
  for (const metadata::Record& record : records) {
    const auto value = metadata::encode_record(record);
    FL_ASSERT(value.has_value());
    put_record(out, delta++, *value);
  }
  MetadataBatch batch;
  record::BatchHeader& header = batch.header;
  header.batch_length = static_cast<std::int32_t>(bytes.size() - record::kLogOverheadBytes);
  header.last_offset_delta = delta - 1;
  header.record_count = delta;
  header.base_timestamp = now;
  header.max_timestamp = now;
  record::store_batch_header(header, bytes);
  header.crc = record::batch_crc(bytes);
  batch.rest = Slice(std::move(bytes)).from(record::kBatchHeaderBytes);
  return batch;
}

std::expected<metadata::RecordList, std::string> read_metadata_batch(
    const record::BatchHeader& header, const Slice& batch) {
  metadata::RecordList records;
  if (header.is_control()) return records;
  if (header.magic != record::kMagic) return wrong(header, "not of format version 2");
  if (header.codec_bits() != 0) return wrong(header, "compressed");
  if (record::batch_crc(batch) != header.crc) return wrong(header, "its checksum does not fit");
  Reader in(batch);
  in.skip(record::kBatchHeaderBytes);
  for (std::int32_t i = 0; i < header.record_count && in.ok(); ++i) {
    const Slice value = next_value(in, batch);
    if (!in.ok()) break;
    auto record = metadata::decode_record(value);
    if (!record) return wrong(header, name_of(record.error()));
    records.push_back(std::move(*record));
  }
  if (!in.ok()) return wrong(header, name_of(in.error()));
  return records;
}

}  // namespace fl::controller
