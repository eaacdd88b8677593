// How a broker starts and stops, as rows: each does a bounded piece per step and goes on with Done.
#pragma once
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/topic_partition.h"
#include "core/broker/partition.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"
#include "core/storage/small_files.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fl::broker {

/// The broker's own files at boot, in the order in which they are read.
enum class StartupFile : std::uint8_t {
  meta,
  recovery_point,
  log_start,
  high_watermark,
  clean_shutdown,
  bootstrap
};

struct Startup {
  std::string directory;     ///< the log directory; several come later
  std::int32_t pending = 0;  ///< disk operations on the broker's own files, not answered yet
  bool was_clean = false;    ///< the last incarnation left its clean-shutdown marker
  std::string meta;          ///< meta.properties as read; empty: a new directory
  storage::OffsetCheckpoint recovery_points;
  storage::OffsetCheckpoint log_starts;
  storage::OffsetCheckpoint high_watermarks;
  /// Logs still to be loaded, last first, and those that are being loaded now.
  std::vector<TopicPartition> to_load;
  SharedMap<LogKey, storage::LogLoader> loading;
  SharedMap<LogKey, TopicPartition> names;  ///< of those that are being loaded
};

/// At most so many logs are loaded at a time.
inline constexpr std::size_t kLoadingMax = 8;

/// A deleted or stray partition: its log finishes what it asked for, its directory goes later.
struct Removal {
  storage::Log log;
  std::string directory;  ///< as renamed
  bool is_due = false;    ///< file.delete.delay.ms is over
};

struct Stop {
  std::string why;
  std::vector<CommandId> asked;
  bool is_control_stopped = false;
  bool is_marked = false;    ///< the clean-shutdown marker is being written
  std::int32_t pending = 0;  ///< disk operations on the broker's own files, not answered yet
};

}  // namespace fl::broker
