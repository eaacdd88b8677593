#include "core/storage/control.h"

#include "core/base/reader.h"

#include <algorithm>

namespace fl::storage {

std::optional<Marker> parse_marker(ByteSpan body) {
  constexpr std::int16_t kAbort = 0;
  constexpr std::int16_t kCommit = 1;
  Reader in(body);
  static_cast<void>(in.varint());   // length of the record
  static_cast<void>(in.i8());       // attributes
  static_cast<void>(in.varlong());  // timestamp delta
  static_cast<void>(in.varint());   // offset delta
  if (in.varint() < 4) return std::nullopt;
  if (in.i16() < 0) return std::nullopt;
  const std::int16_t type = in.i16();
  if (!in.ok() || (type != kAbort && type != kCommit)) return std::nullopt;
  if (in.varint() < 6) return std::nullopt;
  if (in.i16() < 0) return std::nullopt;
  const std::int32_t coordinator_epoch = in.i32();
  if (!in.ok()) return std::nullopt;
  return Marker{type == kCommit, coordinator_epoch};
}

void note_producer(ProducerStates& producers, const record::BatchHeader& header, ByteSpan body,
                   std::vector<AbortedTxn>& aborted, Offset log_end) {
  if (!header.has_producer_id()) return;
  if (!header.is_control()) {
    producers.add_batch(header);
    return;
  }
  const std::optional<Marker> marker = parse_marker(body);
  if (!marker) return;
  const auto ended = producers.add_marker(header, marker->is_commit, marker->coordinator_epoch);
  if (!ended || !ended->aborted) return;
  // The last stable offset once this transaction has ended.
  const Offset stable = producers.first_undecided().value_or(log_end);
  aborted.push_back({.producer_id = ended->producer_id,
                     .first_offset = ended->first_offset,
                     .last_offset = ended->last_offset,
                     .last_stable_offset = std::min(stable, log_end)});
}

}  // namespace fl::storage
