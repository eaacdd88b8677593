// Inputs in a compact binary form, for flight records. Reading trusts nothing.
#pragma once
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/describe/fields.h"
#include "core/describe/pack.h"
#include "core/node/input.h"

#include <span>
#include <string_view>
#include <utility>

namespace fl {

/// A type that Commands may carry, by a name that both the writer and the reader know.
struct NamedType {
  std::string_view name;
  const Type* type;
  DescribedValue (*read)(Reader& in);
};

template <class T>
constexpr NamedType named_type(std::string_view name) {
  return {.name = name, .type = &type_of<T>, .read = [](Reader& in) {
            T value;
            if (!unpack(in, value)) in.fail(WireError::bad_value);
            return DescribedValue::of(std::move(value));
          }};
}

/// REQUIRES: the type of a Command's value is one of `types`.
void pack_input(Writer& out, const Input& input, std::span<const NamedType> types);

/// Reads what `pack_input` wrote; on error the reader's error is set. `frame` holds the bytes that
/// `in` reads: slices of the input share it.
Input unpack_input(Reader& in, const Slice& frame, std::span<const NamedType> types);

}  // namespace fl
