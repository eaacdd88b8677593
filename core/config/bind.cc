#include "core/config/bind.h"

#include "core/config/value.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace fl::config {

namespace {

template <class Number>
bool set_number(void* member, std::string_view text) {
  const auto number = parse_int64(text);
  if (!number || *number < std::numeric_limits<Number>::min() ||
      *number > std::numeric_limits<Number>::max())
    return false;
  *static_cast<Number*>(member) = static_cast<Number>(*number);
  return true;
}

bool set_list(const Type& type, void* member, std::string_view text) {
  if (type.element->kind != Kind::string) return false;
  type.clear(member);
  for (std::string& element : split_list(text))
    *static_cast<std::string*>(type.grow(member)) = std::move(element);
  return true;
}

}  // namespace

bool set_member(const Type& type, void* member, const std::optional<std::string>& text) {
  if (!text) {
    if (type.nullable) type.reset(member);
    return type.nullable;
  }
  void* const value = type.nullable ? type.engage(member) : member;
  switch (type.kind) {
    case Kind::boolean:
      *static_cast<bool*>(value) = *text == "true";
      return true;
    case Kind::int16:
      return set_number<std::int16_t>(value, *text);
    case Kind::int32:
      return set_number<std::int32_t>(value, *text);
    case Kind::int64:
      return set_number<std::int64_t>(value, *text);
    case Kind::string:
      *static_cast<std::string*>(value) = *text;
      return true;
    case Kind::array:
      return set_list(type, value, *text);
    case Kind::int8:
    case Kind::uint16:
    case Kind::uint32:
    case Kind::float64:
    case Kind::bytes:
    case Kind::records:
    case Kind::uuid:
    case Kind::map:
    case Kind::structure:
      return false;
  }
  return false;
}

}  // namespace fl::config
