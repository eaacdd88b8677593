// The description of a struct, as constexpr data next to it: one `fields()` list per struct, and
// many interpreters (codec, printer, JSON, digest, diff, random values). A Type says how to reach
// into a C++ value; a Field says what one member is called and in which versions of a message it
// exists.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace fl {

inline constexpr std::int16_t kLatestVersion = 32767;

/// A range of message versions, both ends inclusive, as in Kafka's schemas ("0-4", "3+").
struct Versions {
  std::int16_t first;
  std::int16_t last;

  constexpr bool contains(std::int16_t version) const {
    return first <= version && version <= last;
  }

  constexpr bool empty() const { return first > last; }

  friend constexpr bool operator==(const Versions&, const Versions&) = default;
};

consteval Versions since(std::int16_t first) {
  return {first, kLatestVersion};
}

consteval Versions between(std::int16_t first, std::int16_t last) {
  return {first, last};
}

inline constexpr Versions kNever{1, 0};
inline constexpr Versions kAlways{0, kLatestVersion};

enum class Kind : std::uint8_t {
  boolean,
  int8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  float64,
  string,     ///< std::string
  bytes,      ///< Slice
  records,    ///< Records
  uuid,       ///< Uuid
  array,      ///< std::vector<T> (or any sequence with an adaptor)
  map,        ///< a sorted map; for state views only, never on the wire
  structure,  ///< a struct with fields()
};

struct Field;

/// How to reach into a value of one C++ type through a `void*`. Members that do not apply are null.
struct Type {
  Kind kind;
  bool nullable = false;          ///< the C++ type is std::optional<T>; the rest describes T
  std::size_t cpp_size = 0;       ///< sizeof the C++ type, for memory bounds
  const Type* element = nullptr;  ///< array: of an element; map: of a value
  const Type* key = nullptr;      ///< map: of a key
  std::span<const Field> (*fields)() = nullptr;            ///< structure
  std::string_view (*enumerator)(std::int64_t) = nullptr;  ///< enum: its name, "" if unknown
  bool number_in_json = false;                             ///< enum: JSON has its number
  std::size_t (*size)(const void*) = nullptr;              ///< array, map
  const void* (*at)(const void*, std::size_t) = nullptr;   ///< array: element
  void* (*grow)(void*) = nullptr;                          ///< array: append one, return it
  void (*clear)(void*) = nullptr;                 ///< array: remove all; structure: set to defaults
  void (*reserve)(void*, std::size_t) = nullptr;  ///< array: room for so many
  using Visit = void (*)(void* visitor, const void* key, const void* value);
  void (*for_each)(const void*, void* visitor, Visit) = nullptr;  ///< map, in key order
  const void* (*inner)(const void*) = nullptr;                    ///< optional: nullptr when null
  void* (*engage)(void*) = nullptr;                               ///< optional: make non-null
  void (*reset)(void*) = nullptr;                                 ///< optional: make null
  bool (*equal)(const void*, const void*) = nullptr;              ///< null if the type has no ==
  const void* (*defaults)() = nullptr;                            ///< structure: a default one
  void* (*unknown_tags)(void*) = nullptr;  ///< structure: its UnknownTags, if it keeps them
};

/// One member of a described struct.
struct Field {
  std::string_view name;  ///< Kafka's JSON name for wire structs ("MaxWaitMs"), else snake_case
  Versions versions;      ///< where it exists
  const Type* type;
  void* (*member)(void*);
  Versions nullable = kNever;  ///< where null is allowed
  int tag = -1;                ///< tagged field number, -1 for none
  bool ignorable = false;      ///< dropped silently when the version cannot carry it
  std::string_view about = {};
  /// Where it is tagged; the schema's "taggedVersions". Meaningful if tag >= 0.
  Versions tagged = kAlways;
  /// In which flexible versions lengths are compact; RequestHeader's client id never is.
  Versions flexible = kAlways;

  const void* of(const void* structure) const { return member(const_cast<void*>(structure)); }
};

}  // namespace fl
