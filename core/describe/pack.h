// A compact binary form of described values for our own files (stories, decision logs, flight
// records): zigzag varints, lengths before bytes, all fields whatever their versions. Reading
// trusts nothing.
#pragma once
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/describe/fields.h"

namespace fl {

/// REQUIRES: no file ranges and no maps in `value`.
void pack(Writer& out, const Type& type, const void* value);

/// Reads what `pack` wrote, into `value`; false, and reader.error() set, if the bytes are
/// ill-formed.
[[nodiscard]] bool unpack(Reader& in, const Type& type, void* value);

template <class T>
void pack(Writer& out, const T& value) {
  pack(out, type_of<T>, &value);
}

template <class T>
[[nodiscard]] bool unpack(Reader& in, T& value) {
  return unpack(in, type_of<T>, &value);
}

}  // namespace fl
