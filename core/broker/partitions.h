// The partitions of a broker: how one is made, loaded, changed and removed, and what happens when
// its log moves on. Their roles are in replicas.h.
// Source: ReplicaManager, Partition, LogManager.
#pragma once
#include "core/broker/server.h"
#include "core/metadata/image.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/storage/log.h"
#include "core/storage/log_config.h"

namespace fl::broker {

storage::LogConfig log_config_of(const config::TopicConfig& topic,
                                 const config::BrokerConfig& broker);

/// Where the partition's log lies.
std::string directory_of(const Server& server, const TopicPartition& name);

/// Makes a partition with an empty log.
void create_partition(Server& server, Context& context, const TopicPartition& name);

/// Takes over a log that was loaded. A log of another topic of that name is moved away.
void adopt_log(Server& server, Context& context, const TopicPartition& name, storage::Log log,
               const Uuid& stored_topic_id);

/// A follower whose leader has nothing of its log any more: the log begins anew, empty, at `start`.
/// Returns its new key.
LogKey restart_log(Server& server, Context& context, LogKey key, Offset start);

/// A disk operation of a partition's log is done: its ends may have moved, which completes rows.
void on_log_done(Server& server, Context& context, const Owner& owner, const Done& done);

void on_flush_due(Server& server, Context& context, LogKey key);

/// After an append: flush.ms is looked at in time.
void watch_flush(Server& server, Context& context, LogKey key);

/// file.delete.delay.ms is over.
void on_removal_due(Server& server, Context& context, LogKey key);
void on_removal_done(Server& server, Context& context, const Owner& owner, const Done& done);

void start_expiration(Server& server, Context& context);
void on_expiration_due(Server& server, Context& context);

/// The log directory cannot be used any more: every partition is offline, waiting requests are
/// answered, the broker exits. Kafka halts as well once all log directories have failed.
void fail_directory(Server& server, Context& context, std::string_view what, IoError error);

}  // namespace fl::broker
