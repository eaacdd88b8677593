#include "core/storage/control.h"

#include "core/record/control.h"
#include "core/record/reader.h"

#include <algorithm>
#include <optional>

namespace fl::storage {

namespace {

/// The commit or abort that the first record of a control batch holds; nothing for other control
/// records and for bytes that are none.
std::optional<record::EndTransactionMarker> marker_in(const record::BatchHeader& header,
                                                      ByteSpan body) {
  const record::OpenedBatch batch{.header = header, .records = Slice(nullptr, body)};
  record::RecordReader reader(batch);
  const std::optional<record::RecordView> record = reader.next();
  if (!record) return std::nullopt;
  return record::end_transaction_marker(*record);
}

}  // namespace

void note_producer(ProducerStates& producers, const record::BatchHeader& header, ByteSpan body,
                   std::vector<AbortedTxn>& aborted, Offset log_end) {
  if (!header.has_producer_id()) return;
  if (!header.is_control()) {
    producers.add_batch(header);
    return;
  }
  const auto marker = marker_in(header, body);
  if (!marker) return;
  const bool is_commit = marker->type == record::ControlType::commit;
  const auto ended = producers.add_marker(header, is_commit, marker->coordinator_epoch);
  if (!ended || !ended->aborted) return;
  // The last stable offset once this transaction has ended.
  const Offset stable = producers.first_undecided().value_or(log_end);
  aborted.push_back({.producer_id = ended->producer_id,
                     .first_offset = ended->first_offset,
                     .last_offset = ended->last_offset,
                     .last_stable_offset = std::min(stable, log_end)});
}

}  // namespace fl::storage
