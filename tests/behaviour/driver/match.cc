// See match.h.
#include "tests/behaviour/driver/match.h"

#include <algorithm>
#include <charconv>

namespace fl::behaviour {
namespace {

using Difference = std::optional<std::string>;

std::string shortened(const Json& value) {
  constexpr std::size_t kCharactersMax = 300;
  const std::string text = value.dump();
  return text.size() <= kCharactersMax ? text : text.substr(0, kCharactersMax) + "…";
}

Difference different(const std::string& path, const Json& expected, const Json& actual) {
  return (path.empty() ? "answer" : path) + ": expected " + shortened(expected) + ", got " +
         shortened(actual);
}

bool is_uuid(const Json& value) {
  return value.is_string() && value.get<std::string>().size() == 22;
}

Difference match_text(const std::string& expected, const Json& actual, Variables& variables,
                      const std::string& path) {
  if (expected == "*any*") return std::nullopt;
  if (expected == "*int*")
    return actual.is_number_integer() ? Difference() : different(path, expected, actual);
  if (expected == "*string*")
    return actual.is_string() ? Difference() : different(path, expected, actual);
  if (expected == "*uuid*")
    return is_uuid(actual) ? Difference() : different(path, expected, actual);
  if (const auto name = variable_name(expected); name && variables.find(*name) == nullptr) {
    variables.set(*name, actual);
    return std::nullopt;
  }
  const Json value = variables.substitute(expected);
  return value == actual ? Difference() : different(path, value, actual);
}

/// Finds an element of `actual` for each expected one, each used once.
Difference match_in_any_order(const Json& expected, const Json& actual, Variables& variables,
                              const std::string& path, bool is_whole) {
  if (!actual.is_array()) return different(path, expected, actual);
  if (is_whole && expected.size() != actual.size()) return different(path, expected, actual);
  std::vector<bool> is_used(actual.size(), false);
  for (const Json& each : expected) {
    bool is_found = false;
    Difference last;
    for (std::size_t i = 0; i < actual.size() && !is_found; ++i) {
      if (is_used[i]) continue;
      Variables tried = variables;
      last = mismatch(each, actual[i], tried, path + "." + std::to_string(i));
      if (last) continue;
      variables = tried;
      is_used[i] = true;
      is_found = true;
    }
    if (!is_found && is_whole && expected.size() == 1) return last;
    if (!is_found)
      return path + ": no element like " + shortened(each) + " in " + shortened(actual);
  }
  return std::nullopt;
}

Difference match_object(const Json& expected, const Json& actual, Variables& variables,
                        const std::string& path) {
  const std::string prefix = path.empty() ? "" : path + ".";
  if (expected.contains("*set*"))
    return match_in_any_order(expected["*set*"], actual, variables, path, true);
  if (expected.contains("*includes*"))
    return match_in_any_order(expected["*includes*"], actual, variables, path, false);
  if (!actual.is_object()) return different(path, expected, actual);
  for (const auto& [name, value] : expected.items()) {
    if (!actual.contains(name))
      return prefix + name + ": expected " + shortened(value) + ", absent";
    if (auto difference = mismatch(value, actual[name], variables, prefix + name))
      return difference;
  }
  for (const auto& [name, value] : actual.items()) {
    if (!expected.contains(name)) return prefix + name + ": not expected, got " + shortened(value);
  }
  return std::nullopt;
}

std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::optional<std::string> mismatch(const Json& expected, const Json& actual, Variables& variables,
                                    const std::string& path) {
  if (expected.is_string()) return match_text(expected.get<std::string>(), actual, variables, path);
  if (expected.is_object()) return match_object(expected, actual, variables, path);
  if (!expected.is_array())
    return expected == actual ? Difference() : different(path, expected, actual);
  if (!actual.is_array() || actual.size() != expected.size())
    return different(path, expected, actual);
  const std::string prefix = path.empty() ? "" : path + ".";
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (auto difference = mismatch(expected[i], actual[i], variables, prefix + std::to_string(i)))
      return difference;
  }
  return std::nullopt;
}

const Json* at_path(const Json& value, const std::string& path) {
  const Json* at = &value;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    begin = end + 1;
    if (at->is_object()) {
      if (!at->contains(part)) return nullptr;
      at = &(*at)[part];
      continue;
    }
    std::size_t index = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), index);
    if (!at->is_array() || read.ec != std::errc() || index >= at->size()) return nullptr;
    at = &(*at)[index];
  }
  return at;
}

bool holds(const Json& condition, const Json& answer, const Variables& variables) {
  const Json* const found = at_path(answer, condition.at("at").get<std::string>());
  if (condition.contains("size"))
    return found != nullptr && found->size() == condition["size"].get<std::size_t>();
  const std::string text = found == nullptr ? "" : as_text(*found);
  if (condition.contains("isNot"))
    return found != nullptr && text != as_text(variables.substitute(condition["isNot"]));
  return found != nullptr && text == as_text(variables.substitute(condition["is"]));
}

}  // namespace fl::behaviour
