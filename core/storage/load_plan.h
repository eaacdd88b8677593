// What the files of a partition's directory mean at boot: which are segments, which are left-overs
// of an interrupted deletion, cleaning or swap. Pure: from names and sizes to names. Source:
// LogLoader.removeTempFilesAndCollectSwapFiles, LogLoader.loadSegmentFiles.
#pragma once
#include "core/base/ids.h"
#include "core/node/input.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fl::storage {

struct PlannedSegment {
  Offset base;
  std::int64_t size_bytes = 0;
  Timestamp modified;
  bool has_index = false;
  bool has_time_index = false;
  bool has_txn_index = false;
  std::int64_t time_index_bytes = 0;
};

struct LoadPlan {
  /// By rising base offset.
  std::vector<PlannedSegment> segments;
  /// Producer snapshots, rising.
  std::vector<Offset> snapshots;
  /// Complete outputs of a cleaning that was not finished: `.log.swap`.
  std::vector<PlannedSegment> swaps;
  bool has_epochs = false;
  bool has_partition_metadata = false;
  std::vector<std::string> removals;
  std::vector<std::pair<std::string, std::string>> renames;
  std::vector<std::string> warnings;
};

LoadPlan plan_load(const std::vector<ListedFile>& files);

/// Finishes an interrupted swap whose file covers [swap.base, next): the segments in that range go,
/// the swap takes their place.
void apply_swap(LoadPlan& plan, const PlannedSegment& swap, Offset next);

}  // namespace fl::storage
