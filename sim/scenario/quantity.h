// Numbers with units, as scenarios write them: 5s, 250ms, 64KiB, 20MB/s, 100/s, x20, -30ppm. Whole
// numbers inside (nanoseconds, bytes), no floats: "1.5s" is 1,500,000,000 ns.
#pragma once
#include "sim/scenario/mistake.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::sim {

enum class Unit : std::uint8_t {
  none,       ///< a count
  time,       ///< nanoseconds
  size,       ///< bytes
  rate,       ///< per second
  size_rate,  ///< bytes per second
  parts_per_million,
  times,  ///< a factor: x20
};

struct Quantity {
  std::int64_t value = 0;
  Unit unit = Unit::none;

  friend bool operator==(const Quantity&, const Quantity&) = default;
};

/// The largest number of any unit: 11 days in nanoseconds, a petabyte. Sums of a few stay far from
/// overflow.
inline constexpr std::int64_t kQuantityMax = 1'000'000'000'000'000;

/// Time units ns, us, ms, s, m, h; sizes B, KB, MB, GB (thousands) and KiB, MiB, GiB (1,024s), each
/// also with /s; /s alone is a rate; ppm; a leading x is a factor. A sign is allowed in front.
/// On error: what is wrong, in words.
std::expected<Quantity, std::string> parse_quantity(std::string_view text);

/// "5s", "250ms", "1.5s", "0s": the largest unit that needs at most three decimals.
std::string time_text(std::int64_t nanoseconds);

/// The same for something measured, to three decimals, rounded down: "1.204s", "15.312ms", "3us".
std::string rounded_time_text(std::int64_t nanoseconds);

/// "64KiB", "1000B".
std::string size_text(std::int64_t bytes);

/// "a duration such as 5s or 250ms", …
std::string_view describe(Unit unit);

}  // namespace fl::sim
