// check_for_append as a Job for the driver's pool: compressed batches are decompressed there, while
// the node goes on. The result comes back as bytes in Done; a batch that was kept shares its record
// bytes with the request that brought it.
#pragma once
#include "core/node/effect.h"
#include "core/record/validate.h"

#include <expected>
#include <memory>
#include <optional>

namespace fl::record {

/// A job that checks `records` as check_for_append does. It keeps the slice.
std::shared_ptr<const Job> check_job(Slice records, const AppendSettings& settings, Timestamp now);

/// What the job found, out of Done.bytes. REQUIRES: `result` is from a check_job of these
/// `records`.
std::expected<std::optional<CheckedBatch>, Refusal> check_result(const Slice& result,
                                                                 const Slice& records);

}  // namespace fl::record
