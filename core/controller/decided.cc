#include "core/controller/decided.h"

namespace fl::controller {

std::optional<std::string> bounded_text(std::optional<std::string> text) {
  if (!text || text->size() <= kErrorTextBytesMax) return text;
  std::size_t end = kErrorTextBytesMax;
  const auto is_continuation = [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
  };
  while (end > 0 && is_continuation((*text)[end]))
    --end;
  text->resize(end);
  return text;
}

}  // namespace fl::controller
