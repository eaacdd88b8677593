// The rules of valid values. A rule is the text that Kafka prints for it, and is interpreted:
// "[1,...]" and "[0,...,1]" bound a number, "[a, b]" names the strings that are allowed.
// Source: ConfigDef.Range, ValidString, ValidList, CaseInsensitiveValidString, NonEmptyString;
// GzipCompression.LevelValidator, ThrottledReplicaListValidator.
#pragma once
#include "core/config/property.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::config {

/// Kafka's text for what is wrong with the value (in normal form, or null), or nothing.
std::optional<std::string> broken_rule(const Property& property, ValueType type,
                                       const std::optional<std::string>& value);

/// The strings that a rule "[a, b]" allows; nothing if it is another kind of rule.
std::vector<std::string_view> allowed_strings(std::string_view rule);

}  // namespace fl::config
