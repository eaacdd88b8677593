// How a struct describes itself:
//
//   struct Point {
//     std::int32_t x = 0;
//     bool operator==(const Point&) const = default;
//     static consteval auto fields() { return field_list(field<&Point::x>("X", since(0))); }
//   };
//
// `type_of<Point>` is then its Type. Members may be integers, bool, double, enums, Ordinal and Id
// types, std::string, Slice, Records, Uuid, std::vector, std::optional, sorted maps, and described
// structs.
#pragma once
#include "core/base/bytes.h"
#include "core/base/parts.h"
#include "core/base/shared_map.h"
#include "core/base/strong.h"
#include "core/base/uuid.h"
#include "core/describe/type.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace fl {

/// Tagged fields that no description knows, kept as they came and written again, by rising tag.
struct UnknownTag {
  std::uint32_t tag = 0;
  Slice bytes;

  friend bool operator==(const UnknownTag&, const UnknownTag&) = default;
};

using UnknownTags = std::vector<UnknownTag>;

template <class T>
struct TypeOf;

namespace describe_detail {

template <class T>
bool equal_as(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

template <class T>
consteval Type completed() {
  Type type = TypeOf<T>::make();
  type.cpp_size = sizeof(T);
  if constexpr (requires(const T& a) {
                  { a == a } -> std::convertible_to<bool>;
                })
    type.equal = &equal_as<T>;
  return type;
}

template <class T>
consteval Kind integer_kind() {
  if (std::is_same_v<T, bool>) return Kind::boolean;
  if (sizeof(T) == 1) return Kind::int8;
  if (sizeof(T) == 2) return std::is_signed_v<T> ? Kind::int16 : Kind::uint16;
  if (sizeof(T) == 4) return std::is_signed_v<T> ? Kind::int32 : Kind::uint32;
  return Kind::int64;
}

template <class E>
std::string_view enumerator_as(std::int64_t value) {
  return name_of(static_cast<E>(value));
}

}  // namespace describe_detail

template <class T>
inline constexpr Type type_of = describe_detail::completed<T>();

template <class T>
  requires(std::is_integral_v<T>)
struct TypeOf<T> {
  static consteval Type make() { return {.kind = describe_detail::integer_kind<T>()}; }
};

template <class T>
  requires(std::is_enum_v<T>)
struct TypeOf<T> {
  static consteval Type make() {
    Type type = TypeOf<std::underlying_type_t<T>>::make();
    if constexpr (requires(T value) { name_of(value); })
      type.enumerator = &describe_detail::enumerator_as<T>;
    if constexpr (requires(T value) { is_number_in_json(value); }) type.number_in_json = true;
    return type;
  }
};

template <class Tag, class Rep>
struct TypeOf<Ordinal<Tag, Rep>> : TypeOf<Rep> {};

template <class Tag, class Rep>
struct TypeOf<Id<Tag, Rep>> : TypeOf<Rep> {};

template <>
struct TypeOf<double> {
  static consteval Type make() { return {.kind = Kind::float64}; }
};

template <>
struct TypeOf<std::string> {
  static consteval Type make() { return {.kind = Kind::string}; }
};

template <>
struct TypeOf<Slice> {
  static consteval Type make() { return {.kind = Kind::bytes}; }
};

template <>
struct TypeOf<Records> {
  static consteval Type make() { return {.kind = Kind::records}; }
};

template <>
struct TypeOf<Uuid> {
  static consteval Type make() { return {.kind = Kind::uuid}; }
};

template <class T>
struct TypeOf<std::vector<T>> {
  using Vector = std::vector<T>;

  static std::size_t size(const void* p) { return static_cast<const Vector*>(p)->size(); }

  static const void* at(const void* p, std::size_t i) {
    return &(*static_cast<const Vector*>(p))[i];
  }

  static void* grow(void* p) { return &static_cast<Vector*>(p)->emplace_back(); }

  static void clear(void* p) { static_cast<Vector*>(p)->clear(); }

  static void reserve(void* p, std::size_t n) { static_cast<Vector*>(p)->reserve(n); }

  static consteval Type make() {
    Type type{.kind = Kind::array};
    type.element = &type_of<T>;
    type.size = size;
    type.at = at;
    type.grow = grow;
    type.clear = clear;
    type.reserve = reserve;
    return type;
  }
};

template <class T>
struct TypeOf<std::optional<T>> {
  using Optional = std::optional<T>;

