// A topic's effective configuration: what the topic sets, else what its broker says (dynamic, then
// file), else the release's default. All that a log needs to know is here.   Source: LogConfig.
#pragma once
#include "core/config/broker_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::config {

/// Members are filled from the topic property that the description names.
struct TopicConfig {
  std::vector<std::string> cleanup_policy;
  std::string compression_type;  ///< "producer" keeps what the producer chose
  std::int32_t compression_gzip_level = -1;
  std::int32_t compression_lz4_level = 9;
  std::int32_t compression_zstd_level = 3;
  std::int64_t delete_retention_ms = 0;
  std::int64_t file_delete_delay_ms = 0;
  std::int64_t flush_messages = 0;  ///< records after which a sync is due
  std::int64_t flush_ms = 0;
  /// "partition:broker" each, or "*" alone.
  std::vector<std::string> follower_replication_throttled_replicas;
  std::int32_t index_interval_bytes = 0;
  std::vector<std::string> leader_replication_throttled_replicas;
  std::int32_t max_message_bytes = 0;
  std::int64_t max_compaction_lag_ms = 0;
  std::int64_t min_compaction_lag_ms = 0;
  std::int64_t message_timestamp_after_max_ms = 0;
  std::int64_t message_timestamp_before_max_ms = 0;
  std::string message_timestamp_type;  ///< "CreateTime" or "LogAppendTime"
  std::int32_t min_insync_replicas = 1;
  bool preallocate = false;
  std::int64_t retention_bytes = -1;
  std::int64_t retention_ms = -1;
  std::int32_t segment_bytes = 0;
  std::int32_t segment_index_bytes = 0;
  std::int64_t segment_jitter_ms = 0;
  std::int64_t segment_ms = 0;
  bool unclean_leader_election_enable = false;

  bool compacts() const;
  bool deletes() const;

  bool is_log_append_time() const { return message_timestamp_type == "LogAppendTime"; }

  friend bool operator==(const TopicConfig&, const TopicConfig&) = default;

  static consteval auto fields();
};

/// A value with the layers it hides, strongest first.   Source: ConfigHelper.configSynonyms.
struct SourcedValue {
  std::string name;
  std::optional<std::string> value;
  ConfigSource source = ConfigSource::unknown;

  friend bool operator==(const SourcedValue&, const SourcedValue&) = default;
};

/// REQUIRES: every override was checked (`check_topic_overrides`); an override that does not parse
/// counts as not there.
TopicConfig effective_topic_config(const BrokerConfig& broker, const Values& overrides);

/// The value in force of one property of a topic, group or subscription, as text: the override,
/// else what the broker says, else the default.
std::optional<std::string> effective_value(const BrokerConfig& broker, Scope scope,
                                           const Values& overrides, std::string_view property);

inline std::optional<std::string> effective_topic_value(const BrokerConfig& broker,
                                                        const Values& overrides,
                                                        std::string_view property) {
  return effective_value(broker, Scope::topic, overrides, property);
}

/// Kafka's text for the first thing wrong with a topic's overrides, or nothing.
std::optional<std::string> check_topic_overrides(const BrokerConfig& broker,
                                                 const Values& overrides);

consteval auto TopicConfig::fields() {
  using T = TopicConfig;
  return field_list(
      field<&T::cleanup_policy>("cleanup.policy"), field<&T::compression_type>("compression.type"),
      field<&T::compression_gzip_level>("compression.gzip.level"),
      field<&T::compression_lz4_level>("compression.lz4.level"),
      field<&T::compression_zstd_level>("compression.zstd.level"),
      field<&T::delete_retention_ms>("delete.retention.ms"),
      field<&T::file_delete_delay_ms>("file.delete.delay.ms"),
      field<&T::flush_messages>("flush.messages"), field<&T::flush_ms>("flush.ms"),
      field<&T::follower_replication_throttled_replicas>("follower.replication.throttled.replicas"),
      field<&T::index_interval_bytes>("index.interval.bytes"),
      field<&T::leader_replication_throttled_replicas>("leader.replication.throttled.replicas"),
      field<&T::max_message_bytes>("max.message.bytes"),
      field<&T::max_compaction_lag_ms>("max.compaction.lag.ms"),
      field<&T::min_compaction_lag_ms>("min.compaction.lag.ms"),
      field<&T::message_timestamp_after_max_ms>("message.timestamp.after.max.ms"),
      field<&T::message_timestamp_before_max_ms>("message.timestamp.before.max.ms"),
      field<&T::message_timestamp_type>("message.timestamp.type"),
      field<&T::min_insync_replicas>("min.insync.replicas"), field<&T::preallocate>("preallocate"),
      field<&T::retention_bytes>("retention.bytes"), field<&T::retention_ms>("retention.ms"),
      field<&T::segment_bytes>("segment.bytes"),
      field<&T::segment_index_bytes>("segment.index.bytes"),
      field<&T::segment_jitter_ms>("segment.jitter.ms"), field<&T::segment_ms>("segment.ms"),
      field<&T::unclean_leader_election_enable>("unclean.leader.election.enable"));
}

}  // namespace fl::config
