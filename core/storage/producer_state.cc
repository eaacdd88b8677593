#include "core/storage/producer_state.h"

#include "core/base/assert.h"
#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

#include <algorithm>

namespace fl::storage {
namespace {

constexpr std::int64_t kSequences = std::int64_t{1} << 31;
constexpr std::int16_t kSnapshotVersion = 1;
constexpr std::size_t kSnapshotHeaderBytes = 10;
constexpr std::size_t kSnapshotEntryBytes = 46;
constexpr std::size_t kSnapshotCrcAt = 2;
constexpr std::size_t kSnapshotCrcFrom = 6;

Sequence next_sequence(Sequence sequence) {
  return sequence.value == INT32_MAX ? Sequence(0) : sequence + 1;
}

}  // namespace

Sequence ProducerBatch::first_sequence() const {
  if (last_sequence.value < 0) return kNoSequence;
  const std::int64_t first = std::int64_t{last_sequence.value} - offset_delta;
  return Sequence(static_cast<std::int32_t>(first < 0 ? first + kSequences : first));
}

void ProducerEntry::add(const ProducerBatch& batch) {
  if (batch_count == kBatchesMax) {
    std::move(batches.begin() + 1, batches.end(), batches.begin());
    --batch_count;
  }
  batches[batch_count] = batch;
  ++batch_count;
  last_timestamp = batch.timestamp;
}

const ProducerBatch* ProducerStates::duplicate_of(const record::BatchHeader& header) const {
  const ProducerEntry* entry = entries_.find(header.producer_id);
  if (entry == nullptr || entry->epoch != header.producer_epoch) return nullptr;
  for (std::size_t i = 0; i < entry->batch_count; ++i) {
    const ProducerBatch& batch = entry->batches[i];
    if (batch.first_sequence() != header.base_sequence) continue;
    if (batch.last_sequence == header.last_sequence()) return &batch;
  }
  return nullptr;
}

std::optional<ProducerError> ProducerStates::check(const record::BatchHeader& header) const {
  const ProducerEntry* entry = entries_.find(header.producer_id);
  // Kafka: whoever nothing is known of may begin anywhere; its state may have expired.
  if (entry == nullptr) return std::nullopt;
  if (header.producer_epoch < entry->epoch) return ProducerError::invalid_producer_epoch;
  if (header.producer_epoch != entry->epoch) {
    if (header.base_sequence.value != 0 && entry->epoch != kNoProducerEpoch)
      return ProducerError::out_of_order_sequence_number;
  } else {
    const Sequence last = entry->last_sequence();
    // An entry without batches (after a marker) has no sequence to continue: the first must be 0
    // only if the epoch is the marker's own.
    const bool is_next = last == kNoSequence ? header.base_sequence.value == 0
                                             : header.base_sequence == next_sequence(last);
    if (!is_next) return ProducerError::out_of_order_sequence_number;
  }
  if (entry->transaction_first_offset && !header.is_transactional())
    return ProducerError::invalid_txn_state;
  return std::nullopt;
}

void ProducerStates::add_batch(const record::BatchHeader& header) {
  FL_ASSERT(header.has_producer_id());
  FL_ASSERT(!header.is_control());
  ProducerEntry* entry = entries_.mutate(header.producer_id);
  if (entry == nullptr) {
    entry = &entries_.put(header.producer_id, ProducerEntry{});
    entry->epoch = header.producer_epoch;
  }
  if (entry->epoch != header.producer_epoch) {
    entry->epoch = header.producer_epoch;
    entry->batch_count = 0;
  }
  entry->add({.last_sequence = header.last_sequence(),
              .last_offset = header.last_offset(),
              .offset_delta = header.last_offset_delta,
              .timestamp = header.max_timestamp});
  if (header.is_transactional() && !entry->transaction_first_offset) {
    entry->transaction_first_offset = header.base_offset;
    open_.put(header.base_offset, header.producer_id);
  }
}

std::optional<CompletedTxn> ProducerStates::add_marker(const record::BatchHeader& header,
                                                       bool commit,
                                                       std::int32_t coordinator_epoch) {
  ProducerEntry* entry = entries_.mutate(header.producer_id);
  if (entry == nullptr) {
    entry = &entries_.put(header.producer_id, ProducerEntry{});
    entry->epoch = header.producer_epoch;
  }
  if (entry->epoch != header.producer_epoch) {
    entry->epoch = header.producer_epoch;
    entry->batch_count = 0;
  }
  entry->coordinator_epoch = coordinator_epoch;
  entry->last_timestamp = header.max_timestamp;
  if (!entry->transaction_first_offset) return std::nullopt;
  const Offset first = *entry->transaction_first_offset;
  entry->transaction_first_offset.reset();
  open_.erase(first);
  return CompletedTxn{header.producer_id, first, header.base_offset, !commit};
}

std::optional<Offset> ProducerStates::first_undecided() const {
  std::optional<Offset> first;
  open_.for_each_from(Offset(INT64_MIN), [&first](Offset offset, const ProducerId&) {
    first = offset;
    return false;
  });
  return first;
}

std::size_t ProducerStates::expire(Timestamp now, std::int64_t expiration_ms) {
  std::vector<ProducerId> expired;
  entries_.for_each([&](ProducerId id, const ProducerEntry& entry) {
    if (entry.transaction_first_offset) return;
    if (now - entry.last_timestamp >= expiration_ms) expired.push_back(id);
  });
  for (const ProducerId id : expired)
    entries_.erase(id);
  return expired.size();
}

void ProducerStates::put(ProducerId id, const ProducerEntry& entry) {
  entries_.put(id, entry);
  if (entry.transaction_first_offset) open_.put(*entry.transaction_first_offset, id);
}

void ProducerStates::clear() {
  entries_.clear();
  open_.clear();
}

ByteVector format_producer_snapshot(const ProducerStates& states) {
  ByteVector bytes;
  bytes.reserve(kSnapshotHeaderBytes + states.size() * kSnapshotEntryBytes);
  Writer out(bytes);
  out.i16(kSnapshotVersion);
  out.u32(0);
  out.i32(static_cast<std::int32_t>(states.size()));
  states.for_each([&out](ProducerId id, const ProducerEntry& entry) {
    out.i64(id.value);
    out.i16(entry.epoch.value);
    out.i32(entry.last_sequence().value);
    out.i64(entry.is_empty() ? -1 : entry.last().last_offset.value);
    out.i32(entry.is_empty() ? 0 : entry.last().offset_delta);
    out.i64(entry.last_timestamp.value);
    out.i32(entry.coordinator_epoch);
    out.i64(entry.transaction_first_offset ? entry.transaction_first_offset->value : -1);
  });
  const std::uint32_t crc = crc32c(ByteSpan(bytes).subspan(kSnapshotCrcFrom));
  store_i32(bytes, kSnapshotCrcAt, static_cast<std::int32_t>(crc));
  return bytes;
}

std::optional<ProducerStates> parse_producer_snapshot(ByteSpan bytes, Timestamp now,
                                                      std::int64_t expiration_ms) {
  Reader in(bytes);
  if (in.i16() != kSnapshotVersion) return std::nullopt;
  const std::uint32_t crc = in.u32();
  const std::int32_t count = in.i32();
  if (!in.ok() || count < 0) return std::nullopt;
  if (in.left() != static_cast<std::size_t>(count) * kSnapshotEntryBytes) return std::nullopt;
  if (crc32c(bytes.subspan(kSnapshotCrcFrom)) != crc) return std::nullopt;
  ProducerStates states;
  for (std::int32_t i = 0; i < count; ++i) {
    const ProducerId id(in.i64());
    ProducerEntry entry;
    entry.epoch = ProducerEpoch(in.i16());
    ProducerBatch batch;
    batch.last_sequence = Sequence(in.i32());
    batch.last_offset = Offset(in.i64());
    batch.offset_delta = in.i32();
    batch.timestamp = Timestamp(in.i64());
    entry.coordinator_epoch = in.i32();
    const Offset transaction(in.i64());
    if (batch.last_offset.value >= 0) entry.add(batch);
    entry.last_timestamp = batch.timestamp;
    if (transaction.value >= 0) entry.transaction_first_offset = transaction;
    const bool is_expired =
        !entry.transaction_first_offset && now - entry.last_timestamp >= expiration_ms;
    if (!is_expired) states.put(id, entry);
  }
  return states;
}

}  // namespace fl::storage
