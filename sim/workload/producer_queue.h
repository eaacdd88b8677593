// The batches that a producer holds for one partition, in order: open ones that still fill, closed
// ones that wait to be sent or sent again, and those in flight. Keeps the rules of an idempotent
// producer: sequences without gaps, retries in order, a fresh epoch after a gap that cannot close.
// Source: RecordAccumulator, TransactionManager (KIP-98, KIP-360).
#pragma once
#include "core/base/ids.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace fl::sim {

struct QueuedRecord {
  std::int64_t number = 0;
  Timestamp timestamp;
};

struct ProducerBatch {
  std::vector<QueuedRecord> records;
  std::int64_t bytes = 0;  ///< of the values
  Instant created;
  Instant not_before;  ///< back-off of a retry
  std::int32_t attempts = 0;
  bool is_closed = false;
  /// The request it is in, or nothing while it waits.
  std::optional<std::int32_t> correlation_id;
  ProducerId producer_id{kNoProducerId};
  ProducerEpoch producer_epoch{kNoProducerEpoch};
  Sequence base_sequence{kNoSequence};

  std::vector<std::int64_t> numbers() const;
};

class ProducerQueue {
 public:
  void add(QueuedRecord record, std::int64_t bytes, std::int64_t batch_bytes, Instant now);

  /// The batch that has to go next: the first that is not in flight, once it is closed (full, or
  /// older than `linger_ns`) and past its back-off. nullptr if there is none yet.
  ProducerBatch* next_to_send(Instant now, std::int64_t linger_ns);

  /// When next_to_send may say more than now; nothing if only an answer can change that.
  std::optional<Instant> next_deadline(std::int64_t linger_ns) const;

  /// Gives the batch its producer id and sequence, if it has none.
  void assign(ProducerBatch& batch, ProducerId id, ProducerEpoch epoch);

  /// A fresh epoch: all sequences that are not acknowledged start over at 0.
  void start_over(ProducerId id, ProducerEpoch epoch);

  /// The batch's index, or nothing.
  std::optional<std::size_t> find(std::int32_t correlation_id) const;

  /// Takes out the batch. The front one is the one whose sequence the broker must expect next.
  ProducerBatch take(std::size_t index);

  ProducerBatch& at(std::size_t index) { return batches_[index]; }

  std::size_t size() const { return batches_.size(); }

  bool empty() const { return batches_.empty(); }

  const ProducerBatch& front() const { return batches_.front(); }

 private:
  std::deque<ProducerBatch> batches_;
  ProducerId producer_id_{kNoProducerId};
  ProducerEpoch producer_epoch_{kNoProducerEpoch};
  Sequence next_sequence_{0};
};

}  // namespace fl::sim
