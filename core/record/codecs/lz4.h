// LZ4 as Kafka reads it: one frame of independent blocks. A second frame is not read, content
// checksums are not looked at, and magic 0 had the header's checksum wrong.
// Source: Lz4BlockInputStream, Lz4BlockOutputStream.
#pragma once
#include "core/record/compression.h"

namespace fl::record {

enum class Lz4Checksum : std::uint8_t { checked, ignored };

std::unique_ptr<ByteSource> lz4_source(ByteSpan bytes,
                                       Lz4Checksum header_checksum = Lz4Checksum::checked);
void lz4_compress(int level, ByteSpan bytes, ByteVector& out);

}  // namespace fl::record
