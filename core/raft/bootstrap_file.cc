#include "core/raft/bootstrap_file.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/raft/batches.h"
#include "core/raft/snapshot_file.h"
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
void add_control(record::BatchBuilder& builder, record::ControlType type, const M& message,
                 Timestamp now) {
  const auto value = wire::encode_bytes(message, 0);
  FL_ASSERT(value.has_value());
  ByteVector key(4);
  store_i16(key, 2, static_cast<std::int16_t>(type));
  builder.add({.timestamp = now, .key = ByteSpan(key), .value = ByteSpan(*value)});
}

void append_to(ByteVector& file, record::BatchBuilder builder) {
  const ByteVector batch = std::move(builder).build();
  file.insert(file.end(), batch.begin(), batch.end());
}

record::BatchBuilder control_batch(Offset at) {
  return record::BatchBuilder({.base_offset = at, .leader_epoch = kEpoch, .is_control = true});
}

void add_footer(ByteVector& file, Offset at, Timestamp now) {
  record::BatchBuilder builder = control_batch(at);
  add_control(builder, record::ControlType::snapshot_footer, wire::SnapshotFooterRecord{}, now);
  append_to(file, std::move(builder));
}

/// What a whole snapshot holds. On error: what is wrong with it.
std::expected<std::vector<CommittedBatch>, std::string> read_batches(const Slice& file) {
  std::vector<CommittedBatch> batches;
  record::BatchScanner scanner(file);
  bool is_whole = false;
  while (const auto found = scanner.next()) {
    const Slice bytes = file.sub(found->begin, found->bytes.size());
    const auto header = record::parse_batch_header(bytes);
    if (!header) return std::unexpected("a batch cannot be read");
    auto batch = read_batch(*header, bytes);
    if (!batch) return std::unexpected("a batch is " + batch.error());
    for (const ControlRecord& control : batch->controls)
      is_whole = is_whole || std::holds_alternative<wire::SnapshotFooterRecord>(control);
    batches.push_back(std::move(*batch));
  }
  if (!is_whole) return std::unexpected("it has no end");
  return batches;
}

}  // namespace

ByteVector build_bootstrap_file(std::span<const ByteVector> values, Timestamp now) {
  FL_ASSERT(!values.empty());
  ByteVector file;
  record::BatchBuilder header = control_batch(Offset(0));
  add_control(header, record::ControlType::snapshot_header,
              wire::SnapshotHeaderRecord{.last_contained_log_timestamp = Timestamp(0)}, now);
  append_to(file, std::move(header));
  record::BatchBuilder builder({.base_offset = Offset(1), .leader_epoch = kEpoch});
  for (const ByteVector& value : values)
    builder.add({.timestamp = now, .key = std::nullopt, .value = ByteSpan(value)});
  append_to(file, std::move(builder));
  add_footer(file, Offset(1 + static_cast<std::int64_t>(values.size())), now);
  return file;
}

std::expected<std::vector<Slice>, std::string> read_bootstrap_file(const Slice& file) {
  const auto batches = read_batches(file);
  if (!batches) return std::unexpected(batches.error());
  std::vector<Slice> values;
  for (const CommittedBatch& batch : *batches)
    values.insert(values.end(), batch.values.begin(), batch.values.end());
  if (values.empty()) return std::unexpected("it has no records");
  return values;
}

ByteVector build_formatted_voters(const wire::VotersRecord& voters, Timestamp now) {
  SnapshotFramer framer{SnapshotId{}};
  ByteVector file = framer.head({.last_contained_timestamp = now,
                                 .kraft_version = wire::KRaftVersionRecord{.kraft_version = 1},
                                 .voters = voters},
                                now);
  const ByteVector foot = framer.foot(now);
  file.insert(file.end(), foot.begin(), foot.end());
  return file;
}

}  // namespace fl::raft
