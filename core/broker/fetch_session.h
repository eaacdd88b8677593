// Fetch sessions (KIP-227): the broker remembers which partitions a client fetches, so that a
// request names only what changed, and a response only partitions with news.   Source:
// FetchSession.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/uuid.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace fl::broker {

/// A partition as a Fetch names it: by topic id since version 13, by name before.
struct FetchKey {
  Uuid topic_id;
  std::string topic;
  PartitionIndex partition;

  friend auto operator<=>(const FetchKey&, const FetchKey&) = default;
};

/// What a client asks of one partition.
struct FetchPosition {
  Offset offset;
  Offset log_start{-1};  ///< of a follower; -1 for consumers
  LeaderEpoch current_epoch = kNoLeaderEpoch;
  LeaderEpoch last_fetched_epoch = kNoLeaderEpoch;
  std::int32_t max_bytes = 0;

  friend bool operator==(const FetchPosition&, const FetchPosition&) = default;
};

struct SessionPartition {
  FetchKey key;
  FetchPosition position;
  /// As last told to the client: a change of either is news.
  Offset told_high_watermark{-1};
  Offset told_log_start{-1};
  /// The last answer had an error: the next one is told also if it has none.
  bool told_error = false;
};

struct FetchSession {
  std::int32_t id = 0;
  std::int32_t epoch = 1;  ///< expected in the next request; after 2^31-1 comes 1
  bool is_privileged = false;
  bool uses_topic_ids = false;
  Instant created;
  Instant last_used;
  /// In the order in which they are looked at: who got data goes to the end.
  std::map<std::int64_t, SessionPartition> partitions;
  std::map<FetchKey, std::int64_t> places;
  std::int64_t last_place = 0;
};

struct FetchSessions {
  SharedMap<std::int32_t, FetchSession> sessions;
  std::int64_t made = 0;  ///< keys the draws of session ids
};

}  // namespace fl::broker
