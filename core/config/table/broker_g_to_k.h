// Broker properties from g to k, sorted by name; a row is read from left to right: name, type,
// default in 4.3, valid values, and what differs in older releases.   Source: KafkaConfig
// of 3.2.3, 3.9.1, 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kBrokerGToK{
    row("group.consumer.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("group.consumer.assignors", list, "uniform,range")
        .since(Release::v3_9)
        .was(Release::v3_9, list,
             "org.apache.kafka.coordinator.group.assignor.UniformAssignor,org.apache.kafka."
             "coordinator.group.assignor.RangeAssignor"),
    row("group.consumer.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.consumer.max.assignment.interval.ms", int32, "15000")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.consumer.max.heartbeat.interval.ms", int32, "15000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.consumer.max.session.timeout.ms", int32, "60000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.consumer.max.size", int32, "2147483647").checked("[1,...]").since(Release::v3_9),
    row("group.consumer.migration.policy", string, "bidirectional")
        .checked("(case insensitive) [DISABLED, DOWNGRADE, UPGRADE, BIDIRECTIONAL]")
        .since(Release::v3_9)
        .was(Release::v3_9, string, "disabled"),
    row("group.consumer.min.assignment.interval.ms", int32, "0")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.consumer.min.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.consumer.min.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.consumer.regex.refresh.interval.ms", int32, "600000")
        .checked("[10000,...]")
        .hidden()
        .since(Release::v4_3),
    row("group.consumer.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.coordinator.append.linger.ms", int32, "-1")
        .checked("[-1,...]")
        .since(Release::v3_9)
        .was(Release::v3_9, int32, "10"),
    row("group.coordinator.background.threads", int32, "2")
        .checked("[1,...]")
        .high()
        .since(Release::v4_3),
    row("group.coordinator.cached.buffer.max.bytes", int32, "1048588")
        .checked("[524288,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("group.coordinator.new.enable", boolean, "false").until(Release::v3_9).since(Release::v3_9),
    row("group.coordinator.rebalance.protocols", list, "classic,consumer,streams")
        .checked("[consumer, classic, share, streams]")
        .since(Release::v3_9)
        .was(Release::v3_9, list, "classic"),
    row("group.coordinator.threads", int32, "4")
        .checked("[1,...]")
        .high()
        .since(Release::v3_9)
        .was(Release::v3_9, int32, "1"),
    row("group.initial.rebalance.delay.ms", int32, "3000")
        .about("How long the first rebalance of an empty group waits for more members."),
    row("group.max.session.timeout.ms", int32, "1800000")
        .about("Longest session timeout that a member may ask for."),
    row("group.max.size", int32, "2147483647")
        .checked("[1,...]")
        .about("Most members of a classic group."),
    row("group.min.session.timeout.ms", int32, "6000")
        .about("Shortest session timeout that a member may ask for."),
    row("group.share.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("group.share.assignors", list, "simple").since(Release::v4_3),
    row("group.share.delivery.count.limit", int32, "5").checked("[2,...,10]").since(Release::v3_9),
    row("group.share.enable", boolean, "false").until(Release::v3_9).since(Release::v3_9),
    row("group.share.heartbeat.interval.ms", int32, "5000").checked("[1,...]").since(Release::v3_9),
    row("group.share.initialize.retry.interval.ms", int32, "30000")
        .checked("[1,...]")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("group.share.max.assignment.interval.ms", int32, "15000")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.share.max.delivery.count.limit", int32, "10")
        .checked("[5,...,25]")
        .since(Release::v4_3),
    row("group.share.max.groups", int16, "10").until(Release::v3_9).since(Release::v3_9),
    row("group.share.max.heartbeat.interval.ms", int32, "15000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.share.max.partition.max.record.locks", int32, "4000")
        .checked("[2000,...,10000]")
        .since(Release::v4_3),
    row("group.share.max.record.lock.duration.ms", int32, "60000")
        .checked("[30000,...,3600000]")
        .since(Release::v3_9),
    row("group.share.max.session.timeout.ms", int32, "60000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.share.max.share.sessions", int32, "2000").checked("[1,...]").since(Release::v4_3),
    row("group.share.max.size", int32, "200")
        .checked("[1,...,1000]")
        .since(Release::v3_9)
        .was(Release::v3_9, int16, "200"),
    row("group.share.min.assignment.interval.ms", int32, "0")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.share.min.delivery.count.limit", int32, "2")
        .checked("[2,...,5]")
        .since(Release::v4_3),
    row("group.share.min.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.share.min.partition.max.record.locks", int32, "100")
        .checked("[100,...,2000]")
        .since(Release::v4_3),
    row("group.share.min.record.lock.duration.ms", int32, "15000")
        .checked("[1000,...,30000]")
        .since(Release::v3_9),
    row("group.share.min.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .since(Release::v3_9),
    row("group.share.partition.max.record.locks", int32, "2000")
        .checked("[100,...,10000]")
        .since(Release::v3_9)
        .was(Release::v3_9, int32, "200"),
    row("group.share.persister.class.name", string,
        "org.apache.kafka.server.share.persister.DefaultStatePersister")
        .hidden()
        .since(Release::v4_3),
    row("group.share.record.lock.duration.ms", int32, "30000")
        .checked("[1000,...,3600000]")
        .since(Release::v3_9),
    row("group.share.session.timeout.ms", int32, "45000").checked("[1,...]").since(Release::v3_9),
    row("group.streams.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .cluster_wide()
        .since(Release::v4_3),
    row("group.streams.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .since(Release::v4_3),
    row("group.streams.initial.rebalance.delay.ms", int32, "3000")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.streams.max.assignment.interval.ms", int32, "15000")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.streams.max.heartbeat.interval.ms", int32, "15000")
        .checked("[1,...]")
        .since(Release::v4_3),
    row("group.streams.max.session.timeout.ms", int32, "60000")
        .checked("[1,...]")
        .since(Release::v4_3),
    row("group.streams.max.size", int32, "2147483647").checked("[1,...]").since(Release::v4_3),
    row("group.streams.max.standby.replicas", int32, "2").checked("[0,...]").since(Release::v4_3),
    row("group.streams.min.assignment.interval.ms", int32, "0")
        .checked("[0,...]")
        .since(Release::v4_3),
    row("group.streams.min.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .since(Release::v4_3),
    row("group.streams.min.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .since(Release::v4_3),
    row("group.streams.num.standby.replicas", int32, "0").checked("[0,...]").since(Release::v4_3),
    row("group.streams.session.timeout.ms", int32, "45000").checked("[1,...]").since(Release::v4_3),
    row("initial.broker.registration.timeout.ms", int32, "60000"),
    row("inter.broker.listener.name", string, kNull)
        .about("The listener that brokers use among themselves."),
    row("inter.broker.protocol.version", string, "3.9-IV0")
        .until(Release::v3_9)
        .was(Release::v3_2, string, "3.2-IV0"),
    row("internal.metadata.delete.delay.millis", int64, "60000")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("internal.metadata.log.segment.bytes", int32, kNull).low().hidden().since(Release::v4_3),
    row("internal.metadata.max.batch.size.in.bytes", int32, "8388608")
        .low()
        .hidden()
        .since(Release::v4_3),
    row("kafka.metrics.polling.interval.secs", int32, "10").checked("[1,...]").low(),
    row("kafka.metrics.reporters", list, "").low(),
};

}  // namespace fl::config
