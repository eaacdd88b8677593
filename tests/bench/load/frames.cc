#include "tests/bench/load/frames.h"

#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/record/batch.h"

namespace fl::bench {

namespace {

constexpr std::size_t kFetchOffsetFromEnd = 8 + 8 + 4 + 4 + 2;

void text(Writer& out, const std::string& value) {
  out.i16(static_cast<std::int16_t>(value.size()));
  out.bytes(as_bytes(value));
}

void header(Writer& out, std::int16_t api, std::int16_t version) {
  out.i16(api);
  out.i16(version);
  out.i32(1);
  text(out, "load");
}

ByteVector framed(const ByteVector& body) {
  ByteVector frame;
  Writer out(frame);
  out.i32(static_cast<std::int32_t>(body.size()));
  out.bytes(body);
  return frame;
}

ByteVector one_record(std::int32_t index, std::int32_t value_bytes) {
  ByteVector body;
  Writer out(body);
  out.i8(0);
  out.varlong(0);
  out.varint(index);
  out.varint(-1);
  out.varint(value_bytes);
  for (std::int32_t i = 0; i < value_bytes; ++i)
    out.u8(static_cast<std::uint8_t>((i * 7 + index * 13) & 0xFF));
  out.varint(0);
  ByteVector record;
  Writer(record).varint(static_cast<std::int32_t>(body.size()));
  record.insert(record.end(), body.begin(), body.end());
  return record;
}

ByteVector batch(BatchShape shape) {
  ByteVector bytes(record::kBatchHeaderBytes);
  for (std::int32_t i = 0; i < shape.records; ++i) {
    const ByteVector record = one_record(i, shape.value_bytes);
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  record::BatchHeader head;
  head.batch_length = static_cast<std::int32_t>(bytes.size() - record::kLogOverheadBytes);
  head.last_offset_delta = shape.records - 1;
  head.base_timestamp = head.max_timestamp = Timestamp(1'700'000'000'000);
  head.record_count = shape.records;
  record::store_batch_header(head, bytes);
  head.crc = record::batch_crc(bytes);
  record::store_batch_header(head, bytes);
  return bytes;
}

}  // namespace

ByteVector create_topic_frame(const std::string& topic, std::int32_t partitions) {
  ByteVector body;
  Writer out(body);
  header(out, 19, 2);
  out.i32(1);
  text(out, topic);
  out.i32(partitions);
  out.i16(1);
  out.i32(0);
  out.i32(0);
  out.i32(10'000);
  out.i8(0);
  return framed(body);
}

ByteVector delete_topic_frame(const std::string& topic) {
  ByteVector body;
  Writer out(body);
  header(out, 20, 1);
  out.i32(1);
  text(out, topic);
  out.i32(10'000);
  return framed(body);
}

ByteVector api_versions_frame() {
  ByteVector body;
  Writer out(body);
  header(out, 18, 0);
  return framed(body);
}

ByteVector produce_frame(const std::string& topic, std::int32_t partition, std::int16_t acks,
                         BatchShape shape) {
  const ByteVector records = batch(shape);
  ByteVector body;
  Writer out(body);
  header(out, 0, 7);
  out.i16(-1);
  out.i16(acks);
  out.i32(30'000);
  out.i32(1);
  text(out, topic);
  out.i32(1);
  out.i32(partition);
  out.i32(static_cast<std::int32_t>(records.size()));
  out.bytes(records);
  return framed(body);
}

ByteVector fetch_frame(const std::string& topic, std::int32_t partition, std::int32_t bytes_max) {
  ByteVector body;
  Writer out(body);
  header(out, 1, 11);
  out.i32(-1);
  // An answer at the log's end comes at once: waiting there would measure the wait.
  out.i32(0);
  out.i32(1);
  out.i32(bytes_max);
  out.i8(0);
  out.i32(0);
  out.i32(-1);
  out.i32(1);
  text(out, topic);
  out.i32(1);
  out.i32(partition);
  out.i32(-1);
  out.i64(0);
  out.i64(-1);
  out.i32(bytes_max);
  out.i32(0);
  text(out, "");
  return framed(body);
}

void set_fetch_offset(ByteVector& frame, std::int64_t offset) {
  store_i64(frame, frame.size() - kFetchOffsetFromEnd, offset);
}

std::optional<std::int16_t> produce_error(ByteSpan response) {
  Reader in(response);
  in.skip(4);
  if (in.i32() != 1) return std::nullopt;
  in.skip(static_cast<std::size_t>(in.i16()));
  if (in.i32() != 1) return std::nullopt;
  in.skip(4);
  const std::int16_t error = in.i16();
  if (!in.ok()) return std::nullopt;
  return error;
}

std::optional<Fetched> fetched(ByteSpan response) {
  Reader in(response);
  in.skip(4 + 4);
  Fetched out;
  out.error = in.i16();
  in.skip(4);
  if (in.i32() != 1) return std::nullopt;
  in.skip(static_cast<std::size_t>(in.i16()));
  if (in.i32() != 1) return std::nullopt;
  in.skip(4);
  if (out.error == 0) out.error = in.i16();
  in.skip(8 + 8 + 8);
  const std::int32_t aborted = in.i32();
  for (std::int32_t i = 0; in.ok() && i < aborted; ++i)
    in.skip(16);
  in.skip(4);
  out.record_bytes = in.i32();
  ByteSpan records = in.take(out.record_bytes > 0 ? static_cast<std::size_t>(out.record_bytes) : 0);
  if (!in.ok()) return std::nullopt;
  while (const auto head = record::parse_batch_header(records)) {
    if (head->size_bytes() > static_cast<std::int64_t>(records.size())) break;
    out.next_offset = head->next_offset().value;
    out.records += head->record_count;
    out.whole_batch_bytes += head->size_bytes();
    records = records.subspan(static_cast<std::size_t>(head->size_bytes()));
  }
  return out;
}

ByteVector produce_answer_frame() {
  ByteVector body;
  Writer out(body);
  out.i32(1);
  out.i32(1);
  text(out, "load");
  out.i32(1);
  out.i32(0);
  out.i16(0);
  out.i64(0);
  out.i64(-1);
  out.i64(0);
  out.i32(0);
  return framed(body);
}

ByteVector fetch_answer_frame(std::size_t bytes) {
  const ByteVector one = batch({.records = 63, .value_bytes = 1024});
  ByteVector records;
  while (records.size() + one.size() <= bytes)
    records.insert(records.end(), one.begin(), one.end());
  ByteVector body;
  Writer out(body);
  out.i32(1);
  out.i32(0);
  out.i16(0);
  out.i32(0);
  out.i32(1);
  text(out, "load");
  out.i32(1);
  out.i32(0);
  out.i16(0);
  out.i64(0);
  out.i64(0);
  out.i64(0);
  out.i32(-1);
  out.i32(-1);
  out.i32(static_cast<std::int32_t>(records.size()));
  out.bytes(records);
  return framed(body);
}

ByteVector empty_answer_frame() {
  ByteVector body;
  Writer(body).i32(1);
  return framed(body);
}

}  // namespace fl::bench
