// CRC-32C (Castagnoli), the checksum of record batches and producer snapshots. The processor's
// instruction is used where it exists; the table gives the same answer where it does not.
#pragma once
#include "core/base/bytes.h"

#include <cstdint>

namespace fl {

/// The checksum of `bytes` appended to a text whose checksum is `before` (0 for the empty text).
std::uint32_t crc32c(ByteSpan bytes, std::uint32_t before = 0);

/// The same by table only: the reference that the fast path is tested against.
std::uint32_t crc32c_by_table(ByteSpan bytes, std::uint32_t before = 0);

}  // namespace fl
