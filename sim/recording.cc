#include "sim/recording.h"

#include <algorithm>

namespace fl::sim {

Recording::Recording(World start) : world_(std::move(start)) {
  checkpoints_.push_back({.world = world_});
}

bool Recording::step_until(Instant until) {
  if (!world_.step_until(until)) return false;
  stepped();
  return true;
}

void Recording::stepped() {
  if (world_.steps() % kVerifiedSteps == 0)
    rungs_.push_back({.steps = world_.steps(), .hash = world_.hash()});
  if (world_.steps() - checkpoints_.back().world.steps() >= kCheckpointStepsMax)
    checkpoints_.push_back({.world = world_, .operations = operations_.size()});
}

void Recording::act(Operation operation) {
  operations_.push_back(
      {.at = world_.now(), .events = world_.events(), .operation = std::move(operation)});
  perform(world_, operations_.back().operation);
}

const Rung* Recording::rung_at(std::int64_t steps) const {
  const auto rung = std::lower_bound(rungs_.begin(), rungs_.end(), steps,
                                     [](const Rung& r, std::int64_t s) { return r.steps < s; });
  return rung != rungs_.end() && rung->steps == steps ? &*rung : nullptr;
}

std::expected<World, std::string> Recording::at_step(std::int64_t step) const {
  step = std::clamp(step, std::int64_t{0}, world_.steps());
  const auto after =
      std::upper_bound(checkpoints_.begin(), checkpoints_.end(), step,
                       [](std::int64_t s, const Checkpoint& c) { return s < c.world.steps(); });
  const Checkpoint& checkpoint = *std::prev(after);
  World world = checkpoint.world;
  std::size_t next = checkpoint.operations;
  const auto differs = [&] {
    const Rung* rung = rung_at(world.steps());
    return rung != nullptr && rung->hash != world.hash();
  };
  while (world.steps() < step) {
    const bool has_operation = next < operations_.size();
    const bool stepped = has_operation
                             ? world.replay_step(operations_[next].events, operations_[next].at)
                             : world.step_until(world_.now());
    if (stepped && differs())
      return std::unexpected("the replay differs at step " + std::to_string(world.steps()));
    if (stepped) continue;
    const bool is_in_step = has_operation && world.events() == operations_[next].events &&
                            world.wait_until(operations_[next].at);
    if (!is_in_step)
      return std::unexpected("the replay ends at step " + std::to_string(world.steps()));
    perform(world, operations_[next++].operation);
  }
  return world;
}

std::expected<Recording, std::string> Recording::branch(std::int64_t step) const {
  auto world = at_step(step);
  if (!world) return std::unexpected(world.error());
  Recording branch(*this);
  std::erase_if(branch.checkpoints_,
                [&](const Checkpoint& c) { return c.world.steps() > world->steps(); });
  std::erase_if(branch.rungs_, [&](const Rung& r) { return r.steps > world->steps(); });
  std::erase_if(branch.operations_,
                [&](const DecidedOperation& o) { return o.events >= world->events(); });
  branch.world_ = std::move(*world);
  return branch;
}

}  // namespace fl::sim
