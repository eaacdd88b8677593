// The timeline of a run: which lines are due when. Times are fixed before the run, triggers wait
// for their condition, spans draw their gaps and choices by name, so that a seed keeps its meaning.
#pragma once
#include "core/base/draw.h"
#include "core/base/ids.h"
#include "sim/action.h"
#include "sim/scenario/expectations.h"
#include "sim/scenario/measures.h"
#include "sim/scenario/scenario.h"
#include "sim/world.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl::sim {

/// Something to be done now: a line of the scenario, or the end of one that had a duration.
struct Due {
  const ActionLine* line = nullptr;
  std::vector<Action> undo;
  std::string text;
};

class Timeline {
 public:
  /// REQUIRES: the scenario outlives this.
  Timeline(const Scenario& scenario, std::uint64_t seed);

  std::optional<Instant> next_at() const;

  /// What is due at or before `now`, in order.
  std::vector<Due> take_due(Instant now);

  /// The lines whose condition has just come true.
  std::vector<Due> triggered(const World& world, const Measures& measures);

  void schedule_undo(Instant at, std::vector<Action> actions, std::string text);

 private:
  struct Scheduled {
    Instant at;
    std::int64_t order = 0;  ///< of creation
    Due due;
    /// A line of a span: which entry, and how often it has been drawn.
    std::optional<std::size_t> span;
    std::int64_t turn = 0;
  };

  struct Waiting {
    std::size_t entry = 0;
    ConditionWatch watch;
    bool is_done = false;
  };

  void schedule(Instant at, Due due);
  void schedule_span(std::size_t entry, Instant after, std::int64_t turn);
  const ActionLine* choose(std::size_t entry, std::int64_t turn) const;

  const Scenario& scenario_;
  Draw draw_;
  std::vector<Scheduled> scheduled_;
  std::vector<Waiting> waiting_;
  std::int64_t last_order_ = 0;
};

}  // namespace fl::sim
