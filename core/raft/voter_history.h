// What the control records of a log say of voters and kraft.version, by offset: the newest of the
// log is in force, committed or not; a cut takes back what it cuts. What a snapshot says counts at
// the last offset that it stands for: -1 for the one that a directory was formatted with.
// Source: KRaftControlRecordStateMachine, VoterSetHistory, TreeMapLogHistory, KIP-853.
#pragma once
#include "core/base/assert.h"
#include "core/raft/voter_set.h"

#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace fl::raft {

/// Values by the offset from which on they hold.
template <class T>
class LogHistory {
 public:
  /// REQUIRES: `at` is above all offsets before.
  void add(Offset at, T value) {
    FL_ASSERT(values_.empty() || values_.rbegin()->first < at);
    values_.emplace(at, std::move(value));
  }

  /// The last value at an offset that is not above `at`; null if there is none.
  const T* value_at(Offset at) const {
    const auto above = values_.upper_bound(at);
    return above == values_.begin() ? nullptr : &std::prev(above)->second;
  }

  /// Null if there is none.
  const std::pair<const Offset, T>* last() const {
    return values_.empty() ? nullptr : &*values_.rbegin();
  }

  /// Forgets all from `end` on.
  void truncate_new(Offset end) { values_.erase(values_.lower_bound(end), values_.end()); }

  /// Forgets all before the last that is not above `start`: that one still holds.
  void truncate_old(Offset start) {
    const auto above = values_.upper_bound(start);
    if (above != values_.begin()) values_.erase(values_.begin(), std::prev(above));
  }

  void clear() { values_.clear(); }

  std::size_t size() const { return values_.size(); }

 private:
  std::map<Offset, T> values_;
};

class VoterHistory {
 public:
  VoterHistory() = default;

  /// `configured` are in force while log and snapshots say nothing.
  explicit VoterHistory(VoterSet configured) : configured_(std::move(configured)) {}

  /// Takes the control records of a batch, of which the first is at `base`. False if one follows
  /// another with which it has no overlapping majority: nobody can have written that.
  [[nodiscard]] bool take(Offset base, std::span<const ControlRecord> controls);

  /// Takes what a snapshot of all below `end` says, if it does; forgets all that was.
  void take_snapshot(Offset end, const std::optional<wire::KRaftVersionRecord>& version,
                     const std::optional<wire::VotersRecord>& voters);

  void truncate_new(Offset end);
  void truncate_old(Offset start);

  /// In force now.
  const VoterSet& voters() const;

  /// The offset of the record that says so; nothing if it is the configuration.
  std::optional<Offset> voters_offset() const;

  /// 0 if the log does not say.
  std::int16_t kraft_version() const;

  /// Voters are in the log, and can be changed.
  bool is_dynamic() const { return kraft_version() >= 1; }

  /// Of log or snapshot, never of the configuration; null if they say nothing until there.
  const VoterSet* voters_at(Offset at) const { return voters_.value_at(at); }

  std::int16_t kraft_version_at(Offset at) const;

 private:
  bool take_one(Offset at, const ControlRecord& control);

  VoterSet configured_;
  LogHistory<VoterSet> voters_;
  LogHistory<std::int16_t> kraft_versions_;
};

}  // namespace fl::raft
