// Zstandard: frames one behind the other are one stream; anything else behind a frame is an error,
// and no bytes at all are an empty stream.   Source: com.github.luben.zstd.ZstdInputStream.
#pragma once
#include "core/record/compression.h"

namespace fl::record {

std::unique_ptr<ByteSource> zstd_source(ByteSpan bytes);
void zstd_compress(int level, ByteSpan bytes, ByteVector& out);

}  // namespace fl::record
