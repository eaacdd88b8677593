// A broker's replicas as leaders and followers: their roles as metadata has them, what followers
// fetch, what leaders ask of the controller, and where the high watermark stands.
// The rules themselves are in core/replication; here they meet the log and the network.
// Source: ReplicaManager, Partition, ReplicaFetcherManager, AlterPartitionManager.
#pragma once
#include "core/broker/server.h"
#include "core/client/channels.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"

namespace fl::broker {

struct LinkAnswer;

/// What the rules of replication look at. The reference is to `partition`.
replication::Surroundings surroundings_of(const Server& server, const Partition& partition);

/// All logs are there: each takes its role, and followers begin to fetch.
void lead_and_follow(Server& server, Context& context);

/// The broker's configuration is there, or changed: quotas and the number of fetchers follow.
void configure_replication(Server& server);

/// Metadata of the partition changed: leader, epochs, ISR, replicas.
void take_role(Server& server, Context& context, Partition& partition);

/// An operation of the partition's log is done: the high watermark may move, a follower go on.
void on_replica_log_done(Server& server, Context& context, LogKey key);

/// Takes the role that newer metadata gives the partition, if it waited for the log and the log has
/// nothing more to do.
void take_role_that_waits(Server& server, Context& context, LogKey key);

/// The first read of a follower's fetch. Anything but none: its answer is this error.
wire::ErrorCode on_follower_read(Server& server, Context& context, Partition& partition,
                                 const replication::FollowerFetch& fetch);

/// A load that a cut waits for.
void on_replica_loaded(Server& server, Context& context, const Owner& owner, const Done& done);

/// DeadlineKind::isr: every replica.lag.time.max.ms / 2 the leaders look at their followers.
void on_isr_due(Server& server, Context& context);

void on_alter_partition_answered(Server& server, Context& context, const LinkAnswer& answer);
void on_replica_outcome(Server& server, Context& context, const client::Outcome& outcome);
void on_fetcher_due(Server& server, Context& context, std::int64_t key);

/// Sends what followers want and leaders ask for. At the end of each step.
void send_replica_requests(Server& server, Context& context);

}  // namespace fl::broker
