// A world with its past: what was done to it, checkpoints, and the hash ladder. Any earlier moment
// is the nearest checkpoint before it, stepped again, with the hash verified on the way; a branch
// is such a moment with a future of its own. A checkpoint is a copy of the world and costs
// pointers, so that they lie close enough for a seek in a few milliseconds.
#pragma once
#include "sim/decision_log.h"
#include "sim/world.h"

#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

class Recording {
 public:
  /// The longest way between checkpoints, in steps.
  static constexpr std::int64_t kCheckpointStepsMax = 8'000;
  /// Hashes are kept at this distance, to verify a seek.
  static constexpr std::int64_t kVerifiedSteps = 500;

  explicit Recording(World start);

  /// The present. For looking; what changes it goes through `act`.
  const World& world() const { return world_; }

  /// As World::step_until.
  bool step_until(Instant until);

  void run_until(Instant until) {
    while (step_until(until)) {
    }
  }

  /// Does it now and remembers it.
  void act(Operation operation);

  const std::vector<DecidedOperation>& operations() const { return operations_; }

  /// The world as it was right after `step`, before anything that was done then.
  /// On error: the replay went another way, which is a bug of determinism; one line says where.
  std::expected<World, std::string> at_step(std::int64_t step) const;

  /// A recording that has this past up to `step` and its own future.
  std::expected<Recording, std::string> branch(std::int64_t step) const;

  std::size_t checkpoints() const { return checkpoints_.size(); }

 private:
  struct Checkpoint {
    World world;
    std::size_t operations = 0;  ///< that were done before it
  };

  void stepped();
  const Rung* rung_at(std::int64_t steps) const;

  World world_;
  std::vector<DecidedOperation> operations_;
  std::vector<Checkpoint> checkpoints_;  ///< by steps; the first is the start
  std::vector<Rung> rungs_;
};

}  // namespace fl::sim
