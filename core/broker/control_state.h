// What the control plane keeps: the metadata log, what was decided but is not yet committed, and
// the requests that wait for a commit.
#pragma once
#include "core/base/ids.h"
#include "core/base/parts.h"
#include "core/base/shared_map.h"
#include "core/broker/request.h"
#include "core/config/broker_config.h"
#include "core/controller/metadata_log.h"
#include "core/metadata/delta.h"
#include "core/metadata/image.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace fl::broker {

/// Owner::key of the metadata log's operations; a partition's keys are above zero.
using controller::kMetadataLogKey;

/// Records that were appended together: they become durable, and are applied, together.
struct UncommittedBatch {
  Offset first;
  metadata::Image image;  ///< as it will be once the batch is committed
  metadata::Delta delta;
  /// A block of producer ids for this broker that the batch holds.
  std::optional<ProducerId> producer_ids;
};

/// A request whose response leaves when the records below `end` are committed, or at the deadline.
struct CommitRow {
  Request request;
  Offset end;  ///< exclusive
  Instant deadline;
  Parts response;
  Parts timed_out;  ///< the response at the deadline: the records may still become durable
};

struct ControlState {
  controller::MetadataLog log;
  /// As it is after everything that was decided, committed or not: what the next decision reads.
  metadata::Image decided;
  std::deque<UncommittedBatch> uncommitted;
  SharedMap<std::int64_t, CommitRow> rows;
  std::int64_t last_row = 0;
  /// What the configuration file says, without what the metadata log adds.
  config::Values file_config;
  bool is_asking_for_producer_ids = false;
  /// What is wrong with the records that were read back; the node exits.
  std::string failure;
  bool is_registered = false;  ///< this node is in `decided` as a broker
  bool is_ready = false;       ///< on_metadata_ready was called
  bool is_stopping = false;
  bool is_stopped = false;
  bool has_exited = false;
};

}  // namespace fl::broker
