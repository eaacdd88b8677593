// gzip as Java reads it: several members one behind the other are one stream, and bytes behind a
// member that are no member are ignored.   Source: java.util.zip.GZIPInputStream.
#pragma once
#include "core/record/compression.h"

namespace fl::record {

std::unique_ptr<ByteSource> gzip_source(ByteSpan bytes);
void gzip_compress(int level, ByteSpan bytes, ByteVector& out);

}  // namespace fl::record
