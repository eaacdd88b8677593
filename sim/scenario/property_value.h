// Kafka's properties as scenarios write them: 10s where Kafka writes 10000 under a name that ends
// in .ms, 64KiB under one that ends in .bytes.
#pragma once
#include "core/config/property.h"

#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

/// The value as Kafka writes it; a text that is no quantity stays as it is.
std::string plain_value(std::string_view name, const std::string& text);

/// All names of properties, for the nearest one.
std::vector<std::string_view> property_names(config::Scope scope);

}  // namespace fl::sim
