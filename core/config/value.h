// One configuration value: parsing, checking and printing it the way Kafka's ConfigDef does, with
// Kafka's words for what is wrong. A checked value is kept as text in Kafka's normal form.
// Source: ConfigDef.parseType, ConfigDef.Range, ConfigDef.ValidString, ConfigDef.ValidList.
#pragma once
#include "core/config/property.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::config {

/// The value in normal form (trimmed, numbers as decimal digits, list elements joined by commas),
/// or the text of Kafka's ConfigException. Null is a value too: it is refused where it is invalid.
std::expected<std::optional<std::string>, std::string> check_value(
    const Property& property, std::optional<std::string_view> text,
    Release release = Release::v4_3);

/// The elements of a list value; an empty text has none.
std::vector<std::string> split_list(std::string_view text);
std::string join_list(const std::vector<std::string>& elements);

/// A whole decimal number, nothing around it.
std::optional<std::int64_t> parse_int64(std::string_view text);

/// A decimal fraction in millionths, for values that decisions depend on: "0.5" is 500000.
std::optional<std::int64_t> parse_millionths(std::string_view text);

}  // namespace fl::config
