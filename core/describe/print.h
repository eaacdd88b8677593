// Described values as short text for people: name=value pairs, 'text', hex for bytes (the first
// few).
#pragma once
#include "core/base/bytes.h"
#include "core/describe/fields.h"

#include <string>

namespace fl {

/// "partition=orders-0 base_offset=42 records=3". Fields at null are left out.
std::string print_fields(const Type& type, const void* value, std::int16_t version = 0);

template <class T>
std::string print_fields(const T& value, std::int16_t version = 0) {
  return print_fields(type_of<T>, &value, version);
}

/// One value: "[1, 2, 3]", "'text'", "{a=1 b=2}".
std::string print_value(const Type& type, const void* value, std::int16_t version = 0);

/// The same of a struct that was packed (pack.h), without making one: for readers of stories that
/// know only its description. Ends with "<ill-formed>" where the bytes are.
std::string print_packed(const Type& type, ByteSpan packed);

}  // namespace fl
