// Walks over the records of a compressed batch without keeping them: keys, values and headers are
// skipped as they come out of the decompressor, so that a batch of any size is checked in a few
// KiB. Kafka checks less here than when it reads: the length of a record is ignored. Source:
// DefaultRecordBatch.skipKeyValueIterator, PartialDefaultRecord.
#pragma once
#include "core/record/compression.h"
#include "core/record/reader.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace fl::record {

/// What validation needs to know of a record.
struct PartialRecord {
  std::int32_t offset_delta = 0;
  Timestamp timestamp;
  bool has_key = false;
};

class PartialReader {
 public:
  /// `records` are the bytes behind the batch's header and must stay.
  /// REQUIRES: header.record_count >= 0.
  PartialReader(const BatchHeader& header, Codec codec, ByteSpan records);

  /// The next record; nothing at the end and from the first error on.
  std::optional<PartialRecord> next();

  ReadError error() const { return error_; }

 private:
  static constexpr std::size_t kPieceBytes = 16 * 1024;

  bool refill();
  std::uint8_t byte();
  std::uint64_t raw_varint(int bytes_max);
  std::int32_t varint();
  std::int64_t varlong();
  void skip(std::int32_t size);
  void read_fields(PartialRecord& record);
  void fail(ReadError error);

  BatchHeader header_;
  std::unique_ptr<ByteSource> source_;
  std::array<std::uint8_t, kPieceBytes> piece_;
  std::size_t piece_at_ = 0;
  std::size_t piece_size_ = 0;
  std::int64_t bytes_read_ = 0;
  std::int32_t records_read_ = 0;
  ReadError error_ = ReadError::none;
};

}  // namespace fl::record
