#include "core/base/uuid.h"

#include "core/base/bytes.h"

#include <algorithm>

namespace fl {

namespace {

constexpr std::size_t kTextSize = 22;

void replace(std::string& text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
}

}  // namespace

std::string Uuid::to_text() const {
  ByteVector bytes;
  for (std::uint64_t half : {high, low})
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(half >> shift));
  std::string text = to_base64(bytes);
  text.resize(kTextSize);
  replace(text, '+', '-');
  replace(text, '/', '_');
  return text;
}

std::optional<Uuid> Uuid::from_text(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  replace(standard, '-', '+');
  replace(standard, '_', '/');
  ByteVector bytes;
  if (!from_base64(standard, bytes) || bytes.size() != 16) return std::nullopt;
  Uuid uuid;
  for (std::size_t i = 0; i < 8; ++i) {
    uuid.high = uuid.high << 8 | bytes[i];
    uuid.low = uuid.low << 8 | bytes[i + 8];
  }
  return uuid;
}

}  // namespace fl
