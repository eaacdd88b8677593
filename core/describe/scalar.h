// Access to the integers behind a described member. What every interpreter needs.
#pragma once
#include "core/describe/type.h"

#include <cstdint>

namespace fl {

constexpr bool is_integer(Kind kind) {
  return kind <= Kind::int64;
}

/// Bytes of an integer kind on the wire and in memory. REQUIRES: is_integer(kind).
constexpr std::size_t width_of(Kind kind) {
  switch (kind) {
    case Kind::boolean:
    case Kind::int8:
      return 1;
    case Kind::int16:
    case Kind::uint16:
      return 2;
    case Kind::int32:
    case Kind::uint32:
      return 4;
    case Kind::int64:
    case Kind::float64:
      return 8;
    case Kind::string:
    case Kind::bytes:
    case Kind::records:
    case Kind::uuid:
    case Kind::array:
    case Kind::map:
    case Kind::structure:
      return 0;
  }
  return 0;
}

/// The value of an integer member. REQUIRES: is_integer(kind).
std::int64_t load_integer(Kind kind, const void* member);

/// Stores the low bytes of `value`. REQUIRES: is_integer(kind).
void store_integer(Kind kind, void* member, std::int64_t value);

/// True if the member holds its struct's default. REQUIRES: the struct is default-constructible.
bool is_default(const Type& structure, const Field& field, const void* value);

}  // namespace fl
