#include "sim/scenario/mistake.h"

#include "core/base/nearest_name.h"

namespace fl::sim {

namespace {
constexpr std::size_t kListedNamesMax = 24;
/// Every word of one or two letters is near every other.
constexpr std::size_t kNearNameCharactersMin = 3;
}  // namespace

std::string to_text(const Mistake& mistake, std::string_view file) {
  return std::string(file) + ":" + std::to_string(mistake.place.line) + ":" +
         std::to_string(mistake.place.column) + ": " + mistake.message;
}

std::string unknown_name(std::string_view what, std::string_view name,
                         std::span<const std::string_view> known) {
  std::string text = "unknown " + std::string(what) + " '" + std::string(name) + "'";
  const auto near = nearest_name(name, known);
  if (near && name.size() >= kNearNameCharactersMin)
    return text + " (did you mean '" + std::string(*near) + "'?)";
  if (known.empty() || known.size() > kListedNamesMax) return text;
  text += " (known:";
  for (const std::string_view one : known)
    text += " " + std::string(one);
  return text + ")";
}

}  // namespace fl::sim
