// The one table of legal transitions of a state machine, as data: asserted where the state changes,
// documented, drawn, and every row reached by a test.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace fl {

template <class State>
struct Transition {
  State from;
  State to;
  std::string_view because;
};

/// No row stands twice. For static_assert next to each table.
template <class State, std::size_t N>
consteval bool unique(const std::array<Transition<State>, N>& table) {
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (table[i].from == table[j].from && table[i].to == table[j].to &&
          table[i].because == table[j].because)
        return false;
  return true;
}

template <class State, std::size_t N>
constexpr bool allowed(const std::array<Transition<State>, N>& table, State from, State to) {
  for (const Transition<State>& row : table)
    if (row.from == from && row.to == to) return true;
  return false;
}

}  // namespace fl
