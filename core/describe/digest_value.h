// Digest of any described value: the same value gives the same number on every compiler.
#pragma once
#include "core/base/digest.h"
#include "core/describe/fields.h"

namespace fl {

/// Absorbs all fields of `value`, whatever their versions, into `digest`.
void absorb_described(Digest& digest, const Type& type, const void* value);

template <class T>
void absorb_described(Digest& digest, const T& value) {
  absorb_described(digest, type_of<T>, &value);
}

}  // namespace fl
