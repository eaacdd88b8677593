// Reads a configuration file in the Java properties syntax, as server.properties is written:
// comments, continued lines, '=', ':' or blanks between key and value, escapes. The bytes are not
// trusted. Source: java.util.Properties.load.
#pragma once
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fl::config {

inline constexpr std::size_t kPropertiesBytesMax = 1 << 20;
inline constexpr std::size_t kPropertiesMax = 10'000;

struct PropertyLine {
  std::string key;
  std::string value;
  int line = 0;  ///< where the key stands, counted from 1

  friend bool operator==(const PropertyLine&, const PropertyLine&) = default;
};

/// The properties in the order of the file; a key may come twice, the later one counts. Text is
/// taken as UTF-8. On error: what is wrong, with the line ("line 3: \u needs four hexadecimal
/// digits").
std::expected<std::vector<PropertyLine>, std::string> read_properties(std::string_view text);

}  // namespace fl::config
