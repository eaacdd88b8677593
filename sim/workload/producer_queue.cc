#include "sim/workload/producer_queue.h"

#include "core/base/assert.h"
#include "core/record/reader.h"

#include <algorithm>

namespace fl::sim {

std::vector<std::int64_t> ProducerBatch::numbers() const {
  std::vector<std::int64_t> all;
  all.reserve(records.size());
  for (const QueuedRecord& record : records)
    all.push_back(record.number);
  return all;
}

void ProducerQueue::add(QueuedRecord record, std::int64_t bytes, std::int64_t batch_bytes,
                        Instant now) {
  const bool needs_new =
      batches_.empty() || batches_.back().is_closed || batches_.back().bytes + bytes > batch_bytes;
  if (needs_new) {
    if (!batches_.empty()) batches_.back().is_closed = true;
    batches_.push_back({.created = now});
  }
  ProducerBatch& batch = batches_.back();
  batch.records.push_back(record);
  batch.bytes += bytes;
  if (batch.bytes >= batch_bytes) batch.is_closed = true;
}

ProducerBatch* ProducerQueue::next_to_send(Instant now, std::int64_t linger_ns) {
  bool is_behind_another = false;
  for (ProducerBatch& batch : batches_) {
    if (batch.correlation_id) {
      is_behind_another = true;
      continue;
    }
    // Kafka: what was sent before waits for the outcome of those before it, which may be on their
    // way to another leader (RecordAccumulator.shouldStopDrainBatchesForPartition).
    if (is_behind_another && batch.attempts > 0 && batch.base_sequence != kNoSequence)
      return nullptr;
    if (batch.not_before > now) return nullptr;
    if (!batch.is_closed && now < batch.created + linger_ns) return nullptr;
    batch.is_closed = true;
    return &batch;
  }
  return nullptr;
}

std::optional<Instant> ProducerQueue::next_deadline(std::int64_t linger_ns) const {
  for (const ProducerBatch& batch : batches_) {
    if (batch.correlation_id) continue;
    return batch.is_closed ? batch.not_before
                           : std::max(batch.not_before, batch.created + linger_ns);
  }
  return std::nullopt;
}

void ProducerQueue::assign(ProducerBatch& batch, ProducerId id, ProducerEpoch epoch) {
  if (batch.base_sequence != kNoSequence) return;
  const bool is_first_of_epoch = producer_id_ != id || producer_epoch_ != epoch;
  const bool has_old_ones =
      std::any_of(batches_.begin(), batches_.end(),
                  [](const ProducerBatch& other) { return other.base_sequence != kNoSequence; });
  // Batches that already have sequences of the old epoch end with it; then the new one begins.
  if (is_first_of_epoch && !has_old_ones) {
    producer_id_ = id;
    producer_epoch_ = epoch;
    next_sequence_ = Sequence(0);
  }
  batch.producer_id = producer_id_;
  batch.producer_epoch = producer_epoch_;
  batch.base_sequence = next_sequence_;
  next_sequence_ =
      record::add_to_sequence(next_sequence_, static_cast<std::int32_t>(batch.records.size()));
}

void ProducerQueue::start_over(ProducerId id, ProducerEpoch epoch) {
  producer_id_ = id;
  producer_epoch_ = epoch;
  next_sequence_ = Sequence(0);
  for (ProducerBatch& batch : batches_) {
    if (batch.base_sequence == kNoSequence) continue;
    batch.base_sequence = kNoSequence;
  }
  for (ProducerBatch& batch : batches_)
    if (batch.producer_id != kNoProducerId) assign(batch, id, epoch);
}

std::optional<std::size_t> ProducerQueue::find(std::int32_t correlation_id) const {
  for (std::size_t i = 0; i < batches_.size(); ++i)
    if (batches_[i].correlation_id == correlation_id) return i;
  return std::nullopt;
}

ProducerBatch ProducerQueue::take(std::size_t index) {
  FL_ASSERT(index < batches_.size());
  ProducerBatch batch = std::move(batches_[index]);
  batches_.erase(batches_.begin() + static_cast<std::ptrdiff_t>(index));
  return batch;
}

}  // namespace fl::sim
