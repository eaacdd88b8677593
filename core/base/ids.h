// The vocabulary of numbers: one type per meaning, in Kafka's words. Ends are exclusive.
#pragma once
#include "core/base/strong.h"

namespace fl {

/// A record's place in a partition; as an end (log end offset, high watermark) it is exclusive.
using Offset = Ordinal<struct OffsetTag, std::int64_t>;
/// A byte's place in a file.
using Position = Ordinal<struct PositionTag, std::int64_t>;
/// Counts leaders of one partition; -1 where unknown.
using LeaderEpoch = Ordinal<struct LeaderEpochTag, std::int32_t>;
/// Counts changes of one partition's metadata (ISR, leader, replicas).
using PartitionEpoch = Ordinal<struct PartitionEpochTag, std::int32_t>;
/// Counts the lives of one producer id; -1 for a producer without idempotence.
using ProducerEpoch = Ordinal<struct ProducerEpochTag, std::int16_t>;
/// Counts controllers.
using ControllerEpoch = Ordinal<struct ControllerEpochTag, std::int32_t>;
/// A broker's registration, rising with each.
using BrokerEpoch = Ordinal<struct BrokerEpochTag, std::int64_t>;
/// Number of a record in a producer's stream to one partition; wraps from 2^31-1 to 0, -1 for none.
using Sequence = Ordinal<struct SequenceTag, std::int32_t>;

/// Nanoseconds on a node's own monotonic clock. Never compared between nodes.
using Instant = Ordinal<struct InstantTag, std::int64_t>;
/// Milliseconds since 1970 as in records: may jump, may be skewed, -1 for none.
using Timestamp = Ordinal<struct TimestampTag, std::int64_t>;

using BrokerId = Id<struct BrokerIdTag, std::int32_t>;
using ProducerId = Id<struct ProducerIdTag, std::int64_t>;
using PartitionIndex = Id<struct PartitionIndexTag, std::int32_t>;

/// A process of the simulated or real cluster: broker, controller or client.
using NodeId = Id<struct NodeIdTag, std::int32_t>;
/// A connection as one node sees it. Dialled ids are negative and chosen by the node, accepted ones
/// positive and chosen by the driver; never reused in an incarnation.
using ConnId = Id<struct ConnIdTag, std::int64_t>;
using TimerId = Id<struct TimerIdTag, std::int64_t>;
/// An operation that will be answered by `Done`; chosen by the node, never reused in an
/// incarnation.
using OpId = Id<struct OpIdTag, std::int64_t>;
/// An open file; chosen by the node, never reused in an incarnation.
using FileId = Id<struct FileIdTag, std::int64_t>;
/// A listener of the node, an index into its configured list.
using ListenerId = Id<struct ListenerIdTag, std::int32_t>;
/// A step of a run, counted over the whole world; outside every digest.
using StepId = Id<struct StepIdTag, std::int64_t>;
/// Commands, replies and notices between a node and its application.
using CommandId = Id<struct CommandIdTag, std::int64_t>;

inline constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

inline constexpr ProducerId kNoProducerId{-1};
inline constexpr ProducerEpoch kNoProducerEpoch{-1};
inline constexpr Sequence kNoSequence{-1};
inline constexpr LeaderEpoch kNoLeaderEpoch{-1};
inline constexpr Timestamp kNoTimestamp{-1};

}  // namespace fl
