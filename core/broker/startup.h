// How a broker starts and stops, as rows: each does a bounded piece per step and goes on with Done.
#pragma once
#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/base/topic_partition.h"
#include "core/broker/partition.h"
#include "core/storage/log.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fl::broker {

struct Startup {
  /// Logs still to be loaded, and those that are being loaded now (at most kLoadingMax at a time).
  std::vector<TopicPartition> to_load;
  std::size_t loading = 0;
  std::int32_t reads = 0;  ///< of the broker's own files, not answered yet
  bool was_clean = false;  ///< the last incarnation left its clean-shutdown marker
};

struct Stop {
  std::set<LogKey> closing;
  std::int32_t writes = 0;  ///< of the broker's own files, not answered yet
  std::vector<CommandId> asked;
};

}  // namespace fl::broker
