// Who votes: replicas by id, each with the directory of its log, where it is reached, and which
// levels of kraft.version it can run. A set is a value; a change makes another set.
// Source: VoterSet, KIP-853.
#pragma once
#include "core/raft/types.h"

#include <optional>
#include <string>
#include <vector>

namespace fl::raft {

/// What this build supports of the feature kraft.version: 0 with static voters, 1 with voters in
/// the log.
inline constexpr std::int16_t kKraftVersionMin = 0;
inline constexpr std::int16_t kKraftVersionMax = 1;

/// A voter without a directory id, as configured, is known by its id alone.
bool is_same_replica(const ReplicaKey& voter, const ReplicaKey& replica);

/// "ReplicaKey(id=1, directoryId=…)", as Kafka's messages name a replica.
std::string text_of(const ReplicaKey& key);

class VoterSet {
 public:
  VoterSet() = default;
  explicit VoterSet(std::vector<Voter> voters);

  /// By ascending id.
  const std::vector<Voter>& all() const { return voters_; }

  std::size_t size() const { return voters_.size(); }

  bool empty() const { return voters_.empty(); }

  /// So many voters are more than half of them.
  std::size_t majority() const { return voters_.size() / 2 + 1; }

  const Voter* find(NodeId id) const;
  bool is_voter(const ReplicaKey& replica) const;
  bool is_only_voter(const ReplicaKey& replica) const;

  /// The set with the voter; nothing if its id is in the set already.
  std::optional<VoterSet> with(const Voter& voter) const;
  /// The set without the voter; nothing if it is not in it, with just this directory, or is the
  /// last.
  std::optional<VoterSet> without(const ReplicaKey& voter) const;
  /// The set in which the voter is as given; nothing if it is not in it.
  std::optional<VoterSet> updated(const Voter& voter) const;

  /// The set in which the voter of that id is as given, whatever its directory was.
  VoterSet with_known(const Voter& voter) const;

  /// The replica is in the set, and the set says something else of it.
  bool needs_update(const Voter& voter) const;

  /// Every majority of the one shares a voter with every majority of the other: at most one was
  /// added and one removed.
  bool has_overlapping_majority(const VoterSet& other) const;

  /// "[ReplicaKey(…), …]"
  std::string keys_text() const;

  wire::VotersRecord to_record() const;
  static VoterSet from_record(const wire::VotersRecord& record);

  friend bool operator==(const VoterSet&, const VoterSet&) = default;

 private:
  std::vector<Voter> voters_;
};

}  // namespace fl::raft
