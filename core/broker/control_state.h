// What the control plane of a node keeps: its replica of the metadata quorum, and, while this node
// is the active controller, what was decided but is not yet committed.
#pragma once
#include "core/base/ids.h"
#include "core/base/parts.h"
#include "core/base/shared_map.h"
#include "core/broker/request.h"
#include "core/client/channels.h"
#include "core/config/broker_config.h"
#include "core/controller/heartbeats.h"
#include "core/controller/periodic_tasks.h"
#include "core/metadata/image.h"
#include "core/metadata/image_writer.h"
#include "core/raft/quorum.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace fl::broker {

/// Owner::key of the metadata log's operations; a partition's keys are above zero.
using raft::kMetadataLogKey;

/// A request whose response leaves when the records below `end` are committed, or at the deadline.
struct CommitRow {
  Request request;
  Offset end;  ///< exclusive
  Instant deadline;
  Parts response;
  Parts timed_out;  ///< the response at the deadline: the records may still become durable
};

/// A request of the quorum that another node has to answer.
struct QuorumAsked {
  raft::RequestToken token;
  StepId asked;
};

/// What only the active controller has. It is lost with that role.
struct ActiveController {
  LeaderEpoch epoch;
  /// As it is after everything that was decided, committed or not: what the next decision reads.
  metadata::Image decided;
  controller::Heartbeats heartbeats;
  controller::PeriodicTasks tasks;
  bool is_lost = false;  ///< the quorum took a proposal no longer
};

/// When the next snapshot of the metadata is due, and the one that is being written.
struct SnapshotState {
  std::int64_t record_bytes = 0;  ///< in the log since the last snapshot
  Instant counted_since;
  /// Nothing is counted before all was read that was committed at the start.
  bool is_counting = false;
  LeaderEpoch epoch;    ///< of the last batch in the image
  Timestamp timestamp;  ///< the largest of that batch
  std::optional<metadata::ImageWriter> writer;
};

struct ControlState {
  raft::Quorum quorum;
  SnapshotState snapshot;
  std::optional<ActiveController> active;
  SharedMap<std::int64_t, CommitRow> rows;
  std::int64_t last_row = 0;

  std::map<client::RequestToken, QuorumAsked> asked;
  /// Requests that the quorum has not answered, by the tokens it knows them by.
  SharedMap<std::int64_t, Request> quorum_requests;
  std::int64_t last_quorum_request = 0;
  /// When the quorum, or the active controller, wants to be called; as it stands in the deadlines.
  std::optional<Instant> quorum_due;
  std::optional<Instant> controller_due;

  /// The first records of a new cluster as the directory was formatted; empty: the usual ones.
  std::vector<Slice> bootstrap;

  /// What the configuration file says, without what the metadata log adds.
  config::Values file_config;
  /// What is wrong with the records that were read back; the node exits.
  std::string failure;
  bool is_unsettled = false;  ///< something was proposed: the quorum is looked at again
  bool is_started = false;
  bool is_published = false;  ///< on_metadata_ready was called: changes are told to the data plane
  bool is_stranger = false;   ///< the quorum is another cluster's, and that was told
  bool is_stopping = false;
  bool is_stopped = false;
  bool has_exited = false;
};

}  // namespace fl::broker
