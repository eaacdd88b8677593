// Broker properties from m to r, sorted by name; a row is read from left to right: name, type,
// default in 4.3, valid values, and what differs in older releases.   Source: KafkaConfig
// of 3.2.3, 3.9.1, 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kBrokerMToR{
    row("max.connection.creation.rate", int32, "2147483647")
        .checked("[0,...]")
        .cluster_wide()
        .about("Most new connections per second."),
    row("max.connections", int32, "2147483647")
        .checked("[0,...]")
        .cluster_wide()
        .about("Most connections at any time."),
    row("max.connections.per.ip", int32, "2147483647")
        .checked("[0,...]")
        .cluster_wide()
        .about("Most connections from one address."),
    row("max.connections.per.ip.overrides", string, "")
        .cluster_wide()
        .about("Limits for particular addresses, as name:count separated by commas."),
    row("max.incremental.fetch.session.cache.slots", int32, "1000")
        .checked("[0,...]")
        .about("Fetch sessions that are kept at once."),
    row("max.request.partition.size.limit", int32, "2000")
        .checked("[1,...]")
        .since(Release::v3_9)
        .about("Most partitions that one request may create, delete or describe."),
    row("message.max.bytes", int32, "1048588")
        .checked("[0,...]")
        .high()
        .cluster_wide()
        .about("Largest record batch in bytes, after compression."),
    row("metadata.log.dir", string, kNull)
        .high()
        .about("Directory of the metadata log; the first of log.dirs where it is not set."),
    row("metadata.log.max.record.bytes.between.snapshots", int64, "20971520")
        .checked("[1,...]")
        .high()
        .about("Bytes of metadata records after which a snapshot is due."),
    row("metadata.log.max.snapshot.interval.ms", int64, "3600000")
        .checked("[0,...]")
        .high()
        .since(Release::v3_9),
    row("metadata.log.segment.bytes", int32, "1073741824")
        .checked("[8388608,...]")
        .high()
        .about("Size at which a segment of the metadata log is closed."),
    row("metadata.log.segment.min.bytes", int32, "8388608").until(Release::v3_9),
    row("metadata.log.segment.ms", int64, "604800000")
        .high()
        .about("Age at which a segment of the metadata log is closed."),
    row("metadata.max.idle.interval.ms", int32, "500")
        .checked("[0,...]")
        .low()
        .since(Release::v3_9)
        .about("How often the controller appends a no-op when nothing else is written; 0 never."),
    row("metadata.max.retention.bytes", int64, "104857600").high().was(Release::v3_2, int64, "-1"),
    row("metadata.max.retention.ms", int64, "604800000").high(),
    row("metric.reporters", list, "org.apache.kafka.common.metrics.JmxReporter")
        .low()
        .cluster_wide()
        .was(Release::v3_9, list, "")
        .was(Release::v3_2, list, ""),
    row("metrics.num.samples", int32, "2").checked("[1,...]").low(),
    row("metrics.recording.level", string, "INFO").low(),
    row("metrics.sample.window.ms", int64, "30000").checked("[1,...]").low(),
    row("min.insync.replicas", int32, "1")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .about("In-sync replicas that must have a record before acks=all is answered; fewer refuse "
               "it."),
    row("node.id", int32, kNull)
        .needed()
        .checked("[0,...]")
        .high()
        .was(Release::v3_9, int32, "-1")
        .was(Release::v3_2, int32, "-1")
        .about("Identity of this node, unique in the cluster."),
    row("num.io.threads", int32, "8")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .about("Threads that work on requests, including disk reads and writes."),
    row("num.network.threads", int32, "3")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .about("Threads that move bytes between sockets and request queues."),
    row("num.partitions", int32, "1")
        .checked("[1,...]")
        .about("Partitions of a topic that is created without a count."),
    row("num.recovery.threads.per.data.dir", int32, "2")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .was(Release::v3_9, int32, "1")
        .was(Release::v3_2, int32, "1"),
    row("num.replica.alter.log.dirs.threads", int32, kNull).high(),
    row("num.replica.fetchers", int32, "1").checked("[1,...]").high().cluster_wide(),
    row("offset.metadata.max.bytes", int32, "4096")
        .high()
        .about("Longest text that may be stored with a committed offset."),
    row("offsets.commit.required.acks", int16, "-1").until(Release::v3_9),
    row("offsets.commit.timeout.ms", int32, "5000").checked("[1,...]").high(),
    row("offsets.load.buffer.size", int32, "5242880").checked("[1,...]").high(),
    row("offsets.retention.check.interval.ms", int64, "600000").checked("[1,...]").high(),
    row("offsets.retention.minutes", int32, "10080")
        .checked("[1,...]")
        .high()
        .about("How long the offsets of an empty group are kept."),
    row("offsets.topic.compression.codec", int32, "0").high(),
    row("offsets.topic.num.partitions", int32, "50")
        .checked("[1,...]")
        .high()
        .about("Partitions of the topic of committed offsets."),
    row("offsets.topic.replication.factor", int16, "3")
        .checked("[1,...]")
        .high()
        .about("Replicas of the topic of committed offsets."),
    row("offsets.topic.segment.bytes", int32, "104857600").checked("[1,...]").high(),
    row("password.encoder.cipher.algorithm", string, "AES/CBC/PKCS5Padding").until(Release::v3_9),
    row("password.encoder.iterations", int32, "4096").until(Release::v3_9),
    row("password.encoder.key.length", int32, "128").until(Release::v3_9),
    row("password.encoder.keyfactory.algorithm", string, kNull).until(Release::v3_9),
    row("password.encoder.old.secret", password, kNull).until(Release::v3_9),
    row("password.encoder.secret", password, kNull).until(Release::v3_9),
    row("principal.builder.class", class_name,
        "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder")
        .per_broker(),
    row("process.roles", list, kNull)
        .needed()
        .checked("[broker, controller]")
        .high()
        .was(Release::v3_9, list, "")
        .was(Release::v3_2, list, "")
        .about("What this process is: broker, controller, or both."),
    row("producer.id.expiration.check.interval.ms", int32, "600000")
        .checked("[1,...]")
        .low()
        .hidden()
        .since(Release::v3_9)
        .about("How often producer states are looked at."),
    row("producer.id.expiration.ms", int32, "86400000")
        .checked("[1,...]")
        .low()
        .cluster_wide()
        .since(Release::v3_9)
        .about("A producer's state is forgotten after so long without a write."),
    row("producer.purgatory.purge.interval.requests", int32, "1000"),
    row("queued.max.request.bytes", int64, "-1")
        .about("Bytes of requests that may be in memory at once; -1 for no limit of its own."),
    row("queued.max.requests", int32, "500")
        .checked("[1,...]")
        .high()
        .about("Requests that may wait for work before the network is no longer read."),
    row("quota.window.num", int32, "11").checked("[1,...]").low(),
    row("quota.window.size.seconds", int32, "1").checked("[1,...]").low(),
    row("remote.fetch.max.wait.ms", int32, "500")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v3_9),
    row("remote.list.offsets.request.timeout.ms", int64, "30000")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("remote.log.index.file.cache.total.size.bytes", int64, "1073741824")
        .checked("[1,...]")
        .low()
        .cluster_wide(),
    row("remote.log.index.file.cache.ttl.ms", int64, "900000")
        .checked("[-1,...]")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("remote.log.manager.copier.thread.pool.size", int32, "10")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v3_9)
        .was(Release::v3_9, int32, "-1"),
    row("remote.log.manager.copy.max.bytes.per.second", int64, "9223372036854775807")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v3_9),
    row("remote.log.manager.copy.quota.window.num", int32, "11")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("remote.log.manager.copy.quota.window.size.seconds", int32, "1")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("remote.log.manager.expiration.thread.pool.size", int32, "10")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v3_9)
        .was(Release::v3_9, int32, "-1"),
    row("remote.log.manager.fetch.max.bytes.per.second", int64, "9223372036854775807")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v3_9),
    row("remote.log.manager.fetch.quota.window.num", int32, "11")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("remote.log.manager.fetch.quota.window.size.seconds", int32, "1")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("remote.log.manager.follower.thread.pool.size", int32, "2")
        .checked("[1,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("remote.log.manager.task.interval.ms", int64, "30000").checked("[1,...]").low(),
    row("remote.log.manager.task.retry.backoff.max.ms", int64, "30000")
        .checked("[1,...]")
        .low()
        .hidden(),
    row("remote.log.manager.task.retry.backoff.ms", int64, "500").checked("[1,...]").low().hidden(),
    row("remote.log.manager.task.retry.jitter", float64, "0.2")
        .checked("[0,...,0.5]")
        .low()
        .hidden(),
    row("remote.log.manager.thread.pool.size", int32, "2")
        .checked("[1,...]")
        .was(Release::v3_9, int32, "10")
        .was(Release::v3_2, int32, "10"),
    row("remote.log.metadata.custom.metadata.max.bytes", int32, "128")
        .checked("[0,...]")
        .low()
        .since(Release::v3_9),
    row("remote.log.metadata.manager.class.name", string,
        "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager")
        .checked("non-empty string")
        .was(Release::v3_2, string, kNull),
    row("remote.log.metadata.manager.class.path", string, kNull),
    row("remote.log.metadata.manager.impl.prefix", string, "rlmm.config.")
        .checked("non-empty string")
        .was(Release::v3_2, string, kNull),
    row("remote.log.metadata.manager.listener.name", string, kNull).checked("non-empty string"),
    row("remote.log.reader.max.pending.tasks", int32, "100").checked("[1,...]"),
    row("remote.log.reader.threads", int32, "10").checked("[1,...]").cluster_wide(),
    row("remote.log.storage.manager.class.name", string, kNull).checked("non-empty string"),
    row("remote.log.storage.manager.class.path", string, kNull),
    row("remote.log.storage.manager.impl.prefix", string, "rsm.config.")
        .checked("non-empty string")
        .was(Release::v3_2, string, kNull),
    row("remote.log.storage.system.enable", boolean, "false"),
    row("replica.fetch.backoff.ms", int32, "1000").checked("[0,...]"),
    row("replica.fetch.max.bytes", int32, "1048576")
        .checked("[0,...]")
        .about("Bytes that a follower asks for per partition."),
    row("replica.fetch.min.bytes", int32, "1").high(),
    row("replica.fetch.response.max.bytes", int32, "10485760")
        .checked("[0,...]")
        .about("Bytes that a follower asks for per request."),
    row("replica.fetch.wait.max.ms", int32, "500").high(),
    row("replica.high.watermark.checkpoint.interval.ms", int64, "5000")
        .high()
        .about("How often the high watermarks are written."),
    row("replica.lag.time.max.ms", int64, "30000")
        .high()
        .about("A follower that has not caught up for so long leaves the in-sync replicas."),
    row("replica.selector.class", string, kNull),
    row("replica.socket.receive.buffer.bytes", int32, "65536").high(),
    row("replica.socket.timeout.ms", int32, "30000").high(),
    row("replication.quota.window.num", int32, "11").checked("[1,...]").low(),
    row("replication.quota.window.size.seconds", int32, "1").checked("[1,...]").low(),
    row("request.timeout.ms", int32, "30000").high(),
    row("reserved.broker.max.id", int32, "1000").until(Release::v3_9),
};

}  // namespace fl::config
