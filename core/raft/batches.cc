#include "core/raft/batches.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/record/builder.h"
#include "core/record/control.h"
#include "core/record/reader.h"
#include "core/wire/codec.h"

#include <array>
#include <utility>
#include <variant>

namespace fl::raft {

namespace {

template <class M>
std::optional<ControlRecord> control_as(const Slice& value) {
  auto read = wire::decode<M>(value, 0);
  if (!read) return std::nullopt;
  return ControlRecord(std::move(*read));
}

std::optional<ControlRecord> control_of(record::ControlType type, const Slice& value) {
  switch (type) {
    case record::ControlType::leader_change:
      return control_as<wire::LeaderChangeMessage>(value);
    case record::ControlType::snapshot_header:
      return control_as<wire::SnapshotHeaderRecord>(value);
    case record::ControlType::snapshot_footer:
      return control_as<wire::SnapshotFooterRecord>(value);
    case record::ControlType::kraft_version:
      return control_as<wire::KRaftVersionRecord>(value);
    case record::ControlType::kraft_voters:
      return control_as<wire::VotersRecord>(value);
    case record::ControlType::abort:
    case record::ControlType::commit:
      break;
  }
  return std::nullopt;
}

/// In the order of ControlRecord.
constexpr std::array kControlTypes{
    record::ControlType::leader_change, record::ControlType::kraft_version,
    record::ControlType::kraft_voters, record::ControlType::snapshot_header,
    record::ControlType::snapshot_footer};
static_assert(kControlTypes.size() == std::variant_size_v<ControlRecord>);

/// Version 0, then the type.
ByteVector control_key(record::ControlType type) {
  ByteVector key(4);
  store_i16(key, 2, static_cast<std::int16_t>(type));
  return key;
}

std::unexpected<std::string> wrong(std::string_view what) {
  return std::unexpected(std::string(what));
}

}  // namespace

Slice build_batch(std::span<const ByteVector> values, Timestamp now) {
  FL_ASSERT(!values.empty());
  record::BatchBuilder builder({});
  for (const ByteVector& value : values)
    builder.add({.timestamp = now, .key = std::nullopt, .value = ByteSpan(value)});
  return Slice(std::move(builder).build());
}

Slice build_batch(const wire::LeaderChangeMessage& message, Timestamp now) {
  const ControlRecord control(message);
  return build_batch(std::span(&control, 1), now);
}

Slice build_batch(std::span<const ControlRecord> controls, Timestamp now) {
  FL_ASSERT(!controls.empty());
  record::BatchBuilder builder({.is_control = true});
  for (const ControlRecord& control : controls) {
    const auto value =
        std::visit([](const auto& message) { return wire::encode_bytes(message, 0); }, control);
    FL_ASSERT(value.has_value());
    const ByteVector key = control_key(kControlTypes[control.index()]);
    builder.add({.timestamp = now, .key = ByteSpan(key), .value = ByteSpan(*value)});
  }
  return Slice(std::move(builder).build());
}

std::expected<CommittedBatch, std::string> read_batch(const record::BatchHeader& header,
                                                      const Slice& batch) {
  if (header.magic != record::kMagic) return wrong("not of format version 2");
  if (batch.size() <= record::kAttributesAt || record::batch_crc(batch) != header.crc)
    return wrong("its checksum does not fit");
  const auto opened = record::open_batch(batch);
  if (opened.error != record::ReadError::none) return wrong(text_of(opened.error));
  CommittedBatch noted{.base = header.base_offset,
                       .end = header.next_offset(),
                       .epoch = header.leader_epoch,
                       .timestamp = header.max_timestamp,
                       .size_bytes = header.size_bytes(),
                       .values = {},
                       .controls = {}};
  record::RecordReader reader(opened.batch);
  while (const auto view = reader.next()) {
    if (!view->value) return wrong("a record without a value");
    // The record's bytes are kept by its slices only: they lie in `opened`.
    const Slice value(opened.batch.records.owner(), *view->value);
    if (!header.is_control()) {
      noted.values.push_back(value);
      continue;
    }
    const auto type = record::control_type_of(*view);
    if (!type) return wrong("a control record without a type");
    if (auto control = control_of(*type, value)) noted.controls.push_back(std::move(*control));
  }
  if (reader.error() != record::ReadError::none) return wrong(text_of(reader.error()));
  return noted;
}

}  // namespace fl::raft
