// Broker properties under l, sorted by name; a row is read from left to right: name, type, default
// in 4.3, valid values, and what differs in older releases.   Source: KafkaConfig
// of 3.2.3, 3.9.1, 4.3.1.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kBrokerL{
    row("leader.imbalance.check.interval.seconds", int64, "300").checked("[1,...]").high(),
    row("leader.imbalance.per.broker.percentage", int32, "10").until(Release::v3_9),
    row("listener.security.protocol.map", string,
        "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT")
        .low()
        .per_broker()
        .was(Release::v3_2, string,
             "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL")
        .about("Security protocol of each listener name."),
    row("listeners", list, "PLAINTEXT://:9092")
        .high()
        .per_broker()
        .was(Release::v3_9, string, "PLAINTEXT://:9092")
        .was(Release::v3_2, string, "PLAINTEXT://:9092")
        .about("Addresses that the node binds, each with its listener name."),
    row("log.cleaner.backoff.ms", int64, "15000").checked("[0,...]").cluster_wide(),
    row("log.cleaner.dedupe.buffer.size", int64, "134217728").cluster_wide(),
    row("log.cleaner.delete.retention.ms", int64, "86400000")
        .checked("[0,...]")
        .cluster_wide()
        .about("How long a tombstone stays readable in a compacted topic."),
    row("log.cleaner.enable", boolean, "true").about("Whether compacted topics are compacted."),
    row("log.cleaner.io.buffer.load.factor", float64, "0.9").cluster_wide(),
    row("log.cleaner.io.buffer.size", int32, "524288").checked("[0,...]").cluster_wide(),
    row("log.cleaner.io.max.bytes.per.second", float64, "1.7976931348623157E308").cluster_wide(),
    row("log.cleaner.max.compaction.lag.ms", int64, "9223372036854775807")
        .checked("[1,...]")
        .cluster_wide()
        .about("After how long a record must be open to compaction."),
    row("log.cleaner.min.cleanable.ratio", float64, "0.5")
        .checked("[0,...,1]")
        .cluster_wide()
        .about("Share of uncompacted bytes from which a log is compacted."),
    row("log.cleaner.min.compaction.lag.ms", int64, "0")
        .checked("[0,...]")
        .cluster_wide()
        .about("How long a record stays uncompacted at least."),
    row("log.cleaner.threads", int32, "1").checked("[0,...]").cluster_wide(),
    row("log.cleanup.policy", list, "delete")
        .checked("[compact, delete]")
        .cluster_wide()
        .about("What happens to old segments: delete, compact, or both."),
    row("log.dir", list, "/tmp/kafka-logs")
        .high()
        .was(Release::v3_9, string, "/tmp/kafka-logs")
        .was(Release::v3_2, string, "/tmp/kafka-logs")
        .about("Directory of the logs, where log.dirs is not set."),
    row("log.dir.failure.timeout.ms", int64, "30000").checked("[1,...]").low().since(Release::v3_9),
    row("log.dirs", list, kNull)
        .high()
        .was(Release::v3_9, string, kNull)
        .was(Release::v3_2, string, kNull)
        .about("Directories of the logs, separated by commas."),
    row("log.flush.interval.messages", int64, "9223372036854775807")
        .checked("[1,...]")
        .high()
        .cluster_wide()
        .about("Records after which a log is flushed to disk."),
    row("log.flush.interval.ms", int64, kNull)
        .high()
        .cluster_wide()
        .about("Longest time that a record may stay unflushed."),
    row("log.flush.offset.checkpoint.interval.ms", int32, "60000")
        .checked("[0,...]")
        .high()
        .about("How often the recovery points are written."),
    row("log.flush.scheduler.interval.ms", int64, "9223372036854775807")
        .high()
        .about("How often logs are looked at for a due flush by time."),
    row("log.flush.start.offset.checkpoint.interval.ms", int32, "60000")
        .checked("[0,...]")
        .high()
        .about("How often the log start offsets are written."),
    row("log.index.interval.bytes", int32, "4096")
        .checked("[0,...]")
        .cluster_wide()
        .about("Bytes of records between two entries of the offset index."),
    row("log.index.size.max.bytes", int32, "10485760")
        .checked("[4,...]")
        .cluster_wide()
        .about("Largest size of an index file."),
    row("log.initial.task.delay.ms", int64, "30000")
        .checked("[0,...]")
        .low()
        .hidden()
        .since(Release::v3_9),
    row("log.local.retention.bytes", int64, "-2")
        .checked("[-2,...]")
        .cluster_wide()
        .since(Release::v3_9),
    row("log.local.retention.ms", int64, "-2")
        .checked("[-2,...]")
        .cluster_wide()
        .since(Release::v3_9),
    row("log.message.downconversion.enable", boolean, "true").until(Release::v3_9),
    row("log.message.format.version", string, "3.0-IV1").until(Release::v3_9),
    row("log.message.timestamp.after.max.ms", int64, "3600000")
        .checked("[0,...]")
        .cluster_wide()
        .since(Release::v3_9)
        .was(Release::v3_9, int64, "9223372036854775807")
        .about("How far a record's time may lie ahead of the broker's clock."),
    row("log.message.timestamp.before.max.ms", int64, "9223372036854775807")
        .checked("[0,...]")
        .cluster_wide()
        .since(Release::v3_9)
        .about("How far a record's time may lie behind the broker's clock."),
    row("log.message.timestamp.difference.max.ms", int64, "9223372036854775807")
        .until(Release::v3_9),
    row("log.message.timestamp.type", string, "CreateTime")
        .checked("[CreateTime, LogAppendTime]")
        .cluster_wide()
        .about("Whether records keep their producer's time (CreateTime) or get the broker's "
               "(LogAppendTime)."),
    row("log.preallocate", boolean, "false")
        .cluster_wide()
        .about("Whether a new segment file gets its full size at once."),
    row("log.retention.bytes", int64, "-1")
        .high()
        .cluster_wide()
        .about("Largest size of a partition before old segments are deleted; -1 for no limit."),
    row("log.retention.check.interval.ms", int64, "300000")
        .checked("[1,...]")
        .about("How often logs are looked at for segments that retention may delete."),
    row("log.retention.hours", int32, "168")
        .high()
        .about("The same in hours, where neither of the others is set."),
    row("log.retention.minutes", int32, kNull)
        .high()
        .about("The same in minutes, where log.retention.ms is not set."),
    row("log.retention.ms", int64, kNull)
        .high()
        .cluster_wide()
        .about("How long a record is kept at least, in milliseconds; -1 keeps it for ever."),
    row("log.roll.hours", int32, "168")
        .checked("[1,...]")
        .high()
        .about("The same in hours, where log.roll.ms is not set."),
    row("log.roll.jitter.hours", int32, "0")
        .checked("[0,...]")
        .high()
        .about("The same in hours, where log.roll.jitter.ms is not set."),
    row("log.roll.jitter.ms", int64, kNull)
        .high()
        .cluster_wide()
        .about("Random time taken off log.roll.ms so that logs do not roll together."),
    row("log.roll.ms", int64, kNull)
        .high()
        .cluster_wide()
        .about("Age at which a segment is closed even if it is not full."),
    row("log.segment.bytes", int32, "1073741824")
        .checked("[1048576,...]")
        .high()
        .cluster_wide()
        .about("Size at which a segment is closed and a new one begun."),
    row("log.segment.delete.delay.ms", int64, "60000")
        .checked("[0,...]")
        .high()
        .cluster_wide()
        .about("How long a deleted file stays before it is removed."),
};

}  // namespace fl::config
