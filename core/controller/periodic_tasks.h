// What the active controller does by itself from time to time: leaders go back to their preferred
// replicas, and partitions without a leader get one uncleanly where that is allowed by now: a
// changed unclean.leader.election.enable takes effect here. Kafka: also a NoOpRecord every
// metadata.max.idle.interval.ms, for its metrics' sake; nothing of ours waits for one.
// Source: PeriodicTaskControlManager, QuorumController.register…; semantics of Apache Kafka 4.3.1.
#pragma once
#include "core/controller/decided.h"

#include <cstdint>
#include <map>
#include <optional>

namespace fl::controller {

enum class PeriodicTask : std::uint8_t { elect_preferred, elect_unclean };

/// Most partitions that one run elects for. A run that reaches it is followed by another at once.
/// Source: ReplicationControlManager.MAX_ELECTIONS_PER_IMBALANCE.
inline constexpr std::size_t kElectionsPerRunMax = 1000;

/// When the tasks are due. Soft state of the active controller.
class PeriodicTasks {
 public:
  /// Of a controller that becomes active: each task is due one period from now.
  static PeriodicTasks of(const View& view, Instant now);

  /// When the next task is due; nothing if all are switched off.
  std::optional<Instant> next_due() const;

  struct Run {
    PeriodicTask task = PeriodicTask::elect_preferred;
    bool has_more = false;  ///< it stopped at its limit
  };

  /// Runs the first task that is due, if one is; ask again until there is none.
  std::optional<Decided<Run>> decide_due(const View& view, Instant now) const;

  /// What decide_due() gave was proposed.
  void on_run(const View& view, const Run& run, Instant now);

  friend bool operator==(const PeriodicTasks&, const PeriodicTasks&) = default;

 private:
  std::map<PeriodicTask, Instant> due_;
};

/// Preferred elections of partitions that are led by another replica.
Decided<bool> decide_balance_leaders(const View& view);

/// Unclean elections of partitions without a leader, of topics that allow them.
Decided<bool> decide_elect_unclean_leaders(const View& view);

}  // namespace fl::controller
