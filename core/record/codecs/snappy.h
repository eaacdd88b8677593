// Snappy as Kafka's clients write it: in the framing of xerial's snappy-java, chunks of 32 KiB each
// behind its size. Without the framing's first bytes, all is read as one raw block.
// Source: org.xerial.snappy.SnappyInputStream, SnappyOutputStream.
#pragma once
#include "core/record/compression.h"

namespace fl::record {

std::unique_ptr<ByteSource> snappy_source(ByteSpan bytes);
void snappy_compress(ByteSpan bytes, ByteVector& out);

}  // namespace fl::record
