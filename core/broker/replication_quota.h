// Replication throttles (KIP-73): how many bytes per second the throttled replicas of a broker may
// send as leaders, or fetch as followers. What was sent is counted in windows; the rate is the sum
// over the time since the oldest window began. All in integers.
// Source: ReplicationQuotaManager, SampledStat, SimpleRate, TopicConfigHandler.
#pragma once
#include "core/base/ids.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace fl::broker {

struct ReplicationQuotaSettings {
  /// leader. or follower.replication.throttled.rate; the largest number: no limit.
  std::int64_t bytes_per_second = std::numeric_limits<std::int64_t>::max();
  std::int32_t windows = 11;      ///< replication.quota.window.num
  std::int64_t window_ms = 1000;  ///< replication.quota.window.size.seconds

  friend bool operator==(const ReplicationQuotaSettings&,
                         const ReplicationQuotaSettings&) = default;
};

class ReplicationQuota {
 public:
  /// What was counted before stays counted.
  void configure(const ReplicationQuotaSettings& settings) { settings_ = settings; }

  const ReplicationQuotaSettings& settings() const { return settings_; }

  /// Counts bytes, also if they are above the limit: what is throttled is what comes next.
  void record(std::int64_t bytes, Instant now);

  /// The rate is above the limit now. Forgets windows that are over.
  bool is_exceeded(Instant now);

 private:
  struct Window {
    std::int64_t begin_ms = 0;
    std::int64_t last_ms = 0;
    std::int64_t bytes = 0;
  };

  Window& current(std::int64_t now_ms);

  ReplicationQuotaSettings settings_;
  std::vector<Window> windows_;  ///< a ring; at most one more than settings say
  std::size_t at_ = 0;           ///< the newest
};

/// A topic's list of throttled replicas ("partition:broker" each, or "*") names this replica.
/// Source: TopicConfigHandler.parseThrottledPartitions.
bool is_throttled(std::span<const std::string> replicas, PartitionIndex partition, BrokerId broker);

}  // namespace fl::broker
