#include "core/raft/bootstrap_file.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/raft/batches.h"
#include "core/record/batches.h"
#include "core/record/builder.h"
#include "core/record/control.h"
#include "core/wire/codec.h"
#include "core/wire/messages/control_records.h"

#include <utility>
#include <variant>

namespace fl::raft {

namespace {

/// Snapshots are not of an epoch of their own.
constexpr LeaderEpoch kEpoch{0};

template <class M>
void add_control(ByteVector& file, Offset at, record::ControlType type, const M& message,
                 Timestamp now) {
  const auto value = wire::encode_bytes(message, 0);
  FL_ASSERT(value.has_value());
  ByteVector key(4);
  store_i16(key, 2, static_cast<std::int16_t>(type));
  record::BatchBuilder builder({.base_offset = at, .leader_epoch = kEpoch, .is_control = true});
  builder.add({.timestamp = now, .key = ByteSpan(key), .value = ByteSpan(*value)});
  const ByteVector batch = std::move(builder).build();
  file.insert(file.end(), batch.begin(), batch.end());
}

}  // namespace

ByteVector build_bootstrap_file(std::span<const ByteVector> values, Timestamp now) {
  FL_ASSERT(!values.empty());
  ByteVector file;
  add_control(file, Offset(0), record::ControlType::snapshot_header,
              wire::SnapshotHeaderRecord{.last_contained_log_timestamp = Timestamp(0)}, now);
  record::BatchBuilder builder({.base_offset = Offset(1), .leader_epoch = kEpoch});
  for (const ByteVector& value : values)
    builder.add({.timestamp = now, .key = std::nullopt, .value = ByteSpan(value)});
  const ByteVector batch = std::move(builder).build();
  file.insert(file.end(), batch.begin(), batch.end());
  add_control(file, Offset(1 + static_cast<std::int64_t>(values.size())),
              record::ControlType::snapshot_footer, wire::SnapshotFooterRecord{}, now);
  return file;
}

std::expected<std::vector<Slice>, std::string> read_bootstrap_file(const Slice& file) {
  std::vector<Slice> values;
  record::BatchScanner scanner(file);
  bool is_whole = false;
  while (const auto found = scanner.next()) {
    const Slice bytes = file.sub(found->begin, found->bytes.size());
    const auto header = record::parse_batch_header(bytes);
    if (!header) return std::unexpected("a batch cannot be read");
    const auto batch = read_batch(*header, bytes);
    if (!batch) return std::unexpected("a batch is " + batch.error());
    values.insert(values.end(), batch->values.begin(), batch->values.end());
    for (const ControlRecord& control : batch->controls)
      is_whole = is_whole || std::holds_alternative<wire::SnapshotFooterRecord>(control);
  }
  if (!is_whole) return std::unexpected("it has no end");
  if (values.empty()) return std::unexpected("it has no records");
  return values;
}

}  // namespace fl::raft
