// The fuzz target over record bytes: everything that a broker or a client does with them.
#pragma once
#include "core/base/bytes.h"

namespace fl::record {

/// The first byte chooses settings, and whether length and checksum are made right first, so that
/// damage behind them is reached; the rest are batches. Fails an assertion if a promise is broken.
void check_any(ByteSpan input);

}  // namespace fl::record
