// What a follower does with its log: appends of what came, cuts where the logs diverge.
// Source: ReplicaFetcherThread.
#pragma once
#include "core/broker/replication_state.h"
#include "core/broker/server.h"
#include "core/node/context.h"

namespace fl::broker {

replication::LogView view_of(const storage::Log& log);

/// Does what the follower wants of its log. `records` are those of an answer.
void begin_work(Server& server, Context& context, LogKey key, const replication::LogWork& work,
                const Slice& records);

/// An operation of the log is done: work that waited for it goes on.
void go_on_working(Server& server, Context& context, LogKey key);

/// The follower's high watermark may have moved, and it may want to fetch again.
void on_follower_progress(Server& server, Context& context, Partition& partition);

}  // namespace fl::broker
