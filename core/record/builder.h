// Builds a record batch: what producers send and coordinators write. Uncompressed, the bytes are
// those that Kafka's builder writes for the same records.
// Source: MemoryRecordsBuilder, DefaultRecord.writeTo.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fl::record {

struct BatchSettings {
  Offset base_offset;
  LeaderEpoch leader_epoch{-1};
  Codec codec = Codec::none;
  std::optional<int> level;  ///< of the codec; nothing: Kafka's default
  TimestampType timestamp_type = TimestampType::create_time;
  Timestamp log_append_time{-1};  ///< the batch's max timestamp if the type is log_append_time
  ProducerId producer_id{-1};
  ProducerEpoch producer_epoch{-1};
  Sequence base_sequence{-1};
  bool is_transactional = false;
  bool is_control = false;
  std::optional<Timestamp> delete_horizon;  ///< stored in place of the base timestamp
};

struct HeaderToAdd {
  ByteSpan key;
  std::optional<ByteSpan> value;
};

struct RecordToAdd {
  Timestamp timestamp{-1};
  std::optional<ByteSpan> key;
  std::optional<ByteSpan> value;
  std::span<const HeaderToAdd> headers = {};
};

class BatchBuilder {
 public:
  explicit BatchBuilder(const BatchSettings& settings);

  /// Adds a record at the next offset.
  void add(const RecordToAdd& record);

  /// Adds a record at `offset`, leaving a gap. REQUIRES: offset is above that of the record before.
  void add_at(Offset offset, const RecordToAdd& record);

  /// Makes the batch cover all offsets up to `last`, as compaction does when it drops the last
  /// records. REQUIRES: a record was added; last >= its offset.
  void cover_to(Offset last);

  std::int32_t count() const { return count_; }

  /// Bytes of the batch as it would be without compression.
  std::size_t uncompressed_size() const { return bytes_.size(); }

  Offset next_offset() const { return next_offset_; }

  /// The largest timestamp added.
  Timestamp max_timestamp() const { return max_timestamp_; }

  /// The batch, complete with crc. The builder is used up. REQUIRES: at least one record.
  ByteVector build() &&;

 private:
  void write_record(std::int32_t offset_delta, const RecordToAdd& record);

  BatchSettings settings_;
  ByteVector bytes_;  ///< room for the header, then the records, uncompressed
  std::int32_t count_ = 0;
  Offset next_offset_;
  Timestamp base_timestamp_{-1};
  Timestamp max_timestamp_{-1};
};

}  // namespace fl::record
