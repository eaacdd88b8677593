// Appending: offsets, producer checks, roll, the append itself. Only the 61 bytes of a batch's
// header are written anew; the records pass through as they came.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/storage/control.h"
#include "core/storage/log.h"
#include "core/storage/log_events.h"

#include <algorithm>
#include <utility>

namespace fl::storage {
namespace {

AppendError append_error(ProducerError error) {
  switch (error) {
    case ProducerError::out_of_order_sequence_number:
      return AppendError::out_of_order_sequence_number;
    case ProducerError::invalid_producer_epoch:
      return AppendError::invalid_producer_epoch;
    case ProducerError::invalid_txn_state:
      return AppendError::invalid_txn_state;
  }
  return AppendError::invalid_txn_state;
}

std::int64_t bytes_of(std::span<const AppendBatch> batches) {
  std::int64_t size = 0;
  for (const AppendBatch& batch : batches)
    size += batch.header.size_bytes();
  return size;
}

Slice header_bytes(const record::BatchHeader& header) {
  ByteVector bytes(record::kBatchHeaderBytes);
  record::store_batch_header(header, bytes);
  return Slice(std::move(bytes));
}

}  // namespace

std::optional<AppendError> Log::check_append(std::span<const AppendBatch> batches,
                                             AppendOrigin origin, std::int64_t size) const {
  if (is_failed() || is_closing_ || needs_reload_) return AppendError::storage_error;
  if (size > config_.segment_bytes) return AppendError::record_list_too_large;
  if (origin == AppendOrigin::replication && batches.front().header.base_offset < end_)
    return AppendError::offset_not_monotonic;
  return std::nullopt;
}

std::expected<Appended, AppendError> Log::append(Context& context, Disk& disk,
                                                 std::span<const AppendBatch> batches,
                                                 LeaderEpoch leader_epoch, AppendOrigin origin) {
  FL_ASSERT(!batches.empty());
  const std::int64_t size = bytes_of(batches);
  if (const auto refused = check_append(batches, origin, size)) return std::unexpected(*refused);
  if (origin == AppendOrigin::client) {
    for (const AppendBatch& batch : batches) {
      if (!batch.header.has_producer_id()) continue;
      if (const auto duplicate = find_duplicate(context, batch.header)) return *duplicate;
      if (const auto error = check_producer(context, batch.header))
        return std::unexpected(append_error(*error));
    }
  }

  std::vector<record::BatchHeader> headers;
  headers.reserve(batches.size());
  Offset next = end_;
  for (const AppendBatch& batch : batches) {
    record::BatchHeader header = batch.header;
    if (origin != AppendOrigin::replication) {
      header.base_offset = next;
      header.leader_epoch = leader_epoch;
    }
    next = header.next_offset();
    headers.push_back(header);
  }
  roll_if_due(context, disk, headers, size);

  const std::size_t place = segments_.size() - 1;
  const FileId file = open_log(context, disk, place);
  Parts parts;
  parts.reserve(2 * batches.size());
  bool are_epochs_changed = false;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const record::BatchHeader& header = headers[i];
    FL_ASSERT(header.size_bytes() ==
              static_cast<std::int64_t>(record::kBatchHeaderBytes + batches[i].rest.size()));
    are_epochs_changed |= epochs_.assign(header.leader_epoch, header.base_offset);
    note_batch(context, header, batches[i].rest);
    parts.emplace_back(header_bytes(header));
    if (!batches[i].rest.empty()) parts.emplace_back(batches[i].rest);
  }
  if (are_epochs_changed) store_epochs(context, disk);
  const std::int64_t sequence = first_in_flight_ + static_cast<std::int64_t>(in_flight_.size());
  in_flight_.push_back(
      {.end = end_, .segment = active().base_offset, .size_after = active().size_bytes});
  disk.append(context, owner(Operation::append, sequence), file, std::move(parts));

  Appended appended{.first_offset = headers.front().base_offset,
                    .last_offset = headers.back().last_offset()};
  if (!unflushed_since_) unflushed_since_ = context.now;
  if (end_ - sync_end_.value_or(flushed_end_) >= config_.flush_messages) {
    appended.is_sync_due = true;
    request_sync(context, disk);
  }
  return appended;
}

std::optional<Appended> Log::find_duplicate(Context& context,
                                            const record::BatchHeader& header) const {
  const ProducerBatch* known = producers_.duplicate_of(header);
  if (known == nullptr) return std::nullopt;
  Appended appended{.first_offset = known->first_offset(),
                    .last_offset = known->last_offset,
                    .is_duplicate = true,
                    .duplicate_timestamp = known->timestamp};
  // The first copy may still wait for its sync: the retry then waits with it.
  appended.is_sync_due = sync_end_.has_value() && known->last_offset >= flushed_end_;
  context.tell<DuplicateRecognized>([&] {
    return Telling<DuplicateRecognized>{{.topic = identity_.partition.topic,
                                         .partition = identity_.partition.partition,
                                         .producer_id = header.producer_id,
                                         .base_sequence = header.base_sequence,
                                         .base_offset = appended.first_offset,
                                         .last_offset = appended.last_offset},
                                        {"sequence_known",
                                         {{"first_sequence", header.base_sequence.value},
                                          {"last_sequence", header.last_sequence().value}}}};
  });
  return appended;
}

std::optional<ProducerError> Log::check_producer(Context& context,
                                                 const record::BatchHeader& header) const {
  const std::optional<ProducerError> error = producers_.check(header);
  if (!error) return std::nullopt;
  const ProducerEntry* entry = producers_.find(header.producer_id);
  FL_ASSERT(entry != nullptr);
  context.tell<ProducerRefused>([&] {
    return Telling<ProducerRefused>{{.topic = identity_.partition.topic,
                                     .partition = identity_.partition.partition,
                                     .producer_id = header.producer_id,
                                     .producer_epoch = header.producer_epoch,
                                     .base_sequence = header.base_sequence},
                                    {name_of(*error),
                                     {{"known_epoch", entry->epoch.value},
                                      {"last_sequence", entry->last_sequence().value},
                                      {"first_sequence", header.base_sequence.value}}}};
  });
  return error;
}

void Log::note_batch(Context& context, const record::BatchHeader& header, const Slice& rest) {
  Segment& segment = active();
  const std::int64_t position = segment.size_bytes;
  index_batch(segment, header, position, index_limits());
  segment.size_bytes += header.size_bytes();
  segment.is_stored = false;
  end_ = header.next_offset();
  remember(header.last_offset(), position);
  note_producer(producers_, header, rest, segment.aborted, end_);
  context.tell<BatchAppended>([&] {
    return Telling<BatchAppended>{{.topic = identity_.partition.topic,
                                   .partition = identity_.partition.partition,
                                   .base_offset = header.base_offset,
                                   .last_offset = header.last_offset(),
                                   .segment = segment.base_offset,
                                   .position = Position(position),
                                   .size_bytes = header.size_bytes(),
                                   .leader_epoch = header.leader_epoch,
                                   .max_timestamp = header.max_timestamp,
                                   .producer_id = header.producer_id,
                                   .producer_epoch = header.producer_epoch,
                                   .base_sequence = header.base_sequence},
                                  {"log_end", {{"records", header.record_count}}}};
  });
}

IndexLimits Log::index_limits() const {
  return {config_.index_interval_bytes, config_.segment_index_bytes};
}

}  // namespace fl::storage
