// Moments of a run as the command line takes them: as scenarios and stories write them (16s,
// 250ms), or plain seconds (14.9).
#pragma once
#include "core/base/ids.h"

#include <expected>
#include <string>

namespace fl::cli {

/// On error: what is wrong, in words.
std::expected<Instant, std::string> parse_virtual_time(const std::string& text);

}  // namespace fl::cli
