// What every decoder must hold for any bytes at all: it ends, it stays within the memory bound, and
// what it accepts can be written and read again.
#pragma once
#include "core/base/bytes.h"

namespace fl::wire {

/// Reads `input` as the message that its first byte names, in the version that its second byte
/// names, as a request frame and as a metadata record. Asserts what must hold.
void decode_any(ByteSpan input);

}  // namespace fl::wire
