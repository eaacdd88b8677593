// Packed values as text, read from the packed bytes by their description: for readers of stories
// and logs, who know a kind only by its Type and have no C++ value to unpack into.
#pragma once
#include "core/base/bytes.h"
#include "core/describe/type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl {

/// One member of a packed structure.
struct PackedField {
  std::string_view name;
  std::string text;                    ///< as print_value writes it
  std::optional<std::int64_t> number;  ///< integers, enums and booleans
  std::size_t elements = 0;            ///< arrays
};

/// The members of a packed structure, in order; nothing if the bytes are ill-formed.
/// REQUIRES: `type` is a structure.
std::optional<std::vector<PackedField>> packed_fields(const Type& type, ByteSpan packed);

/// The packed structure as one JSON object, names as described; "" if the bytes are ill-formed.
std::string packed_json(const Type& type, ByteSpan packed);

}  // namespace fl
