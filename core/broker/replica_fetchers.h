// Which fetcher follows for which partition: each leader has num.replica.fetchers of them here,
// each with a connection and a fetch session of its own.   Source: AbstractFetcherManager.
#pragma once
#include "core/base/topic_partition.h"
#include "core/broker/replication_state.h"
#include "core/broker/server.h"
#include "core/node/context.h"

#include <cstdint>

namespace fl::broker {

/// Which of a leader's fetchers a partition has. REQUIRES: fetchers > 0.
/// Source: AbstractFetcherManager.getFetcherId.
std::int32_t fetcher_index(const TopicPartition& partition, std::int32_t fetchers);

/// The partition follows its leader from now on. REQUIRES: it has one.
void join_fetcher(Server& server, const Partition& partition);

void leave_fetcher(Server& server, const Partition& partition);

/// The partition's log is another one from now on.
void rename_in_fetchers(Server& server, LogKey before, LogKey after);

/// The partition may want something else of its leader.
void wake_fetcher_of(Server& server, const Partition& partition);

/// Others of the fetcher may have waited for a partition that is gone.
void wake_fetchers(Server& server);

/// num.replica.fetchers may have changed: partitions move to the fetchers that are theirs now.
void resize_fetchers(Server& server);

/// Fetchers without partitions close their connections. At the end of a step: a partition that has
/// got another leader epoch has left its fetcher and joined it again.
void close_idle_fetchers(Server& server, Context& context);

/// How a fetcher is named among the deadlines.
std::int64_t deadline_key(const FetcherId& id);
FetcherId fetcher_of_key(std::int64_t key);

client::Peer peer_of(const FetcherId& id);

}  // namespace fl::broker
