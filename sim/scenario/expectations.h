// Watches the conditions of a run: the triggers of its timeline and its expectations. Looked at
// whenever something was told.
#pragma once
#include "sim/scenario/measures.h"
#include "sim/scenario/run.h"
#include "sim/scenario/script.h"
#include "sim/world.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace fl::sim {

/// Remembers what a `changes` condition saw before.
class ConditionWatch {
 public:
  /// True if the condition holds now; for `changes`, if its value is not what it was last time.
  bool look(const World& world, const Measures& measures, const Condition& condition);

 private:
  std::optional<std::vector<std::int64_t>> last_;
};

class ExpectationWatch {
 public:
  explicit ExpectationWatch(Expectation expectation) : expectation_(std::move(expectation)) {}

  void look(const World& world, const Measures& measures, Instant last_action);

  /// At the end of the run.
  Verdict verdict(const World& world, const Measures& measures, Language language) const;

  const Expectation& expectation() const { return expectation_; }

 private:
  Expectation expectation_;
  ConditionWatch condition_;
  std::optional<Instant> first_true_;
  std::optional<Instant> first_false_;
  std::string value_when_false_;
  /// eventually: when it first held after the last action, in time.
  std::optional<Instant> came_true_;
};

/// "lost(p1) = 3, acked(p1) = 40": what both sides of the condition are now.
std::string values_text(const World& world, const Measures& measures, const Condition& condition);

}  // namespace fl::sim
