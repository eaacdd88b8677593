#include "sim/scenario/timeline.h"

#include <algorithm>
#include <utility>

namespace fl::sim {

Timeline::Timeline(const Scenario& scenario, std::uint64_t seed)
    : scenario_(scenario), draw_(seed) {
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    const TimelineEntry& entry = scenario.timeline[i];
    if (const auto* at = std::get_if<AtTime>(&entry.trigger)) {
      const ActionLine* line = choose(i, 0);
      schedule(Instant(at->at_ns), {.line = line, .text = line->text});
    } else if (std::holds_alternative<WhenTrue>(entry.trigger)) {
      waiting_.push_back({.entry = i});
    } else {
      schedule_span(i, Instant(std::get<Between>(entry.trigger).from_ns), 0);
    }
  }
}

void Timeline::schedule(Instant at, Due due) {
  scheduled_.push_back({.at = at, .order = ++last_order_, .due = std::move(due)});
}

/// The first turn of a span comes one gap after its beginning.
void Timeline::schedule_span(std::size_t entry, Instant after, std::int64_t turn) {
  const Between& between = std::get<Between>(scenario_.timeline[entry].trigger);
  std::int64_t gap = between.every_ns;
  if (between.is_about)
    gap = gap / 2 +
          static_cast<std::int64_t>(draw_.below(static_cast<std::uint64_t>(gap) + 1, "timeline-gap",
                                                {entry, static_cast<std::uint64_t>(turn)}));
  const Instant at = after + std::max<std::int64_t>(gap, 1);
  if (at > Instant(between.to_ns)) return;
  const ActionLine* line = choose(entry, turn);
  scheduled_.push_back({.at = at,
                        .order = ++last_order_,
                        .due = {.line = line, .text = line->text},
                        .span = entry,
                        .turn = turn});
}

const ActionLine* Timeline::choose(std::size_t entry, std::int64_t turn) const {
  const auto& actions = scenario_.timeline[entry].actions;
  if (actions.size() == 1) return actions.data();
  return actions.data() +
         draw_.below(actions.size(), "timeline-choice", {entry, static_cast<std::uint64_t>(turn)});
}

std::optional<Instant> Timeline::next_at() const {
  std::optional<Instant> next;
  for (const Scheduled& one : scheduled_)
    if (!next || one.at < *next) next = one.at;
  return next;
}

std::vector<Due> Timeline::take_due(Instant now) {
  std::vector<Scheduled> taken;
  std::vector<Scheduled> left;
  for (Scheduled& one : scheduled_)
    (one.at <= now ? taken : left).push_back(std::move(one));
  scheduled_ = std::move(left);
  std::sort(taken.begin(), taken.end(), [](const Scheduled& a, const Scheduled& b) {
    return std::pair(a.at, a.order) < std::pair(b.at, b.order);
  });
  std::vector<Due> due;
  for (Scheduled& one : taken) {
    if (one.span) schedule_span(*one.span, one.at, one.turn + 1);
    due.push_back(std::move(one.due));
  }
  return due;
}

std::vector<Due> Timeline::triggered(const World& world, const Measures& measures) {
  std::vector<Due> due;
  for (Waiting& waiting : waiting_) {
    if (waiting.is_done) continue;
    const TimelineEntry& entry = scenario_.timeline[waiting.entry];
    const Condition& condition = std::get<WhenTrue>(entry.trigger).condition;
    if (!waiting.watch.look(world, measures, condition)) continue;
    waiting.is_done = true;
    const ActionLine* line = choose(waiting.entry, 0);
    due.push_back({.line = line, .text = line->text});
  }
  return due;
}

void Timeline::schedule_undo(Instant at, std::vector<Action> actions, std::string text) {
  if (actions.empty()) return;
  schedule(at, {.undo = std::move(actions), .text = std::move(text)});
}

}  // namespace fl::sim
