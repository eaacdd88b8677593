// The words of the action grammar as tables: each verb with the targets and clauses it takes, each
// measure with its argument, each check that can be named. Parser, error texts and the reference in
// docs/grammar.md come from here.
#pragma once
#include "sim/scenario/script.h"

#include <array>
#include <span>
#include <string_view>

namespace fl::sim {

enum class TargetNeed : std::uint8_t { none, required, all_or_one };

struct VerbWord {
  std::string_view word;
  Verb verb;
  TargetNeed need;
  bool takes_node = false;
  bool takes_disk = false;
  bool takes_clock = false;
  bool takes_link = false;
  bool takes_message = false;
  /// The word before the amount ("to", "by"), empty if there is none; and the amount's unit.
  std::string_view preposition = {};
  Unit unit = Unit::none;
  bool takes_for = false;
  std::string_view about = {};

  bool takes(TargetSort sort) const;
};

std::span<const VerbWord> verb_words();
const VerbWord& word_of(Verb verb);

/// What stands between the parentheses; `replica`: a partition, and perhaps a broker's id.
enum class MeasureArgument : std::uint8_t { producer, consumer, partition, replica, kind, node };

struct MeasureWord {
  std::string_view word;
  MeasureSort sort;
  MeasureArgument argument;
  Unit unit = Unit::none;
  std::string_view about = {};
};

std::span<const MeasureWord> measure_words();
const MeasureWord& word_of(MeasureSort sort);

/// A check's name as what must never happen, and which invariant it is.
struct CheckWord {
  std::string_view word;
  std::string_view invariant;
  std::string_view about;
};

std::span<const CheckWord> check_words();

std::span<const std::string_view> node_sort_words();
std::string_view name_of(NodeSort sort);
/// "brokers", "controllers", "clients", "all".
std::span<const std::string_view> node_group_words();
std::string_view name_of(CrashSort sort);
std::string_view name_of(FailSort sort);

}  // namespace fl::sim
