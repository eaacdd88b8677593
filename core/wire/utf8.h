// Text from outside as valid UTF-8, damaged just as Java damages it: every ill-formed piece becomes
// one U+FFFD. What was read is thus what Kafka would have read.   Source: java.lang.String's UTF-8
// decoder.
#pragma once
#include "core/base/bytes.h"

#include <cstddef>
#include <string>

namespace fl::wire {

/// The size of the text that `bytes` become.
std::size_t utf8_size(ByteSpan bytes);

/// Assigns `bytes` to `text`, with U+FFFD for each ill-formed sequence.
void assign_utf8(std::string& text, ByteSpan bytes);

}  // namespace fl::wire
