// Keys and values of control records. See control.h.
#include "core/record/control.h"

#include "core/base/reader.h"
#include "core/base/writer.h"

namespace fl::record {

std::string_view name_of(ControlType type) {
  switch (type) {
    case ControlType::abort:
      return "ABORT";
    case ControlType::commit:
      return "COMMIT";
    case ControlType::leader_change:
      return "LEADER_CHANGE";
    case ControlType::snapshot_header:
      return "SNAPSHOT_HEADER";
    case ControlType::snapshot_footer:
      return "SNAPSHOT_FOOTER";
    case ControlType::kraft_version:
      return "KRAFT_VERSION";
    case ControlType::kraft_voters:
      return "KRAFT_VOTERS";
  }
  return "UNKNOWN";
}

std::optional<ControlType> control_type_of(const RecordView& record) {
  if (!record.key) return std::nullopt;
  Reader in(*record.key);
  const std::int16_t version = in.i16();
  const std::int16_t type = in.i16();
  if (!in.ok() || version < 0) return std::nullopt;
  return static_cast<ControlType>(type);
}

std::optional<EndTransactionMarker> end_transaction_marker(const RecordView& record) {
  const std::optional<ControlType> type = control_type_of(record);
  if (type != ControlType::abort && type != ControlType::commit) return std::nullopt;
  if (!record.value) return std::nullopt;
  Reader in(*record.value);
  const std::int16_t version = in.i16();
  const std::int32_t coordinator_epoch = in.i32();
  if (!in.ok() || version < 0) return std::nullopt;
  return EndTransactionMarker{.type = *type, .coordinator_epoch = coordinator_epoch};
}

Slice build_marker(const EndTransactionMarker& marker, ProducerId producer, ProducerEpoch epoch,
                   Timestamp timestamp) {
  ByteVector key;
  Writer key_out(key);
  key_out.i16(0);
  key_out.i16(static_cast<std::int16_t>(marker.type));
  ByteVector value;
  Writer value_out(value);
  value_out.i16(0);
  value_out.i32(marker.coordinator_epoch);
  BatchBuilder builder({.producer_id = producer,
                        .producer_epoch = epoch,
                        .is_transactional = true,
                        .is_control = true});
  builder.add({.timestamp = timestamp, .key = key, .value = value});
  return Slice(std::move(builder).build());
}

}  // namespace fl::record