  static const void* inner(const void* p) {
    const auto& optional = *static_cast<const Optional*>(p);
    return optional ? &*optional : nullptr;
  }

  static void* engage(void* p) { return &static_cast<Optional*>(p)->emplace(); }

  static void reset(void* p) { static_cast<Optional*>(p)->reset(); }

  static consteval Type make() {
    Type type = TypeOf<T>::make();
    type.nullable = true;
    type.inner = inner;
    type.engage = engage;
    type.reset = reset;
    return type;
  }
};

template <class K, class V>
struct TypeOf<std::map<K, V>> {
  using Map = std::map<K, V>;

  static std::size_t size(const void* p) { return static_cast<const Map*>(p)->size(); }

  static void for_each(const void* p, void* visitor, Type::Visit visit) {
    for (const auto& [key, value] : *static_cast<const Map*>(p))
      visit(visitor, &key, &value);
  }

  static consteval Type make() {
    Type type{.kind = Kind::map};
    type.key = &type_of<K>;
    type.element = &type_of<V>;
    type.size = size;
    type.for_each = for_each;
    return type;
  }
};

template <class K, class V, std::size_t N>
struct TypeOf<SharedMap<K, V, N>> {
  using Map = SharedMap<K, V, N>;

  static std::size_t size(const void* p) { return static_cast<const Map*>(p)->size(); }

  static void for_each(const void* p, void* visitor, Type::Visit visit) {
    static_cast<const Map*>(p)->for_each(
        [&](const K& key, const V& value) { visit(visitor, &key, &value); });
  }

  static consteval Type make() {
    Type type{.kind = Kind::map};
    type.key = &type_of<K>;
    type.element = &type_of<V>;
    type.size = size;
    type.for_each = for_each;
    return type;
  }
};

template <class T>
  requires requires { T::fields(); }
struct TypeOf<T> {
  static std::span<const Field> fields() {
    static constexpr auto kFields = T::fields();
    return kFields;
  }

  static const void* defaults() {
    static const T kValue{};
    return &kValue;
  }

  static consteval Type make() {
    Type type{.kind = Kind::structure};
    type.fields = fields;
    if constexpr (std::is_default_constructible_v<T>) type.defaults = defaults;
    if constexpr (std::is_default_constructible_v<T> && std::is_move_assignable_v<T>)
      type.clear = [](void* p) { *static_cast<T*>(p) = T{}; };
    if constexpr (requires(T& t) { t.unknown_tags; })
      type.unknown_tags = [](void* p) -> void* { return &static_cast<T*>(p)->unknown_tags; };
    return type;
  }
};

namespace describe_detail {

template <auto M>
struct Member;

template <class S, class T, T S::* M>
struct Member<M> {
  using type = T;

  static void* get(void* structure) { return &(static_cast<S*>(structure)->*M); }
};

}  // namespace describe_detail

struct FieldOptions {
  Versions nullable = kNever;
  int tag = -1;
  bool ignorable = false;
  std::string_view about = {};
  Versions tagged = kAlways;
  Versions flexible = kAlways;
};

/// Describes the member M, which exists in `versions` of the struct.
template <auto M>
consteval Field field(std::string_view name, Versions versions = kAlways,
                      FieldOptions options = {}) {
  return {.name = name,
          .versions = versions,
          .type = &type_of<typename describe_detail::Member<M>::type>,
          .member = &describe_detail::Member<M>::get,
          .nullable = options.nullable,
          .tag = options.tag,
          .ignorable = options.ignorable,
          .about = options.about,
          .tagged = options.tagged,
          .flexible = options.flexible};
}

template <class... F>
consteval std::array<Field, sizeof...(F)> field_list(F... fields) {
  return {fields...};
}

/// A value of any described type, shared and immutable: commands, replies, notices.
struct DescribedValue {
  const Type* type = nullptr;
  std::shared_ptr<const void> value;

  template <class T>
  static DescribedValue of(T value) {
    return {&type_of<T>, std::make_shared<const T>(std::move(value))};
  }

  /// The value, or nullptr if it is of another type.
  template <class T>
  const T* as() const {
    return type == &type_of<T> ? static_cast<const T*>(value.get()) : nullptr;
  }
};

}  // namespace fl
