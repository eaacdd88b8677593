// "1..300": the seeds that a command plays.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace fl::cli {

struct SeedSpan {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< included

  std::uint64_t count() const { return last - first + 1; }
};

/// FIRST..LAST in decimal, FIRST not above LAST; else nothing.
std::optional<SeedSpan> parse_seed_span(const std::string& text);

}  // namespace fl::cli
