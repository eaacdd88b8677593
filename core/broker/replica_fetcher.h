// A broker's requests to the leaders that it follows: one at a time by each fetcher, a Fetch or a
// question for where an epoch or the log ends.   Source: AbstractFetcherThread,
// RemoteLeaderEndPoint.
#pragma once
#include "core/broker/replication_state.h"
#include "core/broker/server.h"
#include "core/node/context.h"

namespace fl::broker {

/// Asks the leader for what the fetcher's partitions want now. Those who have to ask where to cut
/// come first, then those who are out of range, then those who fetch.
void send_wishes(Server& server, Context& context, const FetcherId& id, ReplicaFetcher& fetcher);

}  // namespace fl::broker
