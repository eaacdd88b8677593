#include "sim/scenario/lexer.h"

#include <array>

namespace fl::sim {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Longer marks first, so that "<=" is not "<" and "=".
constexpr std::array<std::string_view, 17> kMarks{"..", "->", "!=", "<=", ">=", "(", ")", "[", "]",
                                                  "#",  ",",  ":",  "|",  "~",  "=", "<", ">"};

class Lexer {
 public:
  Lexer(std::string_view line, Place place) : line_(line), place_(place) {}

  Read<std::vector<Token>> run() {
    if (line_.size() > kLineBytesMax) return mistake(place_, "the line is too long");
    while (true) {
      while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t'))
        ++at_;
      if (at_ == line_.size()) break;
      if (auto read = one(); !read) return std::unexpected(read.error());
    }
    add(TokenKind::end, at_, at_);
    return std::move(tokens_);
  }

 private:
  Read<void> one() {
    const char c = line_[at_];
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '{' && !tokens_.empty() && tokens_.back().text == "note") return braces();
    if (is_quantity_here()) {
      take(TokenKind::quantity, [this](std::size_t i) { return is_in_quantity(i); });
      return {};
    }
    if (is_letter(c)) {
      take(TokenKind::word, [this](std::size_t i) { return is_in_word(i); });
      return {};
    }
    for (const std::string_view mark : kMarks) {
      if (!line_.substr(at_).starts_with(mark)) continue;
      add(TokenKind::mark, at_, at_ + mark.size());
      at_ += mark.size();
      return {};
    }
    return mistake(here(at_), "unexpected character '" + std::string(1, c) + "'");
  }

  Read<void> quoted(char quote) {
    const std::size_t close = line_.find(quote, at_ + 1);
    if (close == std::string_view::npos)
      return mistake(here(at_), "this text has no closing quote");
    add(TokenKind::text, at_ + 1, close);
    tokens_.back().at = at_;
    at_ = close + 1;
    return {};
  }

  Read<void> braces() {
    const std::size_t close = line_.find('}', at_);
    if (close == std::string_view::npos) return mistake(here(at_), "this { has no closing }");
    add(TokenKind::braces, at_, close + 1);
    at_ = close + 1;
    return {};
  }

  bool is_quantity_here() const {
    std::size_t i = at_;
    if (line_[i] == '-' || line_[i] == '+') ++i;
    if (i < line_.size() && line_[i] == 'x') ++i;
    return i < line_.size() && is_digit(line_[i]);
  }

  /// A point only before a digit, so that "10s..60s" is three tokens.
  bool is_in_quantity(std::size_t i) const {
    const char c = line_[i];
    if (i == at_ || is_digit(c) || is_letter(c)) return true;
    if (c == '/') return i + 1 < line_.size() && line_[i + 1] == 's';
    return c == '.' && i + 1 < line_.size() && is_digit(line_[i + 1]);
  }

  /// A hyphen or point only between letters and digits, so that "p1->b" is three tokens.
  bool is_in_word(std::size_t i) const {
    const char c = line_[i];
    if (is_letter(c) || is_digit(c)) return true;
    if (c != '-' && c != '.') return false;
    return i + 1 < line_.size() && (is_letter(line_[i + 1]) || is_digit(line_[i + 1]));
  }

  template <class Belongs>
  void take(TokenKind kind, Belongs belongs) {
    std::size_t end = at_;
    while (end < line_.size() && belongs(end))
      ++end;
    add(kind, at_, end);
    at_ = end;
  }

  void add(TokenKind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({.kind = kind,
                       .place = here(begin),
                       .at = begin,
                       .text = std::string(line_.substr(begin, end - begin))});
  }

  Place here(std::size_t at) const { return {place_.line, place_.column + static_cast<int>(at)}; }

  std::string_view line_;
  Place place_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Read<std::vector<Token>> tokens_of(std::string_view line, Place place) {
  return Lexer(line, place).run();
}

}  // namespace fl::sim
