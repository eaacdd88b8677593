#include "core/controller/metadata_batch.h"

#include "core/base/assert.h"
#include "core/record/builder.h"
#include "core/record/reader.h"

#include <utility>

namespace fl::controller {

namespace {

std::unexpected<std::string> wrong(const record::BatchHeader& header, std::string_view what) {
  return std::unexpected("metadata log, batch at offset " +
                         std::to_string(header.base_offset.value) + ": " + std::string(what));
}

}  // namespace

MetadataBatch build_metadata_batch(const metadata::RecordList& records, Timestamp now) {
  FL_ASSERT(!records.empty());
  record::BatchBuilder builder({});
  for (const metadata::Record& record : records) {
    const auto value = metadata::encode_record(record);
    FL_ASSERT(value.has_value());
    builder.add({.timestamp = now, .key = std::nullopt, .value = ByteSpan(*value)});
  }
  const Slice bytes(std::move(builder).build());
  const auto header = record::parse_batch_header(bytes);
  FL_ASSERT(header.has_value());
  return {.header = *header, .rest = bytes.from(record::kBatchHeaderBytes)};
}

std::expected<metadata::RecordList, std::string> read_metadata_batch(
    const record::BatchHeader& header, const Slice& batch) {
  metadata::RecordList records;
  if (header.is_control()) return records;
  if (header.magic != record::kMagic) return wrong(header, "not of format version 2");
  if (batch.size() <= record::kAttributesAt || record::batch_crc(batch) != header.crc)
    return wrong(header, "its checksum does not fit");
  const auto opened = record::open_batch(batch);
  if (opened.error != record::ReadError::none) return wrong(header, text_of(opened.error));
  record::RecordReader reader(opened.batch);
  while (const auto view = reader.next()) {
    if (!view->value) return wrong(header, "a record without a value");
    // The record's bytes are kept by its strings and slices only: they lie in `opened`.
    const Slice value(opened.batch.records.owner(), *view->value);
    auto record = metadata::decode_record(value);
    if (!record) return wrong(header, name_of(record.error()));
    records.push_back(std::move(*record));
  }
  if (reader.error() != record::ReadError::none) return wrong(header, text_of(reader.error()));
  return records;
}

}  // namespace fl::controller
