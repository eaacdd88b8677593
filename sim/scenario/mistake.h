// What is wrong with a scenario, and where: file, line and column, and the nearest right spelling.
#pragma once
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace fl::sim {

/// A place in a text, both counted from 1; the column counts bytes.
struct Place {
  int line = 1;
  int column = 1;

  friend bool operator==(const Place&, const Place&) = default;
};

struct Mistake {
  Place place;
  std::string message;

  friend bool operator==(const Mistake&, const Mistake&) = default;
};

template <class T>
using Read = std::expected<T, Mistake>;

inline std::unexpected<Mistake> mistake(Place place, std::string message) {
  return std::unexpected(Mistake{.place = place, .message = std::move(message)});
}

/// "scenarios/x.yaml:12:7: unknown key 'tpoics' (did you mean 'topics'?)".
std::string to_text(const Mistake& mistake, std::string_view file);

/// "unknown WHAT 'NAME' (did you mean 'X'?)", or with all of the known names if none is near and
/// they are few.
std::string unknown_name(std::string_view what, std::string_view name,
                         std::span<const std::string_view> known);

}  // namespace fl::sim
