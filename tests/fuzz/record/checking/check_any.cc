// See check_any.h.
#include "tests/fuzz/record/checking/check_any.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/record/batches.h"
#include "core/record/control.h"
#include "core/record/old_messages.h"
#include "core/record/reader.h"
#include "core/record/validate.h"

namespace fl::record {
namespace {

constexpr std::int64_t kBytesMax = 1 << 20;
constexpr Timestamp kNow{1700000100000};

AppendSettings settings_of(std::uint8_t choice) {
  AppendSettings settings{.partition = "t-0"};
  if ((choice & 1) != 0) settings.timestamp_type = TimestampType::log_append_time;
  if ((choice & 2) != 0) settings.is_compacted = true;
  if ((choice & 4) != 0) settings.origin = Origin::coordinator;
  if ((choice & 24) == 8) settings.codec = Codec::none;
  if ((choice & 24) == 16) settings.codec = Codec::lz4;
  return settings;
}

/// One batch whose length and checksum fit its bytes.
void make_right(ByteVector& bytes) {
  if (bytes.size() < kBatchHeaderBytes) return;
  store_i64(bytes, kBaseOffsetAt, 0);
  store_i32(bytes, kBatchLengthAt, static_cast<std::int32_t>(bytes.size() - kLogOverheadBytes));
  store_i32(bytes, kCrcAt, static_cast<std::int32_t>(batch_crc(bytes)));
}

std::int64_t read_all(const Slice& batch) {
  const OpenResult opened = open_batch(batch, kBytesMax);
  if (opened.error != ReadError::none) return -1;
  FL_ASSERT(opened.batch.records.size() <= kBytesMax || !opened.batch.is_compressed);
  RecordReader reader(opened.batch);
  std::int64_t count = 0;
  while (const std::optional<RecordView> record = reader.next()) {
    FL_ASSERT(record->headers().size() == static_cast<std::size_t>(record->header_count));
    static_cast<void>(end_transaction_marker(*record));
    ++count;
  }
  return reader.error() == ReadError::none ? count : -1;
}

void check_accepted(const CheckedBatch& batch) {
  FL_ASSERT(batch.header.size_bytes() ==
            static_cast<std::int64_t>(kBatchHeaderBytes + batch.rest.size()));
  ByteVector stored(kBatchHeaderBytes);
  store_batch_header(batch.header, stored);
  stored.insert(stored.end(), batch.rest.span().begin(), batch.rest.span().end());
  // What is stored is right by its own checksum.
  FL_ASSERT(batch_crc(stored) == batch.header.crc);
  if (batch.header.codec_bits() != 0 && !batch.was_rebuilt) return;
  // Every record of an uncompressed batch that was accepted can be read.
  const std::int64_t count = read_all(Slice(std::move(stored)));
  FL_ASSERT(count == batch.header.record_count || batch.was_rebuilt);
}

}  // namespace

void check_any(ByteSpan input) {
  if (input.empty()) return;
  const std::uint8_t choice = input[0];
  ByteVector bytes(input.begin() + 1, input.end());
  if ((choice & 32) != 0) make_right(bytes);
  const Slice records(std::move(bytes));
  static_cast<void>(check_produce_request(records, (choice & 64) != 0 ? 3 : 9));
  const auto appended = check_for_append(records, settings_of(choice), kNow);
  if (appended && *appended) check_accepted(**appended);
  static_cast<void>(check_as_follower(records, LeaderEpoch(5)));
  BatchScanner scanner(records);
  while (const std::optional<BatchBytes> batch = scanner.next()) {
    const Slice part = records.sub(batch->begin, batch->bytes.size());
    if (batch->magic == kMagic) {
      static_cast<void>(read_all(part));
    } else if (const std::optional<OldMessage> message = parse_old_message(part)) {
      static_cast<void>(open_old_message(*message, kBytesMax));
    }
  }
}

}  // namespace fl::record
