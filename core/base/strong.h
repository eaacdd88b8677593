// Whole numbers with a meaning. Two meanings never mix, and adding two places on one axis does not
// compile: only place + distance and place - place do.
#pragma once
#include <compare>
#include <cstdint>

namespace fl {

/// A place on an axis (offset, position, epoch, time). REQUIRES: Rep is a signed integer.
template <class Tag, class Rep>
struct Ordinal {
  using rep = Rep;
  Rep value{};

  constexpr Ordinal() = default;

  constexpr explicit Ordinal(Rep v) : value(v) {}

  friend constexpr auto operator<=>(Ordinal, Ordinal) = default;

  friend constexpr Ordinal operator+(Ordinal a, Rep n) {
    return Ordinal(static_cast<Rep>(a.value + n));
  }

  friend constexpr Ordinal operator-(Ordinal a, Rep n) {
    return Ordinal(static_cast<Rep>(a.value - n));
  }

  friend constexpr Rep operator-(Ordinal a, Ordinal b) {
    return static_cast<Rep>(a.value - b.value);
  }

  constexpr Ordinal& operator+=(Rep n) {
    value = static_cast<Rep>(value + n);
    return *this;
  }

  constexpr Ordinal& operator++() {
    ++value;
    return *this;
  }
};

/// A name that happens to be a number: compared, never calculated with.
template <class Tag, class Rep>
struct Id {
  using rep = Rep;
  Rep value{};

  constexpr Id() = default;

  constexpr explicit Id(Rep v) : value(v) {}

  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace fl
