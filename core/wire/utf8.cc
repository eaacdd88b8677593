#include "core/wire/utf8.h"

#include <cstdint>
#include <cstring>

namespace fl::wire {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::size_t ascii_prefix(ByteSpan bytes) {
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + 8 <= bytes.size(); i += 8) {
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (i < bytes.size() && bytes[i] < 0x80)
    ++i;
  return i;
}

bool is_continuation(std::uint8_t byte) {
  return (byte & 0xC0) == 0x80;
}

/// Bytes of the sequence that `lead` begins; 0 if it begins none.
std::size_t length_of(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead <= 0xF4 ? 4 : 0;
}

/// True if `second` may follow `lead`. Surrogates (ED A0..BF) pass here: Java replaces all of one.
bool is_second(std::uint8_t lead, std::uint8_t second) {
  if (!is_continuation(second)) return false;
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xF0) return second >= 0x90;
  if (lead == 0xF4) return second < 0x90;
  return true;
}

struct Piece {
  std::size_t size;  ///< bytes, at least 1
  bool well_formed;
};

/// The sequence at the front, or the ill-formed bytes that one U+FFFD replaces. REQUIRES: not
/// empty.
Piece front(ByteSpan bytes) {
  const std::size_t length = length_of(bytes[0]);
  if (length == 0) return {1, false};
  if (length == 1) return {1, true};
  if (bytes.size() < 2 || !is_second(bytes[0], bytes[1])) return {1, false};
  std::size_t size = 2;
  while (size < length && size < bytes.size() && is_continuation(bytes[size]))
    ++size;
  const bool surrogate = bytes[0] == 0xED && bytes[1] >= 0xA0;
  return {size, size == length && !surrogate};
}

}  // namespace

std::size_t utf8_size(ByteSpan bytes) {
  std::size_t size = ascii_prefix(bytes);
  for (ByteSpan rest = bytes.subspan(size); !rest.empty();) {
    const Piece piece = front(rest);
    size += piece.well_formed ? piece.size : kReplacement.size();
    rest = rest.subspan(piece.size);
  }
  return size;
}

void assign_utf8(std::string& text, ByteSpan bytes) {
  const std::size_t ascii = ascii_prefix(bytes);
  if (ascii < bytes.size()) text.reserve(utf8_size(bytes));
  text.assign(as_text(bytes.first(ascii)));
  for (ByteSpan rest = bytes.subspan(ascii); !rest.empty();) {
    const Piece piece = front(rest);
    text += piece.well_formed ? as_text(rest.first(piece.size)) : kReplacement;
    rest = rest.subspan(piece.size);
  }
}

}  // namespace fl::wire
