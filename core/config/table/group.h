// Properties of groups, sorted by name, each with the broker property that it falls back to.
// Source: GroupConfig of 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kGroupRows{
    row("consumer.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .from("group.consumer.assignment.interval.ms")
        .since(Release::v4_3)
        .about("Least time between two assignments of a consumer group."),
    row("consumer.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .from("group.consumer.heartbeat.interval.ms")
        .since(Release::v4_3)
        .about("How often members of a consumer group tell that they live."),
    row("consumer.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .from("group.consumer.session.timeout.ms")
        .since(Release::v4_3)
        .about("A member of a consumer group that was silent for so long is removed."),
    row("share.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .from("group.share.assignment.interval.ms")
        .since(Release::v4_3),
    row("share.auto.offset.reset", string, "latest")
        .checked("[latest, earliest, by_duration:PnDTnHnMn.nS]")
        .since(Release::v4_3)
        .about("Where a share group starts reading."),
    row("share.delivery.count.limit", int32, "5")
        .checked("[2,...]")
        .from("group.share.delivery.count.limit")
        .since(Release::v4_3)
        .about("How often a share group delivers a record before it gives up."),
    row("share.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .from("group.share.heartbeat.interval.ms")
        .since(Release::v4_3)
        .about("How often members of a share group tell that they live."),
    row("share.isolation.level", string, "read_uncommitted")
        .checked("[read_committed, read_uncommitted]")
        .since(Release::v4_3)
        .about("Whether a share group reads records of open transactions."),
    row("share.partition.max.record.locks", int32, "2000")
        .checked("[100,...]")
        .from("group.share.partition.max.record.locks")
        .since(Release::v4_3),
    row("share.record.lock.duration.ms", int32, "30000")
        .checked("[1000,...]")
        .from("group.share.record.lock.duration.ms")
        .since(Release::v4_3)
        .about("How long a member may keep an acquired record."),
    row("share.renew.acknowledge.enable", boolean, "true").since(Release::v4_3),
    row("share.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .from("group.share.session.timeout.ms")
        .since(Release::v4_3)
        .about("A member of a share group that was silent for so long is removed."),
    row("streams.assignment.interval.ms", int32, "1000")
        .checked("[0,...]")
        .from("group.streams.assignment.interval.ms")
        .since(Release::v4_3),
    row("streams.heartbeat.interval.ms", int32, "5000")
        .checked("[1,...]")
        .from("group.streams.heartbeat.interval.ms")
        .since(Release::v4_3)
        .about("How often members of a streams group tell that they live."),
    row("streams.initial.rebalance.delay.ms", int32, "3000")
        .checked("[0,...]")
        .from("group.streams.initial.rebalance.delay.ms")
        .since(Release::v4_3),
    row("streams.num.standby.replicas", int32, "0")
        .checked("[0,...]")
        .from("group.streams.num.standby.replicas")
        .since(Release::v4_3)
        .about("Standby copies of each task of a streams group."),
    row("streams.session.timeout.ms", int32, "45000")
        .checked("[1,...]")
        .from("group.streams.session.timeout.ms")
        .since(Release::v4_3)
        .about("A member of a streams group that was silent for so long is removed."),
};

/// Properties of client metrics subscriptions (KIP-714).   Source: ClientMetricsConfigs.
inline constexpr std::array kClientMetricsRows{
    row("interval.ms", int32, "300000")
        .checked("[100,...,3600000]")
        .since(Release::v4_3)
        .about("How often clients push their metrics."),
    row("match", list, "").since(Release::v4_3).about("Which clients the subscription is for."),
    row("metrics", list, "").since(Release::v4_3).about("Prefixes of the metrics that are pushed."),
};

}  // namespace fl::config
