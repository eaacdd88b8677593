// Compares an answer with what Kafka answered, masks and variables as the README of
// golden/behaviour says.
#pragma once
#include "tests/behaviour/driver/variables.h"

#include <optional>
#include <string>

namespace fl::behaviour {

/// Nothing if `actual` is as expected, else where and how it differs first. Unknown variables in
/// the expectation take the values found.
std::optional<std::string> mismatch(const Json& expected, const Json& actual, Variables& variables,
                                    const std::string& path = "");

/// The value at a path of names and indices joined by dots; null if there is none.
const Json* at_path(const Json& value, const std::string& path);

/// Whether a condition of `until` holds.
bool holds(const Json& condition, const Json& answer, const Variables& variables);

}  // namespace fl::behaviour
