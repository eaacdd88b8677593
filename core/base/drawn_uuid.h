// Ids by chance, as the rest of chance here: the same for the same seed, stream and key.
#pragma once
#include "core/base/draw.h"
#include "core/base/uuid.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace fl {

/// Never one of the ids with a meaning, and no text of it begins with '-', which tools would take
/// for an option.   Source: Uuid.randomUuid.
inline Uuid drawn_uuid(const Draw& draw, std::string_view stream,
                       std::initializer_list<std::uint64_t> key) {
  const Draw own(draw.bits(stream, key));
  for (std::uint64_t attempt = 0;; ++attempt) {
    const Uuid uuid{own.bits("uuid", {attempt, 0}), own.bits("uuid", {attempt, 1})};
    if (uuid.high != 0 && !uuid.to_text().starts_with('-')) return uuid;
  }
}

}  // namespace fl
