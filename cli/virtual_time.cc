#include "cli/virtual_time.h"

#include "sim/scenario/quantity.h"

namespace fl::cli {

std::expected<Instant, std::string> parse_virtual_time(const std::string& text) {
  const bool is_plain = !text.empty() && text.back() >= '0' && text.back() <= '9';
  const auto quantity = sim::parse_quantity(is_plain ? text + "s" : text);
  if (!quantity || quantity->unit != sim::Unit::time || quantity->value < 0)
    return std::unexpected("'" + text +
                           "' is no moment of a run: write seconds, as 14.9, or 16s or 250ms");
  return Instant(quantity->value);
}

}  // namespace fl::cli
