#include "core/raft/snapshot_file.h"

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/raft/batches.h"
#include "core/record/builder.h"
#include "core/record/control.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

namespace fl::raft {

namespace {

constexpr std::string_view kWhole = ".checkpoint";
constexpr std::string_view kPart = ".checkpoint.part";
constexpr std::string_view kDeleted = ".checkpoint.deleted";
constexpr std::size_t kOffsetDigits = 20;
constexpr std::size_t kEpochDigits = 10;

std::string padded(std::int64_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::string stem_of(SnapshotId id) {
  return padded(id.end.value, kOffsetDigits) + "-" + padded(id.epoch.value, kEpochDigits);
}

template <class Number>
std::optional<Number> number_in(std::string_view digits) {
  Number number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0)
    return std::nullopt;
  return number;
}

template <class M>
void add_control(record::BatchBuilder& builder, record::ControlType type, const M& message,
                 Timestamp now) {
  const auto value = wire::encode_bytes(message, 0);
  FL_ASSERT(value.has_value());
  // Version 0, then the type.
  ByteVector key(4);
  store_i16(key, 2, static_cast<std::int16_t>(type));
  builder.add({.timestamp = now, .key = ByteSpan(key), .value = ByteSpan(*value)});
}

}  // namespace

std::string snapshot_file_name(SnapshotId id) {
  return stem_of(id) + std::string(kWhole);
}

std::string snapshot_part_name(SnapshotId id, std::int64_t attempt) {
  return stem_of(id) + "-" + std::to_string(attempt) + std::string(kPart);
}

std::optional<SnapshotFileName> parse_snapshot_file_name(std::string_view name) {
  SnapshotFileName parsed;
  if (name.ends_with(kPart))
    parsed.kind = SnapshotFileName::Kind::part;
  else if (name.ends_with(kDeleted))
    parsed.kind = SnapshotFileName::Kind::deleted;
  else if (!name.ends_with(kWhole))
    return std::nullopt;
  if (name.size() < kOffsetDigits + 1 + kEpochDigits || name[kOffsetDigits] != '-')
    return std::nullopt;
  const auto end = number_in<std::int64_t>(name.substr(0, kOffsetDigits));
  const auto epoch = number_in<std::int32_t>(name.substr(kOffsetDigits + 1, kEpochDigits));
  if (!end || !epoch) return std::nullopt;
  parsed.id = {.end = Offset(*end), .epoch = LeaderEpoch(*epoch)};
  return parsed;
}

ByteVector SnapshotFramer::head(const SnapshotHead& head, Timestamp now) {
  record::BatchBuilder builder(
      {.base_offset = next_, .leader_epoch = id_.epoch, .is_control = true});
  add_control(
      builder, record::ControlType::snapshot_header,
      wire::SnapshotHeaderRecord{.last_contained_log_timestamp = head.last_contained_timestamp},
      now);
  if (head.kraft_version)
    add_control(builder, record::ControlType::kraft_version, *head.kraft_version, now);
  if (head.voters) add_control(builder, record::ControlType::kraft_voters, *head.voters, now);
  next_ = builder.next_offset();
  return std::move(builder).build();
}

ByteVector SnapshotFramer::values(std::span<const ByteVector> values, Timestamp now) {
  FL_ASSERT(!values.empty());
  record::BatchBuilder builder({.base_offset = next_, .leader_epoch = id_.epoch});
  for (const ByteVector& value : values)
    builder.add({.timestamp = now, .key = std::nullopt, .value = ByteSpan(value)});
  next_ = builder.next_offset();
  return std::move(builder).build();
}

ByteVector SnapshotFramer::foot(Timestamp now) {
  record::BatchBuilder builder(
      {.base_offset = next_, .leader_epoch = id_.epoch, .is_control = true});
  add_control(builder, record::ControlType::snapshot_footer, wire::SnapshotFooterRecord{}, now);
  next_ = builder.next_offset();
  return std::move(builder).build();
}

SnapshotReader::SnapshotReader(SnapshotId id) {
  snapshot_.id = id;
}

bool SnapshotReader::fail(std::string why) {
  if (error_.empty()) error_ = std::move(why);
  rest_.clear();
  snapshot_.batches.clear();
  return false;
}

bool SnapshotReader::take(const Slice& piece) {
  if (!error_.empty()) return false;
  taken_bytes_ += static_cast<std::int64_t>(piece.size());
  if (taken_bytes_ > kSnapshotBytesMax)
    return fail("it is larger than " + std::to_string(kSnapshotBytesMax) + " bytes");
  Slice bytes = piece;
  if (!rest_.empty()) {
    rest_.insert(rest_.end(), piece.data(), piece.data() + piece.size());
    bytes = Slice(std::exchange(rest_, {}));
  }
  while (true) {
    const auto header = record::parse_batch_header(bytes);
    if (!header) break;
    const std::int64_t size = header->size_bytes();
    if (size < static_cast<std::int64_t>(record::kBatchHeaderBytes) || size > kBatchBytesMax)
      return fail("a batch has a length that cannot be");
    if (size > static_cast<std::int64_t>(bytes.size())) break;
    if (!take_batch(bytes.sub(0, static_cast<std::size_t>(size)))) return false;
    bytes = bytes.from(static_cast<std::size_t>(size));
  }
  rest_.assign(bytes.data(), bytes.data() + bytes.size());
  return true;
}

bool SnapshotReader::take_batch(const Slice& bytes) {
  if (has_foot_) return fail("something follows its end");
  auto batch = read_batch(record::parse_batch_header(bytes).value(), bytes);
  if (!batch) return fail("a batch is " + batch.error());
  if (batch->base != next_ || batch->end <= batch->base)
    return fail("a batch at offset " + std::to_string(batch->base.value) + " stands where offset " +
                std::to_string(next_.value) + " was to come");
  next_ = batch->end;
  if (!has_head_) return take_head(*batch);
  for (const ControlRecord& control : batch->controls)
    has_foot_ = has_foot_ || std::holds_alternative<wire::SnapshotFooterRecord>(control);
  if (!batch->values.empty()) snapshot_.batches.push_back(std::move(*batch));
  return true;
}

bool SnapshotReader::take_head(const CommittedBatch& batch) {
  const auto* header = batch.controls.empty()
                           ? nullptr
                           : std::get_if<wire::SnapshotHeaderRecord>(&batch.controls.front());
  if (header == nullptr) return fail("it does not begin with a header");
  has_head_ = true;
  SnapshotHead& head = snapshot_.head;
  head.last_contained_timestamp = header->last_contained_log_timestamp;
  for (const ControlRecord& control : batch.controls) {
    if (const auto* version = std::get_if<wire::KRaftVersionRecord>(&control))
      head.kraft_version = *version;
    else if (const auto* voters = std::get_if<wire::VotersRecord>(&control))
      head.voters = *voters;
  }
  return true;
}

std::expected<CommittedSnapshot, std::string> SnapshotReader::finish() && {
  if (!error_.empty()) return std::unexpected(std::move(error_));
  if (!rest_.empty() || !has_foot_) return std::unexpected(std::string("it has no end"));
  return std::move(snapshot_);
}

}  // namespace fl::raft
