// Batches of the metadata log: values that the state machine above wrote, or control records of the
// quorum's own. What was appended together is one batch, and becomes durable together.
// Source: BatchAccumulator, RecordsBatchReader, ControlRecord.
#pragma once
#include "core/raft/types.h"
#include "core/record/batch.h"

#include <expected>
#include <span>
#include <string>

namespace fl::raft {

/// A batch of the values, each without key or headers. The log assigns base offset and epoch.
/// REQUIRES: at least one value.
Slice build_batch(std::span<const ByteVector> values, Timestamp now);
/// A control batch of its own.
Slice build_batch(const wire::LeaderChangeMessage& message, Timestamp now);
/// Several control records in one batch. REQUIRES: at least one.
Slice build_batch(std::span<const ControlRecord> controls, Timestamp now);

/// What a batch that lies whole in `batch` says; its records' bytes are shared. On error: what is
/// wrong with it, for "the batch at offset n …".
std::expected<CommittedBatch, std::string> read_batch(const record::BatchHeader& header,
                                                      const Slice& batch);

}  // namespace fl::raft
