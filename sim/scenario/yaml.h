// YAML as a tree with places. What a scenario never needs is refused: anchors and aliases (a small
// text could grow without bound), tags, several documents, duplicate keys. The wrapper of yaml-cpp:
// its .cc is the one file of the simulator's scenarios that catches a library's exceptions.
#pragma once
#include "sim/scenario/mistake.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fl::sim {

enum class YamlKind : std::uint8_t { null, scalar, sequence, map };

struct YamlNode {
  YamlKind kind = YamlKind::null;
  Place place;
  /// A scalar in quotes: its text begins one column behind `place`.
  bool quoted = false;
  std::string text;             ///< scalar
  std::vector<YamlNode> items;  ///< sequence: the items; map: keys and values in turn

  std::size_t size() const { return kind == YamlKind::map ? items.size() / 2 : items.size(); }

  const YamlNode& key(std::size_t i) const { return items[2 * i]; }

  const YamlNode& value(std::size_t i) const { return items[2 * i + 1]; }

  /// Where the text of a scalar begins.
  Place text_place() const { return {place.line, place.column + (quoted ? 1 : 0)}; }
};

inline constexpr std::size_t kScenarioBytesMax = 1 << 20;
inline constexpr std::size_t kYamlDepthMax = 32;

/// The one document of `text`. Keys of maps are scalars, each once.
Read<YamlNode> parse_yaml(std::string_view text);

}  // namespace fl::sim
