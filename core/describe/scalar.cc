#include "core/describe/scalar.h"

#include "core/base/assert.h"

#include <cstring>

namespace fl {

namespace {

template <class T>
std::int64_t loaded(const void* member) {
  T value{};
  std::memcpy(&value, member, sizeof value);
  return static_cast<std::int64_t>(value);
}

template <class T>
void stored(void* member, std::int64_t value) {
  const auto narrow = static_cast<T>(value);
  std::memcpy(member, &narrow, sizeof narrow);
}

}  // namespace

std::int64_t load_integer(Kind kind, const void* member) {
  FL_ASSERT(is_integer(kind));
  if (kind == Kind::boolean) return *static_cast<const bool*>(member) ? 1 : 0;
  if (kind == Kind::int8) return loaded<std::int8_t>(member);
  if (kind == Kind::int16) return loaded<std::int16_t>(member);
  if (kind == Kind::uint16) return loaded<std::uint16_t>(member);
  if (kind == Kind::int32) return loaded<std::int32_t>(member);
  if (kind == Kind::uint32) return loaded<std::uint32_t>(member);
  return loaded<std::int64_t>(member);
}

void store_integer(Kind kind, void* member, std::int64_t value) {
  FL_ASSERT(is_integer(kind));
  if (kind == Kind::boolean) {
    *static_cast<bool*>(member) = value != 0;
    return;
  }
  const std::size_t width = width_of(kind);
  if (width == 1) return stored<std::int8_t>(member, value);
  if (width == 2) return stored<std::int16_t>(member, value);
  if (width == 4) return stored<std::int32_t>(member, value);
  stored<std::int64_t>(member, value);
}

bool is_default(const Type& structure, const Field& field, const void* value) {
  FL_ASSERT(structure.defaults != nullptr);
  FL_ASSERT(field.type->equal != nullptr);
  return field.type->equal(field.of(value), field.of(structure.defaults()));
}

}  // namespace fl
