// Messages of magic 0 and 1, as logs from before 0.11 hold them. They are read, never written or
// stored: no request that is served may carry them. A compressed message holds others in its value;
// magic 1 counts their offsets from the first, magic 0 as they are in the log. Source:
// LegacyRecord, AbstractLegacyRecordBatch, KIP-31, KIP-32.
#pragma once
#include "core/record/batches.h"
#include "core/record/reader.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace fl::record {

struct OldMessage {
  Offset offset;
  std::int32_t length = 0;  ///< bytes behind this field
  std::uint32_t crc = 0;    ///< CRC-32 (not Castagnoli's) from the magic on
  std::int8_t magic = 0;
  std::int8_t attributes = 0;
  Timestamp timestamp{-1};  ///< magic 0 has none
  std::optional<Slice> key;
  std::optional<Slice> value;
  bool is_crc_right = false;

  std::uint8_t codec_bits() const { return static_cast<std::uint8_t>(attributes & 7); }

  TimestampType timestamp_type() const {
    return (attributes & 8) != 0 ? TimestampType::log_append_time : TimestampType::create_time;
  }
};

/// Whether the message that fills `bytes` has the checksum that it names.
bool is_old_crc_right(ByteSpan bytes);

/// The message that fills `bytes`; nothing if its lengths do not fit.
std::optional<OldMessage> parse_old_message(const Slice& bytes);

/// The records in an outer message: itself, or those in its value, with the offsets and timestamps
/// that a consumer sees. Decompressed bytes are bounded.
struct OldRecords {
  std::vector<OldMessage> messages;
  ReadError error = ReadError::none;
};

OldRecords open_old_message(const OldMessage& outer,
                            std::int64_t max_bytes = kDecompressedBytesMax);

}  // namespace fl::record
