// The words of a run's story and verdicts in English and Chinese, by key: kinds of events, rules of
// decisions, sentences of the result. A kind without a text is shown with its fields.
#pragma once
#include "sim/scenario/run.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace fl::sim {

/// How an event appears in a story that is not detailed.
enum class Shown : std::uint8_t {
  always,
  summed_up,  ///< repetitions become one line
  in_detail,  ///< only in a detailed story
};

/// {name} stands for a field, {#name} for the number of its elements, {name:time} for nanoseconds.
struct EventText {
  std::string_view kind;
  Shown shown;
  std::string_view en;
  std::string_view zh;
};

/// nullptr if the kind has no text of its own.
const EventText* event_text(std::string_view kind);

/// The rule of a decision in words; the key itself, with spaces, if it has none.
std::string rule_text(std::string_view rule, Language language);

/// A sentence of the result. Keys are literals of this program; an unknown one is a mistake of
/// ours.
std::string_view sentence(std::string_view key, Language language);

/// The sentence with {name}s filled in.
std::string filled(std::string_view sentence,
                   std::initializer_list<std::pair<std::string_view, std::string>> values);

}  // namespace fl::sim
