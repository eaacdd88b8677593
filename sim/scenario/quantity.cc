#include "sim/scenario/quantity.h"

#include <array>
#include <limits>
#include <optional>
#include <vector>

namespace fl::sim {

namespace {

struct UnitName {
  std::string_view name;
  Unit unit;
  std::int64_t factor;
};

constexpr std::array<UnitName, 23> kUnits{{
    {"", Unit::none, 1},
    {"ns", Unit::time, 1},
    {"us", Unit::time, 1'000},
    {"ms", Unit::time, 1'000'000},
    {"s", Unit::time, 1'000'000'000},
    {"m", Unit::time, 60'000'000'000},
    {"h", Unit::time, 3'600'000'000'000},
    {"B", Unit::size, 1},
    {"KB", Unit::size, 1'000},
    {"MB", Unit::size, 1'000'000},
    {"GB", Unit::size, 1'000'000'000},
    {"KiB", Unit::size, 1 << 10},
    {"MiB", Unit::size, 1 << 20},
    {"GiB", Unit::size, 1 << 30},
    {"/s", Unit::rate, 1},
    {"B/s", Unit::size_rate, 1},
    {"KB/s", Unit::size_rate, 1'000},
    {"MB/s", Unit::size_rate, 1'000'000},
    {"GB/s", Unit::size_rate, 1'000'000'000},
    {"KiB/s", Unit::size_rate, 1 << 10},
    {"MiB/s", Unit::size_rate, 1 << 20},
    {"GiB/s", Unit::size_rate, 1 << 30},
    {"ppm", Unit::parts_per_million, 1},
}};

constexpr std::size_t kDigitsMax = 18;
constexpr std::size_t kDecimalsMax = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// a * b + c if it fits. REQUIRES: all are at least 0.
std::optional<std::int64_t> times_plus(std::int64_t a, std::int64_t b, std::int64_t c) {
  if (b != 0 && a > (std::numeric_limits<std::int64_t>::max() - c) / b) return std::nullopt;
  return a * b + c;
}

const UnitName* unit_named(std::string_view name) {
  for (const UnitName& unit : kUnits)
    if (unit.name == name) return &unit;
  return nullptr;
}

/// The digits behind the point, in units of 1 / factor; nothing if that is not whole.
std::optional<std::int64_t> fraction(std::string_view digits, std::int64_t factor) {
  std::int64_t value = 0;
  std::int64_t scale = 1;
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    scale *= 10;
  }
  const auto product = times_plus(value, factor, 0);
  if (!product || *product % scale != 0) return std::nullopt;
  return *product / scale;
}

std::string unknown_unit(std::string_view unit) {
  std::vector<std::string_view> names;
  for (const UnitName& known : kUnits)
    if (!known.name.empty()) names.push_back(known.name);
  return unknown_name("unit", unit, names);
}

std::string trimmed(std::int64_t whole, std::int64_t thousandths, std::string_view unit) {
  std::string text = std::to_string(whole);
  if (thousandths != 0) {
    std::string digits = std::to_string(1000 + thousandths).substr(1);
    while (digits.back() == '0')
      digits.pop_back();
    text += "." + digits;
  }
  return text + std::string(unit);
}

}  // namespace

std::expected<Quantity, std::string> parse_quantity(std::string_view text) {
  const std::string_view whole_text = text;
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  const bool is_factor = text.starts_with('x');
  if (is_factor) text.remove_prefix(1);

  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits]))
    ++digits;
  if (digits == 0) return std::unexpected("'" + std::string(whole_text) + "' is not a number");
  std::size_t end = digits;
  if (end < text.size() && text[end] == '.') {
    ++end;
    while (end < text.size() && is_digit(text[end]))
      ++end;
    if (end == digits + 1 || end - digits - 1 > kDecimalsMax)
      return std::unexpected("between 1 and 9 digits stand behind a point");
  }
  if (digits > kDigitsMax) return std::unexpected("the number is too large");

  const UnitName* unit = unit_named(text.substr(end));
  if (unit == nullptr) return std::unexpected(unknown_unit(text.substr(end)));
  if (is_factor && unit->unit != Unit::none) return std::unexpected("a factor has no unit");

  std::int64_t value = 0;
  for (const char c : text.substr(0, digits))
    value = value * 10 + (c - '0');
  const std::string_view decimals = end > digits ? text.substr(digits + 1, end - digits - 1) : "";
  const auto small = fraction(decimals, unit->factor);
  if (!small) return std::unexpected("finer than the smallest unit");
  const auto total = times_plus(value, unit->factor, *small);
  if (!total || *total > kQuantityMax) return std::unexpected("the number is too large");
  return Quantity{.value = is_negative ? -*total : *total,
                  .unit = is_factor ? Unit::times : unit->unit};
}

std::string time_text(std::int64_t nanoseconds) {
  if (nanoseconds < 0) return "-" + time_text(-nanoseconds);
  if (nanoseconds == 0) return "0s";

  struct Step {
    std::int64_t factor;
    std::string_view name;
  };

  constexpr std::array<Step, 3> kSteps{{{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
  for (const Step& step : kSteps) {
    if (nanoseconds < step.factor || nanoseconds % (step.factor / 1000) != 0) continue;
    return trimmed(nanoseconds / step.factor, nanoseconds % step.factor / (step.factor / 1000),
                   step.name);
  }
  return std::to_string(nanoseconds) + "ns";
}

std::string rounded_time_text(std::int64_t nanoseconds) {
  const std::int64_t size = nanoseconds < 0 ? -nanoseconds : nanoseconds;
  std::int64_t unit = 1;
  while (unit < 1'000'000 && size >= unit * 1'000'000)
    unit *= 1'000;
  return time_text(nanoseconds / unit * unit);
}

std::string size_text(std::int64_t bytes) {
  constexpr std::array<std::string_view, 4> kNames{"B", "KiB", "MiB", "GiB"};
  std::size_t step = 0;
  while (step + 1 < kNames.size() && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++step;
  }
  return std::to_string(bytes) + std::string(kNames[step]);
}

std::string_view describe(Unit unit) {
  switch (unit) {
    case Unit::none:
      return "a whole number";
    case Unit::time:
      return "a duration such as 5s or 250ms";
    case Unit::size:
      return "a size such as 512B or 64KiB";
    case Unit::rate:
      return "a rate such as 100/s";
    case Unit::size_rate:
      return "a rate such as 5KB/s";
    case Unit::parts_per_million:
      return "a drift such as 200ppm";
    case Unit::times:
      return "a factor such as x20";
  }
  return "a number";
}

}  // namespace fl::sim
