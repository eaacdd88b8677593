// Reads the logs on a simulated disk batch by batch, trusting nothing but the bytes: what checks
// compare the broker's own view with. Knows Kafka's file names and the batch format only.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/record/batch.h"
#include "sim/disk.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fl::sim {

struct ScannedBatch {
  std::int64_t position = 0;
  record::BatchHeader header;
};

struct ScannedSegment {
  Offset base_offset;
  std::string path;  ///< of the .log
  Slice bytes;
  std::vector<ScannedBatch> batches;  ///< up to the first that is not whole or has a wrong crc
  std::int64_t valid_bytes = 0;

  bool is_whole() const { return valid_bytes == static_cast<std::int64_t>(bytes.size()); }
};

struct ScannedLog {
  TopicPartition partition;
  std::vector<ScannedSegment> segments;  ///< by base offset
};

/// All partitions' logs below `directory`, by partition.
std::map<TopicPartition, ScannedLog> scan_logs(const SimDisk& disk, const std::string& directory);

/// The bytes of a file; empty if there is none.
Slice file_bytes(const SimDisk& disk, const std::string& path);

/// "DIRECTORY/orders-0/00000000000000000042.log".
std::string segment_path(const std::string& directory, const TopicPartition& partition,
                         Offset base_offset);

}  // namespace fl::sim
