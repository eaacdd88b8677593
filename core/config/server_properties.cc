#include "core/config/server_properties.h"

#include <cstdint>
#include <optional>

namespace fl::config {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f';
}

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

/// A logical line: natural lines joined where one ends in an odd number of backslashes. Leading
/// blanks of each are dropped, comments and empty lines skipped.
struct LogicalLine {
  std::string text;
  int line = 0;
};

class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}

  std::optional<LogicalLine> next() {
    while (!rest_.empty()) {
      LogicalLine logical{.text = {}, .line = line_};
      std::string_view natural = natural_line();
      drop_leading_blanks(natural);
      if (natural.empty() || natural.front() == '#' || natural.front() == '!') continue;
      while (continues(natural)) {
        logical.text.append(natural.substr(0, natural.size() - 1));
        natural = natural_line();
        drop_leading_blanks(natural);
      }
      logical.text.append(natural);
      if (logical.text.empty()) continue;
      return logical;
    }
    return std::nullopt;
  }

 private:
  std::string_view natural_line() {
    std::size_t end = 0;
    while (end < rest_.size() && !is_line_end(rest_[end]))
      ++end;
    const std::string_view line = rest_.substr(0, end);
    if (end < rest_.size()) {
      const bool is_crlf = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
      end += is_crlf ? 2u : 1u;
      ++line_;
    }
    rest_.remove_prefix(end);
    return line;
  }

  static void drop_leading_blanks(std::string_view& line) {
    while (!line.empty() && is_blank(line.front()))
      line.remove_prefix(1);
  }

  static bool continues(std::string_view line) {
    std::size_t backslashes = 0;
    while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\')
      ++backslashes;
    return backslashes % 2 == 1;
  }

  std::string_view rest_;
  int line_ = 1;
};

std::optional<std::uint32_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::uint32_t> code_unit(std::string_view text, std::size_t at) {
  if (text.size() < at + 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const auto digit = hex_digit(text[i]);
    if (!digit) return std::nullopt;
    unit = unit * 16 + *digit;
  }
  return unit;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

/// Resolves escapes; nothing if \u is not followed by four hexadecimal digits. A lone surrogate
/// becomes U+FFFD, a pair one character.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out.push_back(text[i]);
      continue;
    }
    if (++i == text.size()) break;
    switch (text[i]) {
      case 't':
        out.push_back('\t');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'u': {
        auto code = code_unit(text, i + 1);
        if (!code) return std::nullopt;
        i += 4;
        if (*code >= 0xD800 && *code < 0xDC00 && text.substr(i + 1, 2) == "\\u") {
          const auto low = code_unit(text, i + 3);
          if (low && *low >= 0xDC00 && *low < 0xE000) {
            code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
            i += 6;
          }
        }
        append_utf8(out, *code >= 0xD800 && *code < 0xE000 ? 0xFFFD : *code);
        break;
      }
      default:
        out.push_back(text[i]);
    }
  }
  return out;
}

struct Split {
  std::string_view key;
  std::string_view value;
};

/// The key ends at the first unescaped '=', ':' or blank; blanks around the separator are dropped.
Split split(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size()) {
    const char c = line[end];
    if (c == '=' || c == ':' || is_blank(c)) break;
    end += c == '\\' ? 2u : 1u;
  }
  if (end > line.size()) end = line.size();
  std::string_view value = line.substr(end);
  bool separated = false;
  while (!value.empty()) {
    const char c = value.front();
    if ((c == '=' || c == ':') && !separated)
      separated = true;
    else if (!is_blank(c))
      break;
    value.remove_prefix(1);
  }
  return {line.substr(0, end), value};
}

}  // namespace

std::expected<std::vector<PropertyLine>, std::string> read_properties(std::string_view text) {
  if (text.size() > kPropertiesBytesMax)
    return std::unexpected("the file is larger than " + std::to_string(kPropertiesBytesMax) +
                           " bytes");
  std::vector<PropertyLine> properties;
  LineReader lines(text);
  while (const auto line = lines.next()) {
    const std::string where = "line " + std::to_string(line->line) + ": ";
    if (properties.size() == kPropertiesMax)
      return std::unexpected(where + "more than " + std::to_string(kPropertiesMax) + " properties");
    const Split parts = split(line->text);
    auto key = unescaped(parts.key);
    auto value = unescaped(parts.value);
    if (!key || !value) return std::unexpected(where + "\\u needs four hexadecimal digits");
    properties.push_back({.key = std::move(*key), .value = std::move(*value), .line = line->line});
  }
  return properties;
}

}  // namespace fl::config
