// What things cost in a simulated world. The defaults are those of a small machine with a good
// disk; a scenario's `hardware:` changes them. All are virtual time, drawn and added in whole
// nanoseconds.
#pragma once
#include <cstdint>

namespace fl::sim {

struct Hardware {
  std::int64_t step_ns = 10'000;       ///< a step, whatever it does
  std::int64_t step_ns_per_kib = 300;  ///< and per KiB that it receives, sends, appends or hashes
  std::int64_t disk_ns = 20'000;       ///< a disk operation on the page cache
  std::int64_t disk_bytes_per_second = 1'000'000'000;
  std::int64_t sync_ns = 500'000;            ///< a sync, beside the bytes that it writes
  std::int64_t network_ns = 200'000;         ///< one way
  std::int64_t network_jitter_ns = 100'000;  ///< drawn from 0 up to here and added
  std::int64_t network_bytes_per_second = 1'000'000'000;
  std::int64_t segment_bytes = 16'384;  ///< larger sends arrive in several pieces
  std::int64_t dial_timeout_ns = 10'000'000'000;

  friend bool operator==(const Hardware&, const Hardware&) = default;
};

}  // namespace fl::sim
