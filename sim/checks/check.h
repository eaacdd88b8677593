// A check watches a run from outside: it folds the story, may look at inputs and effects of each
// step and at the simulated disks, and keeps its own ghost state, never the state of what it
// checks. One file each; what each forbids is named in the grammar's table of checks. Every check
// has a known-bad variant in tests/saboteurs that it must catch.
#pragma once
#include "core/base/ids.h"
#include "sim/story_log.h"
#include "sim/world.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fl::sim {

struct Violation {
  Instant at;
  StepId step{};
  std::string text;
};

class Check {
 public:
  static constexpr std::size_t kViolationsMax = 100;

  Check() = default;
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;
  virtual ~Check() = default;

  /// The name that scenarios use: "offset-gap".
  virtual std::string_view name() const = 0;

  /// Every event of the story, in order, after the step that told it.
  virtual void told(const World&, const StoredEvent&) {}

  /// The end of the run: looks at what is left.
  virtual void finish(const World&) {}

  const std::vector<Violation>& violations() const { return violations_; }

 protected:
  void violate(const World& world, std::string text, StepId step = {}) {
    if (violations_.size() < kViolationsMax)
      violations_.push_back({.at = world.now(), .step = step, .text = std::move(text)});
  }

 private:
  std::vector<Violation> violations_;
};

/// Ghost state that several checks share.
class Fold {
 public:
  Fold() = default;
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;
  virtual ~Fold() = default;

  /// Every event of the story, in order, after the checks have seen it.
  virtual void told(const World&, const StoredEvent&) = 0;
};

/// All checks of a run.
class CheckSet {
 public:
  void add(std::unique_ptr<Check> check) { checks_.push_back(std::move(check)); }

  /// Lives as long as the set: checks of it may refer to it.
  template <class F>
  const F& add_fold(std::unique_ptr<F> fold) {
    const F& added = *fold;
    folds_.push_back(std::move(fold));
    return added;
  }

  void told(const World& world, const StoredEvent& event) {
    for (const auto& check : checks_)
      check->told(world, event);
    for (const auto& fold : folds_)
      fold->told(world, event);
  }

  void finish(const World& world) {
    for (const auto& check : checks_)
      check->finish(world);
  }

  const std::vector<std::unique_ptr<Check>>& all() const { return checks_; }

 private:
  std::vector<std::unique_ptr<Fold>> folds_;
  std::vector<std::unique_ptr<Check>> checks_;
};

}  // namespace fl::sim
