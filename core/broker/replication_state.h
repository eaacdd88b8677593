// What a broker keeps of its requests to the leaders that it follows and to the controller about
// its ISRs.   Source: AbstractFetcherThread, AlterPartitionManager.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/broker/partition.h"
#include "core/client/channels.h"
#include "core/replication/leader.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace fl::broker {

/// Requests to one leader; at most one is on its way, and all that it asks is of one kind.
struct ReplicaFetcher {
  struct Asked {
    LogKey key = 0;
    replication::FollowerWish wish;
  };

  std::set<LogKey> partitions;
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
  std::map<BrokerId, ReplicaFetcher> fetchers;
  IsrQueue isr;
  replication::Switches switches;
};

}  // namespace fl::broker
