// JSON of described values, as Kafka's JsonConverter writes messages: names with a small first
// letter, a tagged field at its default left out, every other field of the version present, bytes
// in base64, uuids as 22 characters, enums of our own by name. Reading is the counterpart, for
// tests and tools: strict about names and kinds, with the path of the first mistake.
#pragma once
#include "core/describe/fields.h"

#include <expected>
#include <string>

namespace fl {

/// `value` in `version` as one line of JSON.
std::string to_json(const Type& type, const void* value, std::int16_t version = 0);

template <class T>
std::string to_json(const T& value, std::int16_t version = 0) {
  return to_json(type_of<T>, &value, version);
}

/// Text as a JSON string literal, quotes included.
std::string json_string(std::string_view text);

/// Reads into `value`, which starts as it is: fields that are absent keep their value, if they are
/// tagged, or are an error. On error: what is wrong and where ("topics[0].name: expected a
/// string").
std::expected<void, std::string> from_json(const Type& type, void* value, std::string_view json,
                                           std::int16_t version = 0);

template <class T>
std::expected<T, std::string> from_json(std::string_view json, std::int16_t version = 0) {
  T value{};
  if (auto read = from_json(type_of<T>, &value, json, version); !read)
    return std::unexpected(read.error());
  return value;
}

}  // namespace fl
