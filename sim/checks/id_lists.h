// Lists of broker ids, as checks compare and print them.
#pragma once
#include "core/base/ids.h"

#include <algorithm>
#include <string>
#include <vector>

namespace fl::sim {

inline bool contains(const std::vector<BrokerId>& ids, BrokerId id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// "[1, 2]".
inline std::string text_of(const std::vector<BrokerId>& ids) {
  std::string text = "[";
  for (const BrokerId id : ids)
    text += (text.size() > 1 ? ", " : "") + std::to_string(id.value);
  return text + "]";
}

}  // namespace fl::sim
