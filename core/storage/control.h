// What a batch does to the producers' states: data adds to them, a transaction's marker ends one.
// Used alike when appending and when a log is read again.   Source: UnifiedLog.updateProducers,
// ControlRecordType, EndTransactionMarker.
#pragma once
#include "core/base/bytes.h"
#include "core/record/batch.h"
#include "core/storage/index.h"
#include "core/storage/producer_state.h"

#include <vector>

namespace fl::storage {

/// The bytes of a control batch's body that are looked at.
inline constexpr std::size_t kMarkerBytesMax = 256;

/// Notes the batch in `producers`; an aborted transaction goes to `aborted`. `log_end` is the end
/// behind this batch.
void note_producer(ProducerStates& producers, const record::BatchHeader& header, ByteSpan body,
                   std::vector<AbortedTxn>& aborted, Offset log_end);

}  // namespace fl::storage
