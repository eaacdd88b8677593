// One run of load against one broker: many connections, pre-encoded frames, one thread and epoll,
// so that the generator alone can do several times what the broker accepts.
#pragma once
#include "tests/bench/load/frames.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::bench {

enum class Mode { produce, fetch };

struct LoadOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9092;
  Mode mode = Mode::produce;
  std::string topic = "load";
  std::int32_t partitions = 8;
  std::int32_t connections = 16;
  std::int32_t in_flight = 5;
  std::int16_t acks = 1;
  BatchShape shape;
  std::int32_t fetch_bytes_max = 1 << 20;
  double seconds = 5;
  /// Ends earlier once so many bytes were acknowledged or read; 0 for no such end.
  std::int64_t bytes_max = 0;
  /// Requests per second over all connections; 0 sends as fast as answers come.
  double rate = 0;
  /// The broker's process, for its CPU time and memory; 0 for none.
  int pid = 0;
};

struct LoadResult {
  double seconds = 0;
  std::int64_t requests = 0;
  std::int64_t records = 0;
  std::int64_t bytes = 0;  ///< produce: of whole requests; fetch: of records that arrived
  std::int64_t whole_batch_bytes = 0;  ///< the same without parts of batches at an answer's end
  std::int64_t errors = 0;
  double p50_us = 0;
  double p99_us = 0;
  double p999_us = 0;
  double server_cpu_seconds = 0;
  double own_cpu_seconds = 0;
  std::int64_t server_rss_bytes = 0;

  std::string to_json(const LoadOptions& options) const;
};

/// Creates the topic if it is not there. Throws std::runtime_error where the broker cannot be
/// reached.
void create_topic(const LoadOptions& options);

/// Deletes it.
void delete_topic(const LoadOptions& options);

LoadResult run_load(const LoadOptions& options);

}  // namespace fl::bench
