// The header of a record batch, version 2: 61 bytes that say all a broker needs to know of it.
// Bytes are hostile until `parse_batch_header` and the checks of validate.h have passed. Source:
// org.apache.kafka.common.record.DefaultRecordBatch, KIP-98.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"

#include <cstdint>
#include <optional>

namespace fl::record {

enum class Codec : std::uint8_t { none = 0, gzip = 1, snappy = 2, lz4 = 3, zstd = 4 };
enum class TimestampType : std::uint8_t { create_time = 0, log_append_time = 1 };

/// Bytes before the records.
inline constexpr std::size_t kBatchHeaderBytes = 61;
/// Base offset and batch length: what the length field does not count.
inline constexpr std::size_t kLogOverheadBytes = 12;
inline constexpr std::int8_t kMagic = 2;

/// Positions of header fields, for patching in place (core/base/writer.h store_*).
inline constexpr std::size_t kBaseOffsetAt = 0;
inline constexpr std::size_t kBatchLengthAt = 8;
inline constexpr std::size_t kLeaderEpochAt = 12;
inline constexpr std::size_t kMagicAt = 16;
inline constexpr std::size_t kCrcAt = 17;
inline constexpr std::size_t kAttributesAt = 21;  ///< the crc covers from here to the end
inline constexpr std::size_t kLastOffsetDeltaAt = 23;
inline constexpr std::size_t kBaseTimestampAt = 27;
inline constexpr std::size_t kMaxTimestampAt = 35;
inline constexpr std::size_t kProducerIdAt = 43;
inline constexpr std::size_t kProducerEpochAt = 51;
inline constexpr std::size_t kBaseSequenceAt = 53;
inline constexpr std::size_t kRecordCountAt = 57;

struct BatchHeader {
  Offset base_offset;
  std::int32_t batch_length = 0;  ///< bytes behind this field
  LeaderEpoch leader_epoch{-1};
  std::int8_t magic = kMagic;
  std::uint32_t crc = 0;
  std::int16_t attributes = 0;
  std::int32_t last_offset_delta = 0;
  Timestamp base_timestamp{-1};
  Timestamp max_timestamp{-1};
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  Sequence base_sequence{-1};
  std::int32_t record_count = 0;

  std::int64_t size_bytes() const {
    return static_cast<std::int64_t>(batch_length) + static_cast<std::int64_t>(kLogOverheadBytes);
  }

  /// The offset of the last record; kept by compaction also where that record is gone.
  /// Wraps around where the bytes lie so.
  Offset last_offset() const {
    return Offset(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(base_offset.value) +
                                  static_cast<std::uint64_t>(std::int64_t{last_offset_delta})));
  }

  Offset next_offset() const {
    return Offset(static_cast<std::int64_t>(static_cast<std::uint64_t>(last_offset().value) + 1));
  }

  /// Codec bits as stored: 5 to 7 are no codec.
  std::uint8_t codec_bits() const { return static_cast<std::uint8_t>(attributes & 7); }

  TimestampType timestamp_type() const {
    return (attributes & 8) != 0 ? TimestampType::log_append_time : TimestampType::create_time;
  }

  bool is_transactional() const { return (attributes & 16) != 0; }

  bool is_control() const { return (attributes & 32) != 0; }

  bool has_delete_horizon() const { return (attributes & 64) != 0; }

  bool has_producer_id() const { return producer_id.value > -1; }

  /// Wraps from 2^31-1 to 0; -1 if the batch has none.
  Sequence last_sequence() const {
    if (base_sequence == kNoSequence) return kNoSequence;
    const std::int64_t last = std::int64_t{base_sequence.value} + last_offset_delta;
    constexpr std::int64_t kMax = 0x7fffffff;
    return Sequence(static_cast<std::int32_t>(last > kMax ? last - kMax - 1 : last));
  }

  friend bool operator==(const BatchHeader&, const BatchHeader&) = default;
};

/// The fields of the header at the front of `bytes`, unchecked but for size: nothing if there are
/// fewer than kBatchHeaderBytes. Magic 0 and 1 have another layout behind byte 16: look at `magic`
/// first.
std::optional<BatchHeader> parse_batch_header(ByteSpan bytes);

/// Writes all fields over the first kBatchHeaderBytes of `bytes`, the crc as given.
void store_batch_header(const BatchHeader& header, std::span<std::uint8_t> bytes);

/// CRC-32C over the batch from its attributes to its end. REQUIRES: batch.size() > kAttributesAt.
std::uint32_t batch_crc(ByteSpan batch);

}  // namespace fl::record
