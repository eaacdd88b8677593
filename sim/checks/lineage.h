// Which leader epoch wrote which offsets of a log. Two logs that have the same epoch at an offset
// have the same batch there, and the same before it: so the lineage says who holds a record, where
// two logs part, and what a cut takes away. Kept from what the log told, never read from it.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "sim/story_log.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace fl::sim {

class Lineage {
 public:
  /// The batch [base, end) was appended. A base below the end replaces what was there.
  void append(LeaderEpoch epoch, Offset base, Offset end);
  /// Nothing is at `end` or above any more.
  void cut(Offset end);

  void clear() { *this = Lineage(); }

  /// Exclusive.
  Offset end() const { return end_; }

  /// Of the last batch; -1 if there is none.
  LeaderEpoch last_epoch() const { return runs_.empty() ? LeaderEpoch(-1) : runs_.back().epoch; }

  /// Nothing if the offset is not below the end, or was there before anything was told.
  std::optional<LeaderEpoch> epoch_at(Offset offset) const;

  bool holds(LeaderEpoch epoch, Offset offset) const { return epoch_at(offset) == epoch; }

  /// The first offset below `to` at which both have a batch, of two epochs.
  std::optional<Offset> first_difference(const Lineage& other, Offset to) const;

  /// The first offset at which they have batches of two epochs although further on they have a
  /// batch of the same epoch at the same offset.
  std::optional<Offset> forks_below(const Lineage& other) const;

 private:
  /// Batches of one epoch, up to the next run or the end.
  struct Run {
    LeaderEpoch epoch;
    Offset start;
  };

  std::vector<Run> runs_;
  Offset end_;
};

/// The lineages of all logs of a cluster.
class Lineages {
 public:
  using Key = std::pair<NodeId, TopicPartition>;

  void told(const StoredEvent& event);

  /// An empty one if nothing was told of the log.
  const Lineage& of(const Key& key) const;

  const std::map<Key, Lineage>& all() const { return logs_; }

 private:
  std::map<Key, Lineage> logs_;
};

}  // namespace fl::sim
