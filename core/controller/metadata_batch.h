// Batches of the metadata log: all records that were decided together are one batch, so that they
// become durable together.   Source: BatchAccumulator, RecordsBatchReader.
#pragma once
#include "core/metadata/record.h"
#include "core/record/batch.h"

#include <expected>
#include <string>
#include <vector>

namespace fl::controller {

struct MetadataBatch {
  record::BatchHeader header;
  Slice rest;  ///< the records, behind the header
};

/// A batch of the records, each without key or headers. The log assigns base offset and epoch.
/// REQUIRES: at least one record.
MetadataBatch build_metadata_batch(const metadata::RecordList& records, Timestamp now);

/// The records of a batch that lies whole in `batch`; none for a control batch. On error: what is
/// wrong.
std::expected<metadata::RecordList, std::string> read_metadata_batch(
    const record::BatchHeader& header, const Slice& batch);

}  // namespace fl::controller
