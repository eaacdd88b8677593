// Cuts one line of the action grammar into tokens that know their place.
#pragma once
#include "sim/scenario/mistake.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

enum class TokenKind : std::uint8_t {
  word,      ///< crash, power-loss, orders-0, max.poll.records
  quantity,  ///< 5s, 100, x20, -30ppm, ~2s without its ~
  text,      ///< in single or double quotes; the quotes are cut off
  braces,    ///< all of { … } behind the word note
  mark,      ///< ( ) [ ] , : | ~ .. -> = != < <= > >=
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  Place place;
  std::size_t at = 0;  ///< in the line
  std::string text;
};

inline constexpr std::size_t kLineBytesMax = 4096;

/// All tokens of `line`, the last of kind end. `place` is where the line begins in its file.
Read<std::vector<Token>> tokens_of(std::string_view line, Place place);

}  // namespace fl::sim
