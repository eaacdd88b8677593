#include "core/record/batch.h"

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace fl::record {

std::optional<BatchHeader> parse_batch_header(ByteSpan bytes) {
  if (bytes.size() < kBatchHeaderBytes) return std::nullopt;
  Reader in(bytes);
  BatchHeader header;
  header.base_offset = Offset(in.i64());
  header.batch_length = in.i32();
  header.leader_epoch = LeaderEpoch(in.i32());
  header.magic = in.i8();
  header.crc = in.u32();
  header.attributes = in.i16();
  header.last_offset_delta = in.i32();
  header.base_timestamp = Timestamp(in.i64());
  header.max_timestamp = Timestamp(in.i64());
  header.producer_id = ProducerId(in.i64());
  header.producer_epoch = ProducerEpoch(in.i16());
  header.base_sequence = Sequence(in.i32());
  header.record_count = in.i32();
  FL_ASSERT(in.position() == kBatchHeaderBytes);
  return header;
}

void store_batch_header(const BatchHeader& header, std::span<std::uint8_t> bytes) {
  store_i64(bytes, kBaseOffsetAt, header.base_offset.value);
  store_i32(bytes, kBatchLengthAt, header.batch_length);
  store_i32(bytes, kLeaderEpochAt, header.leader_epoch.value);
  bytes[kMagicAt] = static_cast<std::uint8_t>(header.magic);
  store_i32(bytes, kCrcAt, static_cast<std::int32_t>(header.crc));
  store_i16(bytes, kAttributesAt, header.attributes);
  store_i32(bytes, kLastOffsetDeltaAt, header.last_offset_delta);
  store_i64(bytes, kBaseTimestampAt, header.base_timestamp.value);
  store_i64(bytes, kMaxTimestampAt, header.max_timestamp.value);
  store_i64(bytes, kProducerIdAt, header.producer_id.value);
  store_i16(bytes, kProducerEpochAt, header.producer_epoch.value);
  store_i32(bytes, kBaseSequenceAt, header.base_sequence.value);
  store_i32(bytes, kRecordCountAt, header.record_count);
}

std::uint32_t batch_crc(ByteSpan batch) {
  FL_ASSERT(batch.size() > kAttributesAt);
  return crc32c(batch.subspan(kAttributesAt));
}

}  // namespace fl::record
