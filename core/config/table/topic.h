// Topic properties, sorted by name, each with the broker properties that it falls back to.
// Source: LogConfig of 3.2.3, 3.9.1, 4.3.1, ServerTopicConfigSynonyms.
#pragma once
#include "core/config/property_row.h"

namespace fl::config {

inline constexpr std::array kTopicRows{
    row("cleanup.policy", list, "delete")
        .checked("[compact, delete]")
        .from("log.cleanup.policy")
        .about("What happens to old segments: delete, compact, or both."),
    row("compression.gzip.level", int32, "-1")
        .checked("[1,...,9] or -1")
        .from("compression.gzip.level")
        .since(Release::v3_9)
        .about("Level used when the broker compresses with gzip."),
    row("compression.lz4.level", int32, "9")
        .checked("[1,...,17]")
        .from("compression.lz4.level")
        .since(Release::v3_9)
        .about("Level used when the broker compresses with lz4."),
    row("compression.type", string, "producer")
        .checked("[uncompressed, zstd, lz4, snappy, gzip, producer]")
        .from("compression.type")
        .about("Codec that batches are stored with; producer keeps what the producer chose."),
    row("compression.zstd.level", int32, "3")
        .checked("[-131072,...,22]")
        .from("compression.zstd.level")
        .since(Release::v3_9)
        .about("Level used when the broker compresses with zstd."),
    row("delete.retention.ms", int64, "86400000")
        .checked("[0,...]")
        .from("log.cleaner.delete.retention.ms")
        .about("How long a tombstone stays readable in a compacted topic."),
    row("file.delete.delay.ms", int64, "60000")
        .checked("[0,...]")
        .from("log.segment.delete.delay.ms")
        .about("How long a deleted file stays before it is removed."),
    row("flush.messages", int64, "9223372036854775807")
        .checked("[1,...]")
        .from("log.flush.interval.messages")
        .about("Records after which the log is flushed to disk."),
    row("flush.ms", int64, "9223372036854775807")
        .checked("[0,...]")
        .from("log.flush.interval.ms")
        .from("log.flush.scheduler.interval.ms")
        .about("Longest time that a record may stay unflushed."),
    row("follower.replication.throttled.replicas", list, "")
        .checked("[partitionId]:[brokerId],[partitionId]:[brokerId],...")
        .about("Replicas whose fetching is throttled, as partition:broker, or *."),
    row("index.interval.bytes", int32, "4096")
        .checked("[0,...]")
        .from("log.index.interval.bytes")
        .about("Bytes of records between two entries of the offset index."),
    row("internal.segment.bytes", int32, kNull).hidden().since(Release::v4_3),
    row("leader.replication.throttled.replicas", list, "")
        .checked("[partitionId]:[brokerId],[partitionId]:[brokerId],...")
        .about("Replicas whose serving is throttled, as partition:broker, or *."),
    row("local.retention.bytes", int64, "-2")
        .checked("[-2,...]")
        .from("log.local.retention.bytes")
        .about("Largest local size of a tiered partition; -2 takes retention.bytes."),
    row("local.retention.ms", int64, "-2")
        .checked("[-2,...]")
        .from("log.local.retention.ms")
        .about("How long a tiered segment is kept locally; -2 takes retention.ms."),
    row("max.compaction.lag.ms", int64, "9223372036854775807")
        .checked("[1,...]")
        .from("log.cleaner.max.compaction.lag.ms")
        .about("After how long a record must be open to compaction."),
    row("max.message.bytes", int32, "1048588")
        .checked("[0,...]")
        .from("message.max.bytes")
        .about("Largest record batch in bytes, after compression."),
    row("message.downconversion.enable", boolean, "true").until(Release::v3_9),
    row("message.format.version", string, "3.0-IV1").until(Release::v3_9),
    row("message.timestamp.after.max.ms", int64, "3600000")
        .checked("[0,...]")
        .from("log.message.timestamp.after.max.ms")
        .since(Release::v3_9)
        .was(Release::v3_9, int64, "9223372036854775807")
        .about("How far a record's time may lie ahead of the broker's clock."),
    row("message.timestamp.before.max.ms", int64, "9223372036854775807")
        .checked("[0,...]")
        .from("log.message.timestamp.before.max.ms")
        .since(Release::v3_9)
        .about("How far a record's time may lie behind the broker's clock."),
    row("message.timestamp.difference.max.ms", int64, "9223372036854775807").until(Release::v3_9),
    row("message.timestamp.type", string, "CreateTime")
        .checked("[CreateTime, LogAppendTime]")
        .from("log.message.timestamp.type")
        .about("Whether records keep their producer's time (CreateTime) or get the broker's "
               "(LogAppendTime)."),
    row("min.cleanable.dirty.ratio", float64, "0.5")
        .checked("[0,...,1]")
        .from("log.cleaner.min.cleanable.ratio")
        .about("Share of uncompacted bytes from which the log is compacted."),
    row("min.compaction.lag.ms", int64, "0")
        .checked("[0,...]")
        .from("log.cleaner.min.compaction.lag.ms")
        .about("How long a record stays uncompacted at least."),
    row("min.insync.replicas", int32, "1")
        .checked("[1,...]")
        .from("min.insync.replicas")
        .about("In-sync replicas that must have a record before acks=all is answered; fewer refuse "
               "it."),
    row("preallocate", boolean, "false")
        .from("log.preallocate")
        .about("Whether a new segment file gets its full size at once."),
    row("remote.log.copy.disable", boolean, "false")
        .since(Release::v3_9)
        .about("Whether a tiered topic stops copying to remote storage."),
    row("remote.log.delete.on.disable", boolean, "false")
        .since(Release::v3_9)
        .about("Whether switching tiering off deletes the remote data."),
    row("remote.storage.enable", boolean, "false").about("Whether the topic is tiered."),
    row("retention.bytes", int64, "-1")
        .from("log.retention.bytes")
        .about("Largest size of a partition before old segments are deleted; -1 for no limit."),
    row("retention.ms", int64, "604800000")
        .checked("[-1,...]")
        .from("log.retention.ms")
        .from("log.retention.minutes", 60000)
        .from("log.retention.hours", 3600000)
        .about("How long a record is kept at least; -1 keeps it for ever."),
    row("segment.bytes", int32, "1073741824")
        .checked("[1048576,...]")
        .from("log.segment.bytes")
        .about("Size at which a segment is closed and a new one begun."),
    row("segment.index.bytes", int32, "10485760")
        .checked("[4,...]")
        .from("log.index.size.max.bytes")
        .about("Largest size of an index file."),
    row("segment.jitter.ms", int64, "0")
        .checked("[0,...]")
        .from("log.roll.jitter.ms")
        .from("log.roll.jitter.hours", 3600000)
        .about("Random time taken off segment.ms so that logs do not roll together."),
    row("segment.ms", int64, "604800000")
        .checked("[1,...]")
        .from("log.roll.ms")
        .from("log.roll.hours", 3600000)
        .about("Age at which a segment is closed even if it is not full."),
    row("unclean.leader.election.enable", boolean, "false")
        .from("unclean.leader.election.enable")
        .about("Whether a replica outside the in-sync set may lead, losing records."),
};

}  // namespace fl::config
