// What a replica of the metadata quorum tells: elections, votes and who leads, with the reasons.
#pragma once
#include "core/base/ids.h"
#include "core/describe/fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fl::raft {

struct RoleChanged {
  static constexpr std::string_view kKind = "RoleChanged";
  NodeId replica;
  std::string from;
  std::string to;
  LeaderEpoch epoch;
  NodeId leader{-1};

  static consteval auto fields() {
    using E = RoleChanged;
    return field_list(field<&E::replica>("replica"), field<&E::from>("from"), field<&E::to>("to"),
                      field<&E::epoch>("epoch"), field<&E::leader>("leader"));
  }
};

struct VoteAnswered {
  static constexpr std::string_view kKind = "VoteAnswered";
  NodeId replica;
  NodeId candidate;
  LeaderEpoch epoch;
  bool is_pre_vote = false;
  bool is_granted = false;

  static consteval auto fields() {
    using E = VoteAnswered;
    return field_list(field<&E::replica>("replica"), field<&E::candidate>("candidate"),
                      field<&E::epoch>("epoch"), field<&E::is_pre_vote>("is_pre_vote"),
                      field<&E::is_granted>("is_granted"));
  }
};

/// Records of the metadata log below `after` are committed: the leader decided so, others heard it.
struct QuorumHighWatermarkMoved {
  static constexpr std::string_view kKind = "QuorumHighWatermarkMoved";
  NodeId replica;
  LeaderEpoch epoch;
  bool is_leader = false;
  Offset before;
  Offset after;

  static consteval auto fields() {
    using E = QuorumHighWatermarkMoved;
    return field_list(field<&E::replica>("replica"), field<&E::epoch>("epoch"),
                      field<&E::is_leader>("is_leader"), field<&E::before>("before"),
                      field<&E::after>("after"));
  }
};

struct MetadataTruncated {
  static constexpr std::string_view kKind = "MetadataTruncated";
  NodeId replica;
  Offset from;
  Offset to;

  static consteval auto fields() {
    using E = MetadataTruncated;
    return field_list(field<&E::replica>("replica"), field<&E::from>("from"), field<&E::to>("to"));
  }
};

/// A snapshot of the own state is durable.
struct SnapshotWritten {
  static constexpr std::string_view kKind = "SnapshotWritten";
  NodeId replica;
  Offset end;
  LeaderEpoch epoch;
  std::int64_t size_bytes = 0;

  static consteval auto fields() {
    using E = SnapshotWritten;
    return field_list(field<&E::replica>("replica"), field<&E::end>("end"),
                      field<&E::epoch>("epoch"), field<&E::size_bytes>("size_bytes"));
  }
};

/// A snapshot of the leader's is durable here; the log gives way to it.
struct SnapshotFetched {
  static constexpr std::string_view kKind = "SnapshotFetched";
  NodeId replica;
  Offset end;
  LeaderEpoch epoch;
  std::int64_t size_bytes = 0;

  static consteval auto fields() {
    using E = SnapshotFetched;
    return field_list(field<&E::replica>("replica"), field<&E::end>("end"),
                      field<&E::epoch>("epoch"), field<&E::size_bytes>("size_bytes"));
  }
};

/// A snapshot is what this replica goes on from.
struct SnapshotLoaded {
  static constexpr std::string_view kKind = "SnapshotLoaded";
  NodeId replica;
  Offset end;
  LeaderEpoch epoch;
  std::int64_t size_bytes = 0;

  static consteval auto fields() {
    using E = SnapshotLoaded;
    return field_list(field<&E::replica>("replica"), field<&E::end>("end"),
                      field<&E::epoch>("epoch"), field<&E::size_bytes>("size_bytes"));
  }
};

/// A snapshot could not be written, or is none.
struct SnapshotRefused {
  static constexpr std::string_view kKind = "SnapshotRefused";
  NodeId replica;
  std::string problem;

  static consteval auto fields() {
    using E = SnapshotRefused;
    return field_list(field<&E::replica>("replica"), field<&E::problem>("problem"));
  }
};

/// The follower's log is not a beginning of the leader's any more: it fetches a snapshot.
struct SnapshotWanted {
  static constexpr std::string_view kKind = "SnapshotWanted";
  NodeId replica;
  NodeId leader;
  Offset end;
  LeaderEpoch epoch;

  static consteval auto fields() {
    using E = SnapshotWanted;
    return field_list(field<&E::replica>("replica"), field<&E::leader>("leader"),
                      field<&E::end>("end"), field<&E::epoch>("epoch"));
  }
};

}  // namespace fl::raft
