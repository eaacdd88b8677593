// xxHash with 32 bits and seed 0: the checksum inside LZ4 frames.   Source: xxHash specification.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>

namespace fl::record {

std::uint32_t xxhash32(ByteSpan bytes);

}  // namespace fl::record
