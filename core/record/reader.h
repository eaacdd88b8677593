// Reads the records of a batch, as consumers and tools do. Opening a batch decompresses it,
// bounded; reading is sticky: the first mistake ends it, and the records before it were given.
// Kafka judges the same bytes differently inside a compressed batch, where a record is read whole
// before it is parsed; both ways are kept here, with Kafka's error codes. Source:
// DefaultRecordBatch.iterator, DefaultRecord.readFrom.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"
#include "core/record/compression.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fl::record {

enum class ReadError : std::uint8_t {
  none,
  negative_count,  ///< the batch's record count is below zero
  ends_too_early,  ///< fewer records than counted
  bytes_left,      ///< more bytes than the counted records need
  bad_length,      ///< a record's length does not fit what is there
  length_varint,   ///< a record's length that does not end within 5 bytes
  bad_structure,   ///< lengths inside a record lead beyond it
  bad_header_count,
  null_header_key,
  bad_compressed_bytes,
  too_large,  ///< more decompressed bytes than allowed
  unknown_codec,
  short_header,  ///< the batch is smaller than a batch header
};

/// What a broker answers for it: mostly INVALID_RECORD, but UNKNOWN_SERVER_ERROR where Kafka has no
/// code for it.
wire::ErrorCode code_of(ReadError error);
std::string_view text_of(ReadError error);

struct HeaderView {
  ByteSpan key;
  std::optional<ByteSpan> value;
};

/// One record, viewed in the bytes of its OpenedBatch.
struct RecordView {
  Offset offset;
  Timestamp timestamp;
  Sequence sequence{-1};
  std::int8_t attributes = 0;
  std::int32_t offset_delta = 0;
  std::int64_t size_bytes = 0;  ///< with its length field
  std::optional<ByteSpan> key;
  std::optional<ByteSpan> value;
  std::int32_t header_count = 0;
  ByteSpan header_bytes;  ///< checked; see headers()

  std::vector<HeaderView> headers() const;
};

/// A batch whose records can be read: header, and record bytes after decompression.
struct OpenedBatch {
  BatchHeader header;
  Slice records;
  CodecError codec_error = CodecError::none;  ///< what stands behind the last byte of `records`
  bool is_compressed = false;
};

/// Opens a batch that begins at `batch[0]` and ends with it. Uncompressed records are not copied.
/// On error: short_header or unknown_codec; damage within compressed bytes shows while reading.
/// REQUIRES: magic 2.
struct OpenResult {
  OpenedBatch batch;
  ReadError error = ReadError::none;
};

OpenResult open_batch(const Slice& batch, std::int64_t max_bytes = kDecompressedBytesMax);

class RecordReader {
 public:
  /// `batch` must stay while records are read.
  explicit RecordReader(const OpenedBatch& batch);

  /// The next record; nothing at the end and from the first error on. The last record of a batch is
  /// not given if bytes are left behind it, as in Kafka.
  std::optional<RecordView> next();

  ReadError error() const { return error_; }

 private:
  std::optional<RecordView> fail(ReadError error);
  ReadError error_at_end(ReadError otherwise) const;

  const OpenedBatch* batch_;
  std::size_t position_ = 0;
  std::int32_t records_read_ = 0;
  ReadError error_ = ReadError::none;
};

/// first + delta, wrapping from 2^31-1 to 0.   Source: DefaultRecordBatch.incrementSequence.
Sequence add_to_sequence(Sequence first, std::int32_t delta);

}  // namespace fl::record
