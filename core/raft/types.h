// What goes into a quorum and what comes out of it: requests and responses as wire structs with the
// name of a row instead of a connection, voters, and batches that are committed. Whoever holds the
// quorum owns the connections.   Source: KIP-595, KIP-630, KIP-853.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/uuid.h"
#include "core/node/input.h"
#include "core/wire/messages/api_versions.h"
#include "core/wire/messages/begin_quorum_epoch.h"
#include "core/wire/messages/control_records.h"
#include "core/wire/messages/describe_quorum.h"
#include "core/wire/messages/end_quorum_epoch.h"
#include "core/wire/messages/fetch.h"
#include "core/wire/messages/fetch_snapshot.h"
#include "core/wire/messages/raft_voters.h"
#include "core/wire/messages/vote.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fl::raft {

/// Owner::key of all disk operations of the quorum and its log, whatever their OwnerKind (log,
/// loading, metadata).
inline constexpr std::int64_t kMetadataLogKey = -1;
inline constexpr std::string_view kMetadataTopic = "__cluster_metadata";
inline constexpr std::string_view kMetadataLogDirectory = "__cluster_metadata-0";
inline constexpr std::string_view kQuorumStateFile = "quorum-state";

/// Largest batch that is read back. Kafka's own batches are at most 8 MiB.
inline constexpr std::int64_t kBatchBytesMax = 128 << 20;

struct Endpoint {
  std::string listener;  ///< "CONTROLLER"; "" where it is not known
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A replica of the metadata log: the node, and the directory that holds the log. A disk that was
/// wiped has another directory id, so it cannot vote as the old one. Zero where it is not known.
struct ReplicaKey {
  NodeId id{-1};
  Uuid directory;

  friend auto operator<=>(const ReplicaKey&, const ReplicaKey&) = default;
};

struct Voter {
  NodeId id{-1};
  Uuid directory;  ///< zero with static voters
  std::vector<Endpoint> endpoints;
  std::int16_t kraft_version_min = 0;
  std::int16_t kraft_version_max = 0;

  ReplicaKey key() const { return {id, directory}; }

  friend bool operator==(const Voter&, const Voter&) = default;
};

struct LeaderAndEpoch {
  NodeId leader{-1};  ///< -1: none is known
  LeaderEpoch epoch;

  bool has_leader() const { return leader.value >= 0; }

  friend bool operator==(const LeaderAndEpoch&, const LeaderAndEpoch&) = default;
};

/// The exclusive end of the records that a snapshot stands for, and the epoch of the last of them.
struct SnapshotId {
  Offset end;
  LeaderEpoch epoch;

  friend auto operator<=>(const SnapshotId&, const SnapshotId&) = default;
};

struct QuorumConfig {
  NodeId id{-1};
  Uuid directory;  ///< directory.id of meta.properties
  std::string cluster_id;
  bool is_controller = false;        ///< process.roles has controller: may vote and lead
  std::vector<Voter> static_voters;  ///< controller.quorum.voters; empty: voters are in the log
  std::vector<Endpoint> bootstrap_servers;  ///< controller.quorum.bootstrap.servers
  std::vector<Endpoint> endpoints;          ///< where this node's controller listeners are reached

  std::int64_t election_timeout_ms = 1'000;      ///< controller.quorum.election.timeout.ms
  std::int64_t fetch_timeout_ms = 2'000;         ///< controller.quorum.fetch.timeout.ms
  std::int64_t election_backoff_max_ms = 1'000;  ///< controller.quorum.election.backoff.max.ms
  std::int64_t request_timeout_ms = 2'000;       ///< controller.quorum.request.timeout.ms
  std::int64_t retry_backoff_ms = 20;            ///< controller.quorum.retry.backoff.ms

