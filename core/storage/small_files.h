// The small text files of a log directory, byte for byte as Kafka writes them: offset checkpoints,
// partition.metadata, meta.properties, the clean-shutdown marker; and the names of directories and
// segment files.   Source: CheckpointFile, PartitionMetadataFile, MetaProperties,
// CleanShutdownFileHandler.
#pragma once
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fl::storage {

inline constexpr std::string_view kRecoveryPointCheckpoint = "recovery-point-offset-checkpoint";
inline constexpr std::string_view kLogStartCheckpoint = "log-start-offset-checkpoint";
inline constexpr std::string_view kHighWatermarkCheckpoint = "replication-offset-checkpoint";
inline constexpr std::string_view kCleanerCheckpoint = "cleaner-offset-checkpoint";
inline constexpr std::string_view kLeaderEpochCheckpoint = "leader-epoch-checkpoint";
inline constexpr std::string_view kPartitionMetadata = "partition.metadata";
inline constexpr std::string_view kMetaProperties = "meta.properties";
inline constexpr std::string_view kCleanShutdown = ".kafka_cleanshutdown";

using OffsetCheckpoint = std::map<TopicPartition, Offset>;

/// Version 0, count, "topic partition offset" lines.
std::string format_offset_checkpoint(const OffsetCheckpoint& entries);
/// An empty text has no entry (Kafka writes such). On error: what is wrong, in a sentence.
std::expected<OffsetCheckpoint, std::string> parse_offset_checkpoint(std::string_view text);

/// No newline at the end, as in Kafka.
std::string format_partition_metadata(const Uuid& topic_id);
std::expected<Uuid, std::string> parse_partition_metadata(std::string_view text);

/// Version 1 (KRaft).
struct MetaPropertiesFile {
  std::int32_t node_id = -1;
  std::string cluster_id;
  std::optional<Uuid> directory_id;

  friend bool operator==(const MetaPropertiesFile&, const MetaPropertiesFile&) = default;
};

/// As java.util.Properties writes it; `written` is the moment that its comment line names, in UTC.
std::string format_meta_properties(const MetaPropertiesFile& meta, Timestamp written);
std::expected<MetaPropertiesFile, std::string> parse_meta_properties(std::string_view text);

std::string format_clean_shutdown(BrokerEpoch epoch);
/// Nothing if the text is ill-formed: the epoch is then unknown, the stop was clean all the same.
std::optional<BrokerEpoch> parse_clean_shutdown(std::string_view text);

/// "00000000000000000042.log" for (42, ".log").
std::string segment_file_name(Offset base, std::string_view suffix);

struct SegmentFileName {
  Offset base;
  std::string suffix;  ///< ".log", ".index", ".timeindex", ".txnindex", ".snapshot", …

  friend bool operator==(const SegmentFileName&, const SegmentFileName&) = default;
};

/// Nothing if the name is not 20 digits and a suffix.
std::optional<SegmentFileName> parse_segment_file_name(std::string_view name);

enum class DirectoryKind : std::uint8_t { live, deleted, stray, future };

struct PartitionDirectory {
  TopicPartition partition;
  DirectoryKind kind = DirectoryKind::live;

  friend bool operator==(const PartitionDirectory&, const PartitionDirectory&) = default;
};

/// Nothing if the name is not a partition's.   Source: UnifiedLog.parseTopicPartitionName.
std::optional<PartitionDirectory> parse_directory_name(std::string_view name);
/// "topic-partition.<32 hex>-delete", the topic cut so that the name fits a file system (255).
std::string deleted_directory_name(const TopicPartition& partition, const Uuid& unique);

}  // namespace fl::storage
