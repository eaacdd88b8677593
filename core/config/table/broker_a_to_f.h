// Broker properties from a to f, sorted by name; a row is read from left to right: name, type,
// default in 4.3, valid values, and what differs in older releases.   Source: KafkaConfig
// of 3.2.3, 3.9.1, 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kBrokerAToF{
    row("add.partitions.to.txn.retry.backoff.max.ms", int32, "100")
        .checked("[0,...]")
        .high()
        .since(Release::v4_3),
    row("add.partitions.to.txn.retry.backoff.ms", int32, "20")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("advertised.listeners", list, kNull)
        .high()
        .was(Release::v3_9, string, kNull)
        .was(Release::v3_2, string, kNull)
        .about("Addresses that clients are told to connect to, where they differ from listeners."),
    row("alter.config.policy.class.name", class_name, kNull).low(),
    row("alter.log.dirs.replication.quota.window.num", int32, "11").checked("[1,...]").low(),
    row("alter.log.dirs.replication.quota.window.size.seconds", int32, "1")
        .checked("[1,...]")
        .low(),
    row("authorizer.class.name", string, "").checked("non-null string").low(),
    row("auto.create.topics.enable", boolean, "true")
        .high()
        .about("Whether asking for an unknown topic may create it."),
    row("auto.include.jmx.reporter", boolean, "true").until(Release::v3_9).since(Release::v3_9),
    row("auto.leader.rebalance.enable", boolean, "true").high(),
    row("background.threads", int32, "10")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .about("Threads for deleting, rolling and other work in the background."),
    row("broker.heartbeat.interval.ms", int32, "2000")
        .about("How often a broker tells the controller that it lives."),
    row("broker.id", int32, "-1").high().about("Older name of node.id."),
    row("broker.id.generation.enable", boolean, "true").until(Release::v3_9),
    row("broker.rack", string, kNull)
        .about("Where the broker stands; replicas are spread over racks and followers of the same "
               "rack may be read."),
    row("broker.session.timeout.ms", int32, "9000")
        .about("A broker that was silent for so long is fenced."),
    row("client.quota.callback.class", class_name, kNull).low(),
    row("compression.gzip.level", int32, "-1")
        .checked("[1,...,9] or -1")
        .cluster_wide()
        .since(Release::v3_9)
        .about("Level used when the broker compresses with gzip."),
    row("compression.lz4.level", int32, "9")
        .checked("[1,...,17]")
        .cluster_wide()
        .since(Release::v3_9)
        .about("Level used when the broker compresses with lz4."),
    row("compression.type", string, "producer")
        .checked("[uncompressed, zstd, lz4, snappy, gzip, producer]")
        .high()
        .cluster_wide()
        .about("Codec that batches are stored with; producer keeps what the producer chose."),
    row("compression.zstd.level", int32, "3")
        .checked("[-131072,...,22]")
        .cluster_wide()
        .since(Release::v3_9)
        .about("Level used when the broker compresses with zstd."),
    row("config.providers", list, "").low().cluster_wide().since(Release::v4_3),
    row("connection.failed.authentication.delay.ms", int32, "100").checked("[0,...]").low(),
    row("connections.max.idle.ms", int64, "600000")
        .about("A connection without traffic for so long is closed."),
    row("connections.max.reauth.ms", int64, "0"),
    row("control.plane.listener.name", string, kNull).until(Release::v3_9),
    row("controlled.shutdown.enable", boolean, "true"),
    row("controlled.shutdown.max.retries", int32, "3").until(Release::v3_9),
    row("controlled.shutdown.retry.backoff.ms", int64, "5000").until(Release::v3_9),
    row("controller.listener.names", list, kNull)
        .needed()
        .high()
        .was(Release::v3_9, string, kNull)
        .was(Release::v3_2, string, kNull)
        .about("Names of the listeners that speak to controllers; clients do not use them."),
    row("controller.performance.always.log.threshold.ms", int64, "2000")
        .checked("[0,...]")
        .hidden()
        .since(Release::v4_3),
    row("controller.performance.sample.period.ms", int64, "60000")
        .checked("[100,...]")
        .hidden()
        .since(Release::v4_3),
    row("controller.quorum.append.linger.ms", int32, "25").checked("[0,...]"),
    row("controller.quorum.auto.join.enable", boolean, "false").low().since(Release::v4_3),
    row("controller.quorum.bootstrap.servers", list, "")
        .checked("non-empty list")
        .high()
        .since(Release::v3_9)
        .about("Addresses to find the metadata quorum by."),
    row("controller.quorum.election.backoff.max.ms", int32, "1000").checked("[0,...]").high(),
    row("controller.quorum.election.timeout.ms", int32, "1000").checked("[0,...]").high(),
    row("controller.quorum.fetch.max.bytes", int32, "1048576")
        .checked("[1,...]")
        .low()
        .since(Release::v4_3),
    row("controller.quorum.fetch.snapshot.max.bytes", int32, "1048576")
        .checked("[1,...]")
        .low()
        .since(Release::v4_3),
    row("controller.quorum.fetch.timeout.ms", int32, "2000").checked("[0,...]").high(),
    row("controller.quorum.request.timeout.ms", int32, "2000").checked("[0,...]"),
    row("controller.quorum.retry.backoff.ms", int32, "20").checked("[0,...]").low(),
    row("controller.quorum.voters", list, "")
        .checked("non-empty list")
        .high()
        .about("The voters of the metadata quorum as id@host:port."),
    row("controller.quota.window.num", int32, "11").checked("[1,...]").low(),
    row("controller.quota.window.size.seconds", int32, "1").checked("[1,...]").low(),
    row("controller.socket.timeout.ms", int32, "30000"),
    row("cordoned.log.dirs", list, "").per_broker().since(Release::v4_3),
    row("create.topic.policy.class.name", class_name, kNull).low(),
    row("default.replication.factor", int32, "1")
        .about("Replicas of a topic that is created without a count."),
    row("delegation.token.expiry.check.interval.ms", int64, "3600000").checked("[1,...]").low(),
    row("delegation.token.expiry.time.ms", int64, "86400000").checked("[1,...]"),
    row("delegation.token.master.key", password, kNull).until(Release::v3_9),
    row("delegation.token.max.lifetime.ms", int64, "604800000").checked("[1,...]"),
    row("delegation.token.secret.key", password, kNull).secret(),
    row("delete.records.purgatory.purge.interval.requests", int32, "1"),
    row("delete.topic.enable", boolean, "true").high().about("Whether topics may be deleted."),
    row("early.start.listeners", list, kNull)
        .high()
        .since(Release::v3_9)
        .was(Release::v3_9, string, kNull),
    row("eligible.leader.replicas.enable", boolean, "false")
        .until(Release::v3_9)
        .since(Release::v3_9),
    row("fetch.max.bytes", int32, "57671680")
        .checked("[1024,...]")
        .about("Most bytes in one answer to a fetch."),
    row("fetch.purgatory.purge.interval.requests", int32, "1000"),
    row("follower.fetch.last.tiered.offset.enable", boolean, "false")
        .cluster_wide()
        .since(Release::v4_3),
};

}  // namespace fl::config