  std::string log_directory;             ///< metadata.log.dir
  std::vector<ListedFile> files;         ///< of its `__cluster_metadata-0`, bare names, sorted
  std::int64_t segment_bytes = 1 << 30;  ///< metadata.log.segment.bytes
  std::int64_t segment_ms = 7LL * 24 * 3600 * 1000;        ///< metadata.log.segment.ms
  std::int64_t snapshots_bytes_max = 100LL << 20;          ///< metadata.max.retention.bytes
  std::int64_t snapshots_ms_max = 7LL * 24 * 3600 * 1000;  ///< metadata.max.retention.ms
  /// controller.quorum.fetch.snapshot.max.bytes
  std::int32_t fetch_snapshot_bytes_max = 1 << 20;
};

/// Names a request that the quorum sent; chosen by the quorum, never reused in an incarnation.
using RequestToken = Id<struct RaftRequestTokenTag, std::int64_t>;
/// Names a request that the quorum got; chosen by whoever hands it in.
using ReplyToken = Id<struct RaftReplyTokenTag, std::int64_t>;

using RequestMessage =
    std::variant<wire::VoteRequest, wire::BeginQuorumEpochRequest, wire::EndQuorumEpochRequest,
                 wire::FetchRequest, wire::FetchSnapshotRequest, wire::DescribeQuorumRequest,
                 wire::AddRaftVoterRequest, wire::RemoveRaftVoterRequest,
                 wire::UpdateRaftVoterRequest, wire::ApiVersionsRequest>;

using ResponseMessage =
    std::variant<wire::VoteResponse, wire::BeginQuorumEpochResponse, wire::EndQuorumEpochResponse,
                 wire::FetchResponse, wire::FetchSnapshotResponse, wire::DescribeQuorumResponse,
                 wire::AddRaftVoterResponse, wire::RemoveRaftVoterResponse,
                 wire::UpdateRaftVoterResponse, wire::ApiVersionsResponse>;

struct Request {
  RequestMessage message;
  /// The version in which it came, or in which it is to be sent: the highest that we know. A peer
  /// that offers less gets what its ApiVersions offers.
  std::int16_t version = 0;
};

struct Response {
  ResponseMessage message;
};

/// A request to be sent. It ends with on_response or on_failure.
struct Outgoing {
  RequestToken token;
  NodeId target{-1};  ///< of a bootstrap server, whose id is not known: -2 - its index
  Endpoint endpoint;
  Request request;
  std::int64_t timeout_ms = 0;
};

/// The answer to a request that was handed in. Records of a Fetch are file ranges.
struct Reply {
  ReplyToken token;
  Response response;
};

/// A control record of the log: what the quorum itself wrote.
using ControlRecord =
    std::variant<wire::LeaderChangeMessage, wire::KRaftVersionRecord, wire::VotersRecord,
                 wire::SnapshotHeaderRecord, wire::SnapshotFooterRecord>;

/// A batch of the log that is committed, in the log's order. Either values or controls.
struct CommittedBatch {
  Offset base;
  Offset end;  ///< exclusive
  LeaderEpoch epoch;
  Timestamp timestamp;  ///< the batch's largest
  std::int64_t size_bytes = 0;
  std::vector<Slice> values;
  std::vector<ControlRecord> controls;
};

/// What a snapshot says before its values.
struct SnapshotHead {
  Timestamp last_contained_timestamp{0};  ///< of the last record that it stands for
  /// Absent where voters are static.
  std::optional<wire::KRaftVersionRecord> kraft_version;
  std::optional<wire::VotersRecord> voters;

  friend bool operator==(const SnapshotHead&, const SnapshotHead&) = default;
};

/// State that replaces all that was taken before: of the snapshot that this node starts from, or
/// that the leader sent. Batches of values, with the snapshot's own offsets.
struct CommittedSnapshot {
  SnapshotId id;
  SnapshotHead head;
  std::vector<CommittedBatch> batches;
};

using Committed = std::variant<CommittedBatch, CommittedSnapshot>;

}  // namespace fl::raft
