// Records one behind the other, then the header in front of them, then the crc over both. See
// builder.h.
#include "core/record/builder.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/record/arithmetic.h"
#include "core/record/compression.h"

#include <algorithm>
#include <bit>

namespace fl::record {
namespace {

std::int64_t varint_size(std::int64_t value) {
  const std::uint64_t zigzag =
      static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  return zigzag == 0 ? 1 : static_cast<std::int64_t>((std::bit_width(zigzag) + 6) / 7);
}

std::int64_t size_with_length(const std::optional<ByteSpan>& bytes) {
  if (!bytes) return varint_size(-1);
  const auto size = static_cast<std::int64_t>(bytes->size());
  return varint_size(size) + size;
}

void write_with_length(Writer& out, const std::optional<ByteSpan>& bytes) {
  out.varint(bytes ? static_cast<std::int32_t>(bytes->size()) : -1);
  if (bytes) out.bytes(*bytes);
}

std::int16_t attributes_of(const BatchSettings& settings) {
  int bits = static_cast<int>(settings.codec);
  if (settings.timestamp_type == TimestampType::log_append_time) bits |= 8;
  if (settings.is_transactional) bits |= 16;
  if (settings.is_control) bits |= 32;
  if (settings.delete_horizon) bits |= 64;
  return static_cast<std::int16_t>(bits);
}

}  // namespace

BatchBuilder::BatchBuilder(const BatchSettings& settings)
    : settings_(settings), bytes_(kBatchHeaderBytes), next_offset_(settings.base_offset) {}

void BatchBuilder::add(const RecordToAdd& record) {
  add_at(next_offset_, record);
}

void BatchBuilder::add_at(Offset offset, const RecordToAdd& record) {
  FL_ASSERT(offset >= next_offset_);
  const std::int64_t delta = offset - settings_.base_offset;
  FL_ASSERT(delta <= 0x7fffffff);
  if (count_ == 0) base_timestamp_ = settings_.delete_horizon.value_or(record.timestamp);
  write_record(static_cast<std::int32_t>(delta), record);
  max_timestamp_ = std::max(max_timestamp_, record.timestamp);
  ++count_;
  next_offset_ = offset + 1;
}

void BatchBuilder::cover_to(Offset last) {
  FL_ASSERT(count_ > 0);
  FL_ASSERT(last + 1 >= next_offset_);
  FL_ASSERT(last - settings_.base_offset <= 0x7fffffff);
  next_offset_ = last + 1;
}

void BatchBuilder::write_record(std::int32_t offset_delta, const RecordToAdd& record) {
  const std::int64_t timestamp_delta =
      wrapping_subtract(record.timestamp.value, base_timestamp_.value);
  const auto header_count = static_cast<std::int32_t>(record.headers.size());
  std::int64_t size = 1 + varint_size(timestamp_delta) + varint_size(offset_delta) +
                      size_with_length(record.key) + size_with_length(record.value) +
                      varint_size(header_count);
  for (const HeaderToAdd& header : record.headers)
    size += size_with_length(header.key) + size_with_length(header.value);
  FL_ASSERT(size <= 0x7fffffff);
  Writer out(bytes_);
  out.varint(static_cast<std::int32_t>(size));
  out.i8(0);
  out.varlong(timestamp_delta);
  out.varint(offset_delta);
  write_with_length(out, record.key);
  write_with_length(out, record.value);
  out.varint(header_count);
  for (const HeaderToAdd& header : record.headers) {
    write_with_length(out, header.key);
    write_with_length(out, header.value);
  }
}

ByteVector BatchBuilder::build() && {
  FL_ASSERT(count_ > 0);
  ByteVector batch;
  if (settings_.codec == Codec::none) {
    batch = std::move(bytes_);
  } else {
    batch.resize(kBatchHeaderBytes);
    compress(settings_.codec, settings_.level.value_or(default_level(settings_.codec)),
             ByteSpan(bytes_).subspan(kBatchHeaderBytes), batch);
  }
  FL_ASSERT(batch.size() - kLogOverheadBytes <= 0x7fffffff);
  const bool is_append_time = settings_.timestamp_type == TimestampType::log_append_time;
  BatchHeader header{
      .base_offset = settings_.base_offset,
      .batch_length = static_cast<std::int32_t>(batch.size() - kLogOverheadBytes),
      .leader_epoch = settings_.leader_epoch,
      .magic = kMagic,
      .crc = 0,
      .attributes = attributes_of(settings_),
      .last_offset_delta = static_cast<std::int32_t>(next_offset_ - settings_.base_offset) - 1,
      .base_timestamp = base_timestamp_,
      .max_timestamp = is_append_time ? settings_.log_append_time : max_timestamp_,
      .producer_id = settings_.producer_id,
      .producer_epoch = settings_.producer_epoch,
      .base_sequence = settings_.base_sequence,
      .record_count = count_,
  };
  store_batch_header(header, batch);
  header.crc = batch_crc(batch);
  store_batch_header(header, batch);
  return batch;
}

}  // namespace fl::record
