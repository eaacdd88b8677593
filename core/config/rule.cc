#include "core/config/rule.h"

#include "core/config/value.h"

#include <algorithm>
#include <charconv>

namespace fl::config {

namespace {

constexpr std::string_view kCaseInsensitive = "(case insensitive) ";
/// "by_duration:P1DT2H": how far back, in the notation of ISO 8601.
constexpr std::string_view kByDuration = "by_duration:";
constexpr std::string_view kThrottledReplicas = "[partitionId]:[brokerId]";

std::string invalid(std::string_view name, std::string_view value, std::string_view why) {
  return "Invalid value " + std::string(value) + " for configuration " + std::string(name) + ": " +
         std::string(why);
}

double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool is_numeric(ValueType type) {
  return type == ValueType::int16 || type == ValueType::int32 || type == ValueType::int64 ||
         type == ValueType::float64;
}

/// True if `left` is below `right`; whole numbers are compared as such.
bool is_below(ValueType type, std::string_view left, std::string_view right) {
  if (type == ValueType::float64) return number(left) < number(right);
  return parse_int64(left).value_or(0) < parse_int64(right).value_or(0);
}

/// "[A,...]" or "[A,...,B]", possibly followed by " or V".
std::optional<std::string> broken_range(const Property& property, ValueType type,
                                        const std::optional<std::string>& value) {
  if (!value) return invalid(property.name, "null", "Value must be non-null");
  const std::string_view rule = property.valid;
  const std::size_t close = rule.find(']');
  const std::string_view range = rule.substr(1, close - 1);
  const std::string_view min = range.substr(0, range.find(','));
  const std::size_t dots = range.find("...,");
  const std::string_view max = dots == range.npos ? std::string_view{} : range.substr(dots + 4);
  const std::size_t otherwise = rule.find(" or ", close);
  const bool too_small = is_below(type, *value, min);
  const bool too_big = !max.empty() && is_below(type, max, *value);
  if (!too_small && !too_big) return std::nullopt;
  if (otherwise != rule.npos) {
    const std::string_view also = rule.substr(otherwise + 4);
    if (*value == also) return std::nullopt;
    return invalid(property.name, *value,
                   "Value must be between " + std::string(min) + " and " + std::string(max) +
                       " or equal to " + std::string(also));
  }
  if (too_small)
    return invalid(property.name, *value, "Value must be at least " + std::string(min));
  return invalid(property.name, *value, "Value must be no more than " + std::string(max));
}

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto upper = [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  };
  return std::ranges::equal(a, b, {}, upper, upper);
}

bool is_iso_duration(std::string_view text) {
  return text.size() > 2 && text.front() == 'P' &&
         text.find_first_not_of("0123456789.DTHMS", 1) == text.npos;
}

bool allows(std::string_view name, std::string_view value, bool is_loose) {
  if (name.starts_with(kByDuration))
    return value.starts_with(kByDuration) && is_iso_duration(value.substr(kByDuration.size()));
  return is_loose ? equal_ignoring_case(name, value) : name == value;
}

std::optional<std::string> broken_names(const Property& property, std::string_view value) {
  const bool loose = property.valid.starts_with(kCaseInsensitive);
  const auto allowed = allowed_strings(property.valid);
  for (const std::string_view name : allowed)
    if (allows(name, value, loose)) return std::nullopt;
  return invalid(
      property.name, value,
      (loose ? "String must be one of (case insensitive): " : "String must be one of: ") +
          joined(allowed));
}

std::optional<std::string> broken_list(const Property& property,
                                       const std::vector<std::string>& elements) {
  const std::string quoted = "Configuration '" + std::string(property.name) + "' ";
  std::vector<std::string> sorted = elements;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    return quoted + "values must not be duplicated.";
  const bool is_named = !allowed_strings(property.valid).empty();
  for (const std::string& element : elements) {
    if (element.empty()) return quoted + "values must not be empty.";
    if (!is_named) continue;
    if (auto wrong = broken_names(property, element)) return wrong;
  }
  return std::nullopt;
}

bool is_partition_and_broker(std::string_view element) {
  const std::size_t colon = element.find(':');
  if (colon == element.npos || colon == 0 || colon + 1 == element.size()) return false;
  const auto digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == text.npos;
  };
  return digits(element.substr(0, colon)) && digits(element.substr(colon + 1));
}

std::optional<std::string> broken_replicas(const Property& property,
                                           const std::vector<std::string>& elements) {
  if (elements.size() == 1 && (elements[0] == "*" || elements[0].empty())) return std::nullopt;
  if (std::ranges::all_of(elements, is_partition_and_broker)) return std::nullopt;
  return invalid(property.name, join_list(elements),
                 std::string(property.name) +
                     " must be the literal '*' or a list of replicas in the following format: "
                     "[partitionId]:[brokerId],[partitionId]:[brokerId],...");
}

}  // namespace

std::vector<std::string_view> allowed_strings(std::string_view rule) {
  std::vector<std::string_view> names;
  if (rule.starts_with(kCaseInsensitive)) rule.remove_prefix(kCaseInsensitive.size());
  const bool is_names =
      rule.size() > 2 && rule.front() == '[' && rule.back() == ']' && rule.find("...") == rule.npos;
  if (!is_names) return names;
  rule = rule.substr(1, rule.size() - 2);
  while (true) {
    const std::size_t comma = rule.find(", ");
    names.push_back(rule.substr(0, comma));
    if (comma == rule.npos) return names;
    rule.remove_prefix(comma + 2);
  }
}

std::optional<std::string> broken_rule(const Property& property, ValueType type,
                                       const std::optional<std::string>& value) {
  const std::string_view rule = property.valid;
  if (rule.empty()) return std::nullopt;
  if (is_numeric(type)) return broken_range(property, type, value);
  if (rule == "non-null string") {
    if (!value) return invalid(property.name, "null", "entry must be non null");
    return std::nullopt;
  }
  if (rule == "non-empty string") {
    // Kafka: null passes, only an empty text is refused.
    if (value && value->empty()) return invalid(property.name, "", "String must be non-empty");
    return std::nullopt;
  }
  if (type == ValueType::list) {
    if (!value)
      return "Configuration '" + std::string(property.name) + "' values must not be null.";
    const auto elements = split_list(*value);
    if (rule.starts_with(kThrottledReplicas)) return broken_replicas(property, elements);
    return broken_list(property, elements);
  }
  return broken_names(property, value ? std::string_view(*value) : std::string_view("null"));
}

}  // namespace fl::config
