// Numbers and lines of the small text files, read strictly: a checkpoint that does not parse takes
// its directory offline, so nothing is guessed.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace fl::storage {

/// The whole text as a decimal number, or nothing.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Cuts text at a separator, piece by piece.
class Pieces {
 public:
  Pieces(std::string_view text, char separator) : left_(text), separator_(separator) {}

  /// The next piece; nothing at the end. A separator at the very end is followed by no piece.
  std::optional<std::string_view> next() {
    if (left_.empty()) return std::nullopt;
    const std::size_t end = left_.find(separator_);
    const std::string_view piece = left_.substr(0, end);
    left_ = end == std::string_view::npos ? std::string_view() : left_.substr(end + 1);
    return piece;
  }

  bool is_at_end() const { return left_.empty(); }

 private:
  std::string_view left_;
  char separator_;
};

}  // namespace fl::storage
