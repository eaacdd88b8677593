// The leader epoch cache: where in the log each leader epoch began. It is what lets a replica find
// the point up to which it agrees with a leader, and it is kept in `leader-epoch-checkpoint`.
// Source: LeaderEpochFileCache, KIP-101, KIP-279.
#pragma once
#include "core/base/ids.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::storage {

struct EpochStart {
  LeaderEpoch epoch;
  Offset start;

  friend bool operator==(const EpochStart&, const EpochStart&) = default;
};

/// An epoch and the exclusive end of its records.
struct EpochEnd {
  LeaderEpoch epoch;
  Offset end;

  friend bool operator==(const EpochEnd&, const EpochEnd&) = default;
};

class LeaderEpochs {
 public:
  LeaderEpochs() = default;

  explicit LeaderEpochs(std::vector<EpochStart> entries) : entries_(std::move(entries)) {}

  /// Notes that `epoch` begins at `start`, dropping later entries that contradict it. Ignored if it
  /// is the latest epoch already. True if the cache changed.
  bool assign(LeaderEpoch epoch, Offset start);

  /// The end of the largest epoch not above `asked`; nothing if `asked` is unknown or newer than
  /// any known. `log_end` is the end of the latest epoch.
  std::optional<EpochEnd> end_for(LeaderEpoch asked, Offset log_end) const;

  /// The epoch of the record at `offset`, or nothing.
  std::optional<LeaderEpoch> epoch_at(Offset offset) const;

  std::optional<LeaderEpoch> latest() const;

  /// Drops entries that start at or above `end`. True if the cache changed.
  bool truncate_from_end(Offset end);
  /// Drops entries that end at or below `start`; the epoch at `start` then begins there. True if
  /// the cache changed.
  bool truncate_from_start(Offset start);

  const std::vector<EpochStart>& entries() const { return entries_; }

  friend bool operator==(const LeaderEpochs&, const LeaderEpochs&) = default;

 private:
  /// Rising in epoch and in start. A log has few: one per change of leader that wrote.
  std::vector<EpochStart> entries_;
};

/// The text of `leader-epoch-checkpoint`: version 0, count, then "epoch start" lines.
std::string format_leader_epochs(const LeaderEpochs& epochs);
/// Returns what is wrong, in a sentence, where the text is ill-formed. An empty text has no entry.
std::expected<LeaderEpochs, std::string> parse_leader_epochs(std::string_view text);

}  // namespace fl::storage
