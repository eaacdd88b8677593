// Control records: what coordinators and the quorum's leader write between the data. A control
// batch holds one record of these kinds (more only in snapshots), never compressed by a broker.
// Source: ControlRecordType, EndTransactionMarker.
#pragma once
#include "core/record/builder.h"
#include "core/record/reader.h"

#include <cstdint>
#include <optional>

namespace fl::record {

enum class ControlType : std::int16_t {
  abort = 0,
  commit = 1,
  leader_change = 2,
  snapshot_header = 3,
  snapshot_footer = 4,
  kraft_version = 5,
  kraft_voters = 6,
};

/// Kafka's name in capitals; "UNKNOWN" for numbers it does not know.
std::string_view name_of(ControlType type);

/// The type in a control record's key; nothing if the key is no control key. A number that Kafka
/// does not know is given as it is.
std::optional<ControlType> control_type_of(const RecordView& record);

/// The end of a producer's transaction in one partition.
struct EndTransactionMarker {
  ControlType type = ControlType::abort;  ///< abort or commit
  std::int32_t coordinator_epoch = 0;

  friend bool operator==(const EndTransactionMarker&, const EndTransactionMarker&) = default;
};

/// Nothing if the record is no commit or abort marker, or its value is ill-formed.
std::optional<EndTransactionMarker> end_transaction_marker(const RecordView& record);

/// A marker's batch, base offset 0 and leader epoch -1 as yet.
Slice build_marker(const EndTransactionMarker& marker, ProducerId producer, ProducerEpoch epoch,
                   Timestamp timestamp);

}  // namespace fl::record
