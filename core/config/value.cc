#include "core/config/value.h"

#include "core/config/rule.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <system_error>

namespace fl::config {

namespace {

std::string invalid(std::string_view value, std::string_view name, std::string_view why) {
  return "Invalid value " + std::string(value) + " for configuration " + std::string(name) + ": " +
         std::string(why);
}

bool is_java_space(char c) {
  return static_cast<unsigned char>(c) <= 0x20;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_java_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_java_space(text.back()))
    text.remove_suffix(1);
  return text;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (low != lower[i]) return false;
  }
  return true;
}

struct Bounds {
  std::int64_t min;
  std::int64_t max;
};

Bounds bounds_of(ValueType type) {
  if (type == ValueType::int16)
    return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
  if (type == ValueType::int32)
    return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
  return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

/// Java's Double.toString for the numbers that occur in configurations.
std::string double_text(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  if (error != std::errc{}) return "NaN";
  std::string text(buffer.data(), end);
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    std::string mantissa = text.substr(0, e);
    std::string exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.erase(0, 1);
    if (mantissa.find('.') == std::string::npos) mantissa += ".0";
    return mantissa + "E" + exponent;
  }
  if (text.find('.') == std::string::npos && text.find_first_not_of("-0123456789") == text.npos)
    text += ".0";
  return text;
}

std::expected<std::string, std::string> normal_form(const Property& property, ValueType type,
                                                    std::string_view raw) {
  const std::string_view text = trimmed(raw);
  switch (type) {
    case ValueType::boolean:
      if (equals_ignoring_case(text, "true")) return "true";
      if (equals_ignoring_case(text, "false")) return "false";
      return std::unexpected(
          invalid(text, property.name, "Expected value to be either true or false"));
    case ValueType::int16:
    case ValueType::int32:
    case ValueType::int64: {
      const auto number = parse_int64(text);
      const Bounds bounds = bounds_of(type);
      if (!number || *number < bounds.min || *number > bounds.max)
        return std::unexpected(
            invalid(text, property.name, "Not a number of type " + std::string(kafka_name(type))));
      return std::to_string(*number);
    }
    case ValueType::float64: {
      double value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc{} || end != text.data() + text.size())
        return std::unexpected(
            invalid(text, property.name, "Not a number of type " + std::string(kafka_name(type))));
      return double_text(value);
    }
    case ValueType::list:
      return join_list(split_list(text));
    case ValueType::string:
    case ValueType::class_name:
      return std::string(text);
    case ValueType::password:
      return std::string(raw);
  }
  return std::string(text);
}

}  // namespace

std::expected<std::optional<std::string>, std::string> check_value(
    const Property& property, std::optional<std::string_view> text, Release release) {
  const ValueType type = property.in(release).type;
  std::optional<std::string> value;
  if (text) {
    auto normal = normal_form(property, type, *text);
    if (!normal) return std::unexpected(std::move(normal.error()));
    value = std::move(*normal);
  }
  if (auto wrong = broken_rule(property, type, value)) return std::unexpected(std::move(*wrong));
  return value;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> elements;
  text = trimmed(text);
  if (text.empty()) return elements;
  while (true) {
    const std::size_t comma = text.find(',');
    elements.emplace_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) return elements;
    text.remove_prefix(comma + 1);
  }
}

std::string join_list(const std::vector<std::string>& elements) {
  std::string joined;
  for (const std::string& element : elements) {
    if (!joined.empty() || &element != elements.data()) joined += ',';
    joined += element;
  }
  return joined;
}

std::optional<std::int64_t> parse_int64(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_millionths(std::string_view text) {
  constexpr std::int64_t kMillion = 1'000'000;
  const std::size_t dot = text.find('.');
  const auto whole = parse_int64(text.substr(0, dot));
  if (!whole || *whole < 0 || *whole > kMillion || text.starts_with('-')) return std::nullopt;
  std::int64_t fraction = 0;
  std::int64_t unit = kMillion;
  if (dot != std::string_view::npos) {
    for (const char c : text.substr(dot + 1)) {
      if (c < '0' || c > '9') return std::nullopt;
      unit /= 10;
      fraction += unit * (c - '0');
    }
  }
  return *whole * kMillion + fraction;
}

}  // namespace fl::config
