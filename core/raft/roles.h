// The roles of a replica of the quorum, each with exactly what exists in that role, and the one
// table of how one becomes another. `Replica::become` is the only door.
// Source: QuorumState, KIP-595, KIP-996.
#pragma once
#include "core/base/transitions.h"
#include "core/raft/types.h"
#include "core/raft/voter_set.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

namespace fl::raft {

/// Knows no leader of its epoch.
struct Unattached {
  std::optional<Instant> election_due;  ///< a voter elects then; nothing: an observer
};

/// Follows the leader of its epoch by fetching.
struct Follower {
  NodeId leader;
  Endpoint endpoint;
  /// Without a good fetch until then a voter elects, and an observer asks the other voters.
  Instant fetch_due;
  bool has_fetched = false;  ///< in this epoch, with success
  /// A voter looks then whether the leader knows its endpoints and versions.
  Instant update_due;
  bool has_updated_leader = false;  ///< UpdateRaftVoter was taken by this leader
};

/// Asks whether it would be elected, in the epoch as it is (KIP-996).
struct Prospective {
  std::set<NodeId> granted;
  std::set<NodeId> refused;
  Instant due;
};

/// Asks for votes in an epoch of its own.
struct Candidate {
  std::set<NodeId> granted;
  std::set<NodeId> refused;
  Instant due;
};

/// What a leader knows of another replica, by its fetches.
struct Progress {
  ReplicaKey key;
  Offset end{-1};  ///< it has all below, durably; -1: not known yet
  std::optional<Instant> last_fetch;
  Timestamp last_fetch_wall{-1};
  Timestamp last_caught_up_wall{-1};
  Offset leader_end{-1};             ///< this leader's, at the last fetch
  std::optional<Instant> begin_due;  ///< BeginQuorumEpoch is sent (again) then
};

/// A voter that is being added or removed: the one change that may be in flight.
/// Source: AddVoterHandlerState, RemoveVoterHandlerState.
struct PendingChange {
  enum class Kind : std::uint8_t { add, remove };

  Kind kind = Kind::add;
  ReplyToken token;
  Voter voter;
  bool acks_when_committed = true;  ///< else when the record is in this log
  bool is_answered = false;
  std::optional<Offset> end;  ///< of the voters record; nothing while the new voter is asked
  Instant deadline;
};

struct Leader {
  Offset epoch_start;                 ///< of its LeaderChange record
  std::map<NodeId, Progress> voters;  ///< all others
  std::map<ReplicaKey, Progress> observers;
  Instant check_due;  ///< without a majority's fetches until then it resigns
  std::vector<NodeId> granting;
  std::optional<PendingChange> change;
  /// With static voters: what they told of themselves in this epoch. They are written when
  /// kraft.version is raised. Source: KRaftVersionUpgrade.Voters.
  VoterSet told;
};

/// Led the epoch, and does so no longer.
struct Resigned {
  std::optional<Instant> election_due;
  std::set<NodeId> untold;  ///< have not answered EndQuorumEpoch
};

using Role = std::variant<Unattached, Follower, Prospective, Candidate, Leader, Resigned>;

/// In the order of Role.
enum class RoleKind : std::uint8_t {
  unattached,
  follower,
  prospective,
  candidate,
  leader,
  resigned
};

constexpr std::string_view name_of(RoleKind kind) {
  switch (kind) {
    case RoleKind::unattached:
      return "unattached";
    case RoleKind::follower:
      return "follower";
    case RoleKind::prospective:
      return "prospective";
    case RoleKind::candidate:
      return "candidate";
    case RoleKind::leader:
      return "leader";
    case RoleKind::resigned:
      return "resigned";
  }
  return "";
}

inline constexpr auto kRoleTransitions = std::to_array<Transition<RoleKind>>({
    {RoleKind::unattached, RoleKind::unattached, "a higher epoch without a leader, or a vote"},
    {RoleKind::unattached, RoleKind::candidate, "it is the only voter"},
    {RoleKind::unattached, RoleKind::resigned, "it led this epoch before it was restarted"},
    {RoleKind::unattached, RoleKind::follower, "a leader is known"},
    {RoleKind::unattached, RoleKind::prospective, "no leader in time"},
    {RoleKind::follower, RoleKind::unattached, "a higher epoch without a leader"},
    {RoleKind::follower, RoleKind::follower, "a higher epoch with a leader"},
    {RoleKind::follower, RoleKind::prospective, "the leader does not answer"},
    {RoleKind::prospective, RoleKind::unattached,
     "not enough pre-votes, a higher epoch, or its vote given to another"},
    {RoleKind::prospective, RoleKind::follower, "a leader is known"},
    {RoleKind::prospective, RoleKind::candidate, "a majority would vote for it"},
    {RoleKind::candidate, RoleKind::unattached, "a higher epoch without a leader"},
    {RoleKind::candidate, RoleKind::follower, "another leads the epoch"},
    {RoleKind::candidate, RoleKind::prospective, "not elected"},
    {RoleKind::candidate, RoleKind::leader, "a majority voted for it"},
    {RoleKind::leader, RoleKind::unattached, "a higher epoch without a leader"},
    {RoleKind::leader, RoleKind::follower, "a higher epoch with a leader"},
    {RoleKind::leader, RoleKind::resigned, "no majority fetches, or a graceful end"},
    {RoleKind::resigned, RoleKind::unattached, "a higher epoch, or its time is over"},
    {RoleKind::resigned, RoleKind::follower, "a leader is known"},
});
static_assert(unique(kRoleTransitions));

}  // namespace fl::raft
