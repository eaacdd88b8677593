// What a broker keeps of its requests to the leaders that it follows and to the controller about
// its ISRs.   Source: AbstractFetcherThread, AlterPartitionManager.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/broker/fetch_session_handler.h"
#include "core/broker/partition.h"
#include "core/broker/replication_quota.h"
#include "core/client/channels.h"
#include "core/replication/leader.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace fl::broker {

/// One of the num.replica.fetchers that follow a leader.
struct FetcherId {
  BrokerId leader;
  std::int32_t index = 0;

  friend auto operator<=>(const FetcherId&, const FetcherId&) = default;
};

/// Requests to one leader; at most one is on its way, and all that it asks is of one kind.
struct ReplicaFetcher {
  struct Asked {
    LogKey key = 0;
    replication::FollowerWish wish;
  };

  std::set<LogKey> partitions;
  FetchSessionHandler session;
  std::vector<Asked> asked;  ///< in the request on its way
  std::optional<client::RequestToken> token;
  std::optional<Instant> due;  ///< as it stands in the deadlines
  bool is_ready = false;       ///< looked at before the step ends
};

/// AlterPartition: one request of this broker is on its way, proposals wait meanwhile.
struct IsrQueue {
  std::map<LogKey, replication::IsrProposal> waiting;
  std::map<LogKey, replication::IsrProposal> asked;
  std::optional<Instant> retry_at;
};

struct ReplicationState {
  std::map<FetcherId, ReplicaFetcher> fetchers;
  std::int32_t fetchers_per_leader = 1;  ///< num.replica.fetchers
  ReplicationQuota leader_quota;         ///< of what throttled partitions here send
  ReplicationQuota follower_quota;       ///< of what throttled partitions here fetch
  IsrQueue isr;
  replication::Switches switches;
};

}  // namespace fl::broker
