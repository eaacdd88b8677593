#include "sim/scenario/property_value.h"

#include "sim/scenario/quantity.h"

namespace fl::sim {

std::string plain_value(std::string_view name, const std::string& text) {
  const auto quantity = parse_quantity(text);
  if (!quantity) return text;
  const bool is_time = quantity->unit == Unit::time;
  if (is_time && name.ends_with(".ms") && quantity->value % 1'000'000 == 0)
    return std::to_string(quantity->value / 1'000'000);
  if (is_time && name.ends_with(".seconds") && quantity->value % 1'000'000'000 == 0)
    return std::to_string(quantity->value / 1'000'000'000);
  if (quantity->unit == Unit::size) return std::to_string(quantity->value);
  return text;
}

std::vector<std::string_view> property_names(config::Scope scope) {
  std::vector<std::string_view> names;
  for (const config::Property& property : config::properties(scope))
    if (config::find_property(scope, property.name) != nullptr) names.push_back(property.name);
  return names;
}

}  // namespace fl::sim
