// What a log must know of its topic's configuration: a plain copy, so that storage needs no table
// of properties. The broker fills it from config::TopicConfig and replaces it when the topic's
// configuration changes.   Source: LogConfig.
#pragma once
#include <cstdint>

namespace fl::storage {

struct LogConfig {
  std::int64_t segment_bytes = 1 << 30;                 ///< segment.bytes
  std::int64_t segment_ms = 7LL * 24 * 3600 * 1000;     ///< segment.ms
  std::int64_t segment_jitter_ms = 0;                   ///< segment.jitter.ms
  std::int64_t index_interval_bytes = 4096;             ///< index.interval.bytes
  std::int64_t segment_index_bytes = 10 * 1024 * 1024;  ///< segment.index.bytes
  /// flush.messages: records after which a sync is due.
  std::int64_t flush_messages = INT64_MAX;
  /// flush.ms: how long a record may stay unsynced.
  std::int64_t flush_ms = INT64_MAX;
  /// producer.id.expiration.ms, a property of the broker.
  std::int64_t producer_id_expiration_ms = 24LL * 3600 * 1000;

  friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

}  // namespace fl::storage
