// What a log tells: appends, rolls, syncs, cuts and recoveries, each with the decision behind it.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::storage {

/// A batch got its offsets and its place; it is visible once the append is Done.
struct BatchAppended {
  static constexpr std::string_view kKind = "BatchAppended";

  std::string topic;
  PartitionIndex partition;
  Offset base_offset;
  Offset last_offset;
  Offset segment;
  Position position;
  std::int64_t size_bytes = 0;
  LeaderEpoch leader_epoch;
  Timestamp max_timestamp;
  ProducerId producer_id;
  ProducerEpoch producer_epoch;
  Sequence base_sequence;

  static consteval auto fields();
};

/// A retry was recognised by its sequence numbers; nothing was appended.
struct DuplicateRecognized {
  static constexpr std::string_view kKind = "DuplicateRecognized";

  std::string topic;
  PartitionIndex partition;
  ProducerId producer_id;
  Sequence base_sequence;
  Offset base_offset;
  Offset last_offset;

  static consteval auto fields();
};

/// A producer's batch was refused because it does not follow what is known of the producer.
struct ProducerRefused {
  static constexpr std::string_view kKind = "ProducerRefused";

  std::string topic;
  PartitionIndex partition;
  ProducerId producer_id;
  ProducerEpoch producer_epoch;
  Sequence base_sequence;

  static consteval auto fields();
};

/// Readers may see the log up to here now.
struct VisibleEndAdvanced {
  static constexpr std::string_view kKind = "VisibleEndAdvanced";

  std::string topic;
  PartitionIndex partition;
  Offset visible_end;

  static consteval auto fields();
};

struct SegmentRolled {
  static constexpr std::string_view kKind = "SegmentRolled";

  std::string topic;
  PartitionIndex partition;
  Offset sealed;
  Offset base_offset;
  std::int64_t sealed_bytes = 0;

  static consteval auto fields();
};

/// All records below `flushed_end` are durable.
struct LogFlushed {
  static constexpr std::string_view kKind = "LogFlushed";

  std::string topic;
  PartitionIndex partition;
  Offset flushed_end;

  static consteval auto fields();
};

/// A disk operation failed; the log takes no more appends.
struct LogFailed {
  static constexpr std::string_view kKind = "LogFailed";

  std::string topic;
  PartitionIndex partition;
  std::string error;
  Offset visible_end;

  static consteval auto fields();
};

struct LogTruncated {
  static constexpr std::string_view kKind = "LogTruncated";

  std::string topic;
  PartitionIndex partition;
  Offset from;
  Offset to;

  static consteval auto fields();
};

struct LogStartAdvanced {
  static constexpr std::string_view kKind = "LogStartAdvanced";

  std::string topic;
  PartitionIndex partition;
  Offset start;
  std::int64_t segments_removed = 0;

  static consteval auto fields();
};

/// The broker keeps no replica any longer: the log's directory is renamed, to be removed later. A
/// log of the same partition begins anew.
struct LogMovedAway {
  static constexpr std::string_view kKind = "LogMovedAway";

  std::string topic;
  PartitionIndex partition;
  Offset end;

  static consteval auto fields();
};

/// A log was loaded at boot; `verified`: all above the recovery point was read and checked, and
/// `bytes_cut` is what did not hold.
struct LogRecovered {
  static constexpr std::string_view kKind = "LogRecovered";

  std::string topic;
  PartitionIndex partition;
  bool verified = false;
  Offset start;
  Offset end;
  std::int64_t segments = 0;
  std::int64_t bytes_read = 0;
  std::int64_t bytes_cut = 0;

  static consteval auto fields();
};

/// An index file disagrees with its log and was not used.
struct IndexDistrusted {
  static constexpr std::string_view kKind = "IndexDistrusted";

  std::string topic;
  PartitionIndex partition;
  Offset segment;

  static consteval auto fields();
};

struct ProducerStateExpired {
  static constexpr std::string_view kKind = "ProducerStateExpired";

  std::string topic;
  PartitionIndex partition;
  std::int64_t producers = 0;

  static consteval auto fields();
};

consteval auto BatchAppended::fields() {
  using T = BatchAppended;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::base_offset>("BaseOffset"), field<&T::last_offset>("LastOffset"),
                    field<&T::segment>("Segment"), field<&T::position>("Position"),
                    field<&T::size_bytes>("SizeBytes"), field<&T::leader_epoch>("LeaderEpoch"),
                    field<&T::max_timestamp>("MaxTimestamp"), field<&T::producer_id>("ProducerId"),
                    field<&T::producer_epoch>("ProducerEpoch"),
                    field<&T::base_sequence>("BaseSequence"));
}

consteval auto DuplicateRecognized::fields() {
  using T = DuplicateRecognized;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::producer_id>("ProducerId"), field<&T::base_sequence>("BaseSequence"),
                    field<&T::base_offset>("BaseOffset"), field<&T::last_offset>("LastOffset"));
}

consteval auto ProducerRefused::fields() {
  using T = ProducerRefused;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::producer_id>("ProducerId"),
                    field<&T::producer_epoch>("ProducerEpoch"),
                    field<&T::base_sequence>("BaseSequence"));
}

consteval auto VisibleEndAdvanced::fields() {
  using T = VisibleEndAdvanced;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::visible_end>("VisibleEnd"));
}

consteval auto SegmentRolled::fields() {
  using T = SegmentRolled;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::sealed>("Sealed"), field<&T::base_offset>("BaseOffset"),
                    field<&T::sealed_bytes>("SealedBytes"));
}

consteval auto LogFlushed::fields() {
  using T = LogFlushed;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::flushed_end>("FlushedEnd"));
}

consteval auto LogFailed::fields() {
  using T = LogFailed;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::error>("Error"), field<&T::visible_end>("VisibleEnd"));
}

consteval auto LogTruncated::fields() {
  using T = LogTruncated;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::from>("From"), field<&T::to>("To"));
}

consteval auto LogStartAdvanced::fields() {
  using T = LogStartAdvanced;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::start>("Start"), field<&T::segments_removed>("SegmentsRemoved"));
}

consteval auto LogMovedAway::fields() {
  using T = LogMovedAway;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::end>("End"));
}

consteval auto LogRecovered::fields() {
  using T = LogRecovered;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::verified>("Verified"), field<&T::start>("Start"),
                    field<&T::end>("End"), field<&T::segments>("Segments"),
                    field<&T::bytes_read>("BytesRead"), field<&T::bytes_cut>("BytesCut"));
}

consteval auto IndexDistrusted::fields() {
  using T = IndexDistrusted;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::segment>("Segment"));
}

consteval auto ProducerStateExpired::fields() {
  using T = ProducerStateExpired;
  return field_list(field<&T::topic>("Topic"), field<&T::partition>("Partition"),
                    field<&T::producers>("Producers"));
}

}  // namespace fl::storage
