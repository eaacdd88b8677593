// Keyed chance for drawing scenarios: every choice has a name and a number, so that a choice added
// elsewhere moves none of the others.
#pragma once
#include "core/base/draw.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace fl::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : draw_(seed) {}

  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high, std::string_view what,
                       std::uint64_t nth = 0) const {
    const auto count = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(draw_.below(count, what, {nth}));
  }

  /// True in `percent` of a hundred cases.
  bool chance(std::uint64_t percent, std::string_view what, std::uint64_t nth = 0) const {
    return draw_.chance(percent, 100, what, {nth});
  }

  /// One of `choices`, each as likely as the others.
  template <class T>
  T one_of(std::initializer_list<T> choices, std::string_view what, std::uint64_t nth = 0) const {
    return std::span(choices)[draw_.below(choices.size(), what, {nth})];
  }

 private:
  Draw draw_;
};

}  // namespace fl::sim
