#include "cli/seed_span.h"

#include <charconv>

namespace fl::cli {

std::optional<SeedSpan> parse_seed_span(const std::string& text) {
  SeedSpan span;
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const char* middle = text.data() + dots;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), middle, span.first);
  const auto last = std::from_chars(middle + 2, end, span.last);
  if (first.ec != std::errc() || first.ptr != middle || last.ec != std::errc() || last.ptr != end)
    return std::nullopt;
  if (span.first > span.last) return std::nullopt;
  return span;
}

}  // namespace fl::cli
