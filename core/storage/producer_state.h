// What a partition knows of each producer that wrote to it: its epoch and its last batches, so that
// a retry gets the old answer instead of a second copy, and a gap is refused; and which
// transactions are open, which bounds what a committed reader may see.   Source:
// ProducerStateManager, ProducerStateEntry, ProducerAppendInfo, KIP-98, KIP-360.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/record/batch.h"

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

namespace fl::storage {

/// A batch as remembered for duplicate detection. Offsets are those of the last record.
struct ProducerBatch {
  Sequence last_sequence{-1};
  Offset last_offset{-1};
  std::int32_t offset_delta = 0;
  Timestamp timestamp{-1};

  Sequence first_sequence() const;

  Offset first_offset() const { return last_offset - offset_delta; }

  friend bool operator==(const ProducerBatch&, const ProducerBatch&) = default;
};

struct ProducerEntry {
  static constexpr std::size_t kBatchesMax = 5;

  ProducerEpoch epoch{-1};
  std::int32_t coordinator_epoch = -1;
  Timestamp last_timestamp{-1};
  std::optional<Offset> transaction_first_offset;
  /// The last batches, oldest first; at most five.
  std::array<ProducerBatch, kBatchesMax> batches{};
  std::uint8_t batch_count = 0;

  bool is_empty() const { return batch_count == 0; }

  const ProducerBatch& last() const { return batches[batch_count - 1U]; }

  Sequence last_sequence() const { return is_empty() ? kNoSequence : last().last_sequence; }

  void add(const ProducerBatch& batch);

  friend bool operator==(const ProducerEntry&, const ProducerEntry&) = default;
};

enum class ProducerError : std::uint8_t {
  out_of_order_sequence_number,
  invalid_producer_epoch,
  invalid_txn_state,
};

constexpr std::string_view name_of(ProducerError error) {
  switch (error) {
    case ProducerError::out_of_order_sequence_number:
      return "out_of_order_sequence_number";
    case ProducerError::invalid_producer_epoch:
      return "invalid_producer_epoch";
    case ProducerError::invalid_txn_state:
      return "invalid_txn_state";
  }
  return "unknown";
}

/// A finished transaction, as its marker told. `last_offset` is the marker's.
struct CompletedTxn {
  ProducerId producer_id;
  Offset first_offset;
  Offset last_offset;
  bool aborted = false;
};

class ProducerStates {
 public:
  const ProducerEntry* find(ProducerId id) const { return entries_.find(id); }

  /// The remembered batch of which this is a retry, or nothing.
  const ProducerBatch* duplicate_of(const record::BatchHeader& header) const;

  /// Whether a client's batch may follow what is known. Nothing is changed.
  std::optional<ProducerError> check(const record::BatchHeader& header) const;

  /// Notes an appended data batch (base offset assigned).
  void add_batch(const record::BatchHeader& header);

  /// Notes a transaction's marker; returns the transaction that it ends, if one was open.
  std::optional<CompletedTxn> add_marker(const record::BatchHeader& header, bool commit,
                                         std::int32_t coordinator_epoch);

  /// The first offset that an open transaction holds back, or nothing.
  std::optional<Offset> first_undecided() const;

  /// Drops producers without open transaction whose last record timestamp is `expiration_ms` or
  /// more before `now`; returns how many.
  std::size_t expire(Timestamp now, std::int64_t expiration_ms);

  void put(ProducerId id, const ProducerEntry& entry);
  void clear();

  std::size_t size() const { return entries_.size(); }

  /// Calls f(ProducerId, const ProducerEntry&) by rising id.
  template <class F>
  void for_each(F&& f) const {
    entries_.for_each(f);
  }

 private:
  SharedMap<ProducerId, ProducerEntry> entries_;
  /// Open transactions: first offset → producer.
  SharedMap<Offset, ProducerId> open_;
};

/// The bytes of a `.snapshot`: only the last batch of each producer survives.
ByteVector format_producer_snapshot(const ProducerStates& states);

/// Returns the states, without those that expired by `now`; nothing if version, length or checksum
/// are wrong.
std::optional<ProducerStates> parse_producer_snapshot(ByteSpan bytes, Timestamp now,
                                                      std::int64_t expiration_ms);

}  // namespace fl::storage
