// A partition of which this broker holds a replica: its log, its role, and who waits for it.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"
#include "core/config/topic_config.h"
#include "core/replication/follower.h"
#include "core/replication/leader.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace fl::broker {

/// Names a log of this broker in Owner.key and DeadlineKind; never reused in an incarnation.
using LogKey = std::int64_t;

/// A Produce that waits for this partition: done once records below `required` are visible, and
/// durable if a sync was due.
struct ProduceWaiter {
  std::int64_t row = 0;
  Offset required;
  bool needs_sync = false;
  bool needs_commit = false;  ///< acks=all: below the high watermark
};

/// A topic's configuration as its partitions share it.
using SharedTopicConfig = std::shared_ptr<const config::TopicConfig>;

/// What a follower's log is doing; its fetcher leaves it alone meanwhile.
struct ReplicaWork {
  enum class Stage : std::uint8_t {
    appending,
    locating,  ///< where to cut
    cutting,
    reloading,  ///< after a cut the producers' states are read again
  };

  Stage stage = Stage::appending;
  Offset to;
  storage::Located located;
  std::optional<storage::LogLoader> loader;
};

struct Partition {
  TopicPartition name;
  Uuid topic_id;
  LeaderEpoch leader_epoch;
  PartitionEpoch partition_epoch{-1};  ///< of the metadata that its role is of
  BrokerId leader;
  LogKey log_key = 0;
  SharedTopicConfig config;  ///< never null
  storage::Log log;
  /// At most one of them; none before the first role, and while the log ends what an earlier role
  /// asked of it.
  std::optional<replication::LeaderReplica> leading;
  std::optional<replication::FollowerReplica> following;
  bool role_waits = false;
  std::optional<ReplicaWork> work;
  /// The topic's lists of throttled replicas name this one: what it sends as a leader, and what it
  /// asks for as a follower (KIP-73).
  bool is_throttled_as_leader = false;
  bool is_throttled_as_follower = false;
  /// Exclusive: records below it are committed and may be read.
  Offset high_watermark;
  /// Rows of waiting Fetch requests that records here may complete.
  std::vector<std::int64_t> fetch_rows;
  /// In the order of their appends.
  std::vector<ProduceWaiter> produce_waiters;
  /// When flush.ms is looked at next; nothing: not before the next append.
  std::optional<Instant> flush_at;
  /// Its directory is gone or its disk failed: all requests get KAFKA_STORAGE_ERROR.
  bool is_offline = false;
};

}  // namespace fl::broker
