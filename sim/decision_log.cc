#include "sim/decision_log.h"

#include <algorithm>

namespace fl::sim {

namespace {

struct Performer {
  World& world;

  void operator()(const Action& action) const {
    const std::vector<NodeId> nodes = world.nodes();
    // A log is not trusted: an action on a node that is not there does nothing.
    if (std::binary_search(nodes.begin(), nodes.end(), action.node)) world.apply(action);
  }

  void operator()(const OutsideOpened& opened) const {
    const std::vector<NodeId> nodes = world.nodes();
    if (!std::binary_search(nodes.begin(), nodes.end(), opened.node)) return;
    static_cast<void>(world.open_outside(opened.node, opened.listener, opened.peer));
  }

  void operator()(const OutsideBytes& bytes) const { world.push(bytes.connection, bytes.bytes); }

  void operator()(const OutsideTaken& taken) const {
    static_cast<void>(world.take(taken.connection));
  }

  void operator()(const OutsideClosed& closed) const {
    world.close_outside(closed.connection, closed.is_reset);
  }
};

/// Compares the hash of every rung as the replay passes it.
class Climber {
 public:
  explicit Climber(const std::vector<Rung>& rungs) : rungs_(rungs) {}

  void pass(const World& world) {
    if (first_unequal_ >= 0 || next_ == rungs_.size() || rungs_[next_].steps != world.steps())
      return;
    if (rungs_[next_].hash != world.hash()) {
      first_unequal_ = world.steps();
    } else {
      last_equal_ = world.steps();
    }
    ++next_;
  }

  std::int64_t last_equal() const { return last_equal_; }

  /// -1: none.
  std::int64_t first_unequal() const { return first_unequal_; }

 private:
  const std::vector<Rung>& rungs_;
  std::size_t next_ = 0;
  std::int64_t last_equal_ = 0;
  std::int64_t first_unequal_ = -1;
};

std::string seconds_text(Instant at) {
  const std::int64_t microseconds = at.value / 1'000;
  return std::to_string(microseconds / 1'000'000) + "." +
         std::to_string(1'000'000 + microseconds % 1'000'000).substr(1) + " s";
}

/// " (broker 1, at 1.204000 s)", as far as the world remembers the step.
std::string where(const World& world, std::int64_t step) {
  if (step < 1 || step > world.story().steps()) return "";
  const StepRecord& record = world.story().step(StepId(step));
  return " (" + world.name_of(record.node) + ", at " + seconds_text(record.at) + ")";
}

std::string difference(const World& world, const Replayed& replayed) {
  if (replayed.is_equal) return "the replay is equal";
  const std::int64_t last = replayed.first_unequal;
  const std::int64_t first = replayed.last_equal + 1;
  const std::string begin = std::to_string(first) + where(world, first);
  if (first == last) return "the replay first differs in step " + begin;
  return "the replay first differs in a step from " + begin + " to " + std::to_string(last) +
         where(world, last);
}

}  // namespace

void perform(World& world, const Operation& operation) {
  std::visit(Performer{world}, operation);
}

void HashLadder::add(Rung rung) {
  rungs_.push_back(rung);
  if (rungs_.size() < kRungsMax) return;
  distance_ *= 2;
  std::erase_if(rungs_, [this](const Rung& r) { return r.steps % distance_ != 0; });
}

Replayed replay(World& world, const DecisionLog& log,
                const std::function<void(const World&)>& watch) {
  Climber climber(log.rungs);
  const auto passed = [&] {
    climber.pass(world);
    if (watch) watch(world);
  };
  bool is_in_step = true;
  for (const DecidedOperation& decided : log.operations) {
    while (world.replay_step(decided.events, decided.at))
      passed();
    if (world.events() != decided.events || !world.wait_until(decided.at)) {
      is_in_step = false;
      break;
    }
    perform(world, decided.operation);
  }
  if (is_in_step)
    while (world.step_until(log.end))
      passed();
  Replayed replayed{.steps = world.steps(), .hash = world.hash()};
  replayed.is_equal =
      is_in_step && Rung{replayed.steps, replayed.hash} == log.last && climber.first_unequal() < 0;
  replayed.last_equal = climber.last_equal();
  replayed.first_unequal = climber.first_unequal() >= 0
                               ? climber.first_unequal()
                               : std::max(replayed.last_equal + 1, replayed.steps);
  replayed.text = difference(world, replayed);
  return replayed;
}

}  // namespace fl::sim
