#include "core/base/bytes.h"

#include "core/base/assert.h"

#include <array>
#include <utility>

namespace fl {

Slice::Slice(ByteVector&& bytes) {
  auto owner = std::make_shared<const ByteVector>(std::move(bytes));
  bytes_ = ByteSpan(*owner);
  owner_ = std::move(owner);
}

Slice::Slice(std::string&& text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  bytes_ = as_bytes(*owner);
  owner_ = std::move(owner);
}

Slice Slice::copied(ByteSpan bytes) {
  return Slice(ByteVector(bytes.begin(), bytes.end()));
}

Slice Slice::sub(std::size_t begin, std::size_t size) const {
  FL_ASSERT(begin <= bytes_.size());
  FL_ASSERT(size <= bytes_.size() - begin);
  return Slice(owner_, bytes_.subspan(begin, size));
}

std::string to_hex(ByteSpan bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i)
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
  return values;
}

}  // namespace

bool from_hex(std::string_view digits, ByteVector& out) {
  out.clear();
  if (digits.size() % 2 != 0) return false;
  out.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]);
    const int low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return false;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return true;
}

std::string to_base64(ByteSpan bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
    if (left > 1) group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) group |= bytes[i + 2];
    out.push_back(kBase64[group >> 18]);
    out.push_back(kBase64[group >> 12 & 63]);
    out.push_back(left > 1 ? kBase64[group >> 6 & 63] : '=');
    out.push_back(left > 2 ? kBase64[group & 63] : '=');
  }
  return out;
}

bool from_base64(std::string_view text, ByteVector& out) {
  static constexpr auto kValues = base64_values();
  out.clear();
  while (!text.empty() && text.back() == '=')
    text.remove_suffix(1);
  std::uint32_t group = 0;
  int bits = 0;
  for (char c : text) {
    const std::int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::uint8_t>(group >> bits));
  }
  return bits < 6;
}

}  // namespace fl
