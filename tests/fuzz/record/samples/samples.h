// Kafka's own record batches of the goldens, for fuzzing: small ones, good and bad.
#pragma once
#include "core/base/bytes.h"

#include <vector>

namespace fl::record {

/// The bytes of every sample of at most 2000 bytes.   Source: records/cases.jsonl.
std::vector<ByteVector> samples();

}  // namespace fl::record
