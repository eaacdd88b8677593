#include "core/storage/load_plan.h"

#include "core/storage/small_files.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fl::storage {
namespace {

constexpr std::string_view kSwap = ".swap";
constexpr std::string_view kCleaned = ".cleaned";
constexpr std::string_view kDeleted = ".deleted";
constexpr std::array<std::string_view, 3> kIndexSuffixes{".index", ".timeindex", ".txnindex"};

PlannedSegment* segment_at(std::vector<PlannedSegment>& segments, Offset base) {
  for (PlannedSegment& segment : segments)
    if (segment.base == base) return &segment;
  return nullptr;
}

void note_index(PlannedSegment& segment, std::string_view suffix, std::int64_t size_bytes) {
  if (suffix == ".timeindex") segment.time_index_bytes = size_bytes;
  if (suffix == ".index") segment.has_index = true;
  if (suffix == ".timeindex") segment.has_time_index = true;
  if (suffix == ".txnindex") segment.has_txn_index = true;
}

/// The least base offset of a `.cleaned` file: swaps from there on were not complete.
Offset least_cleaned(const std::vector<ListedFile>& files) {
  Offset least(INT64_MAX);
  for (const ListedFile& file : files) {
    const auto name = parse_segment_file_name(file.path);
    if (name && std::string_view(name->suffix).ends_with(kCleaned))
      least = std::min(least, name->base);
  }
  return least;
}

void remove_segment(LoadPlan& plan, const PlannedSegment& segment) {
  plan.removals.push_back(segment_file_name(segment.base, ".log"));
  if (segment.has_index) plan.removals.push_back(segment_file_name(segment.base, ".index"));
  if (segment.has_time_index)
    plan.removals.push_back(segment_file_name(segment.base, ".timeindex"));
  if (segment.has_txn_index) plan.removals.push_back(segment_file_name(segment.base, ".txnindex"));
}

void take_logs(LoadPlan& plan, const std::vector<ListedFile>& files) {
  const Offset cleaned = least_cleaned(files);
  for (const ListedFile& file : files) {
    const std::string_view path = file.path;
    if (path == kLeaderEpochCheckpoint) plan.has_epochs = true;
    if (path == kPartitionMetadata) plan.has_partition_metadata = true;
    const auto name = parse_segment_file_name(path);
    if (!name) {
      if (path.ends_with(kDeleted) || path.ends_with(".tmp")) plan.removals.push_back(file.path);
      continue;
    }
    const std::string_view suffix = name->suffix;
    const bool is_invalid_swap = suffix.ends_with(kSwap) && name->base >= cleaned;
    if (suffix.ends_with(kDeleted) || suffix.ends_with(kCleaned) || is_invalid_swap) {
      plan.removals.push_back(file.path);
    } else if (suffix == ".log") {
      plan.segments.push_back(
          {.base = name->base, .size_bytes = file.size_bytes, .modified = file.modified});
    } else if (suffix == ".log.swap") {
      plan.swaps.push_back(
          {.base = name->base, .size_bytes = file.size_bytes, .modified = file.modified});
    } else if (suffix == ".snapshot") {
      plan.snapshots.push_back(name->base);
    }
  }
}

void take_indexes(LoadPlan& plan, const std::vector<ListedFile>& files) {
  const Offset cleaned = least_cleaned(files);
  for (const ListedFile& file : files) {
    const auto name = parse_segment_file_name(file.path);
    if (!name) continue;
    std::string_view suffix = name->suffix;
    if (std::find(kIndexSuffixes.begin(), kIndexSuffixes.end(), suffix) != kIndexSuffixes.end()) {
      PlannedSegment* segment = segment_at(plan.segments, name->base);
      if (segment != nullptr) {
        note_index(*segment, suffix, file.size_bytes);
        continue;
      }
      plan.warnings.push_back("Found an orphaned index file " + file.path +
                              ", with no corresponding log file.");
      plan.removals.push_back(file.path);
    }
    if (suffix.ends_with(kSwap) && suffix != ".log.swap" && name->base < cleaned) {
      suffix.remove_suffix(kSwap.size());
      PlannedSegment* swap = segment_at(plan.swaps, name->base);
      if (swap != nullptr) {
        note_index(*swap, suffix, file.size_bytes);
      } else {
        // The log was renamed before its indexes were: they still belong to it.
        plan.renames.emplace_back(file.path, segment_file_name(name->base, suffix));
        PlannedSegment* segment = segment_at(plan.segments, name->base);
        if (segment != nullptr) note_index(*segment, suffix, file.size_bytes);
      }
    }
  }
}

}  // namespace

LoadPlan plan_load(const std::vector<ListedFile>& files) {
  LoadPlan plan;
  take_logs(plan, files);
  take_indexes(plan, files);
  const auto by_base = [](const PlannedSegment& a, const PlannedSegment& b) {
    return a.base < b.base;
  };
  std::sort(plan.segments.begin(), plan.segments.end(), by_base);
  std::sort(plan.swaps.begin(), plan.swaps.end(), by_base);
  std::sort(plan.snapshots.begin(), plan.snapshots.end());
  return plan;
}

void apply_swap(LoadPlan& plan, const PlannedSegment& swap, Offset next) {
  std::vector<PlannedSegment> kept;
  for (const PlannedSegment& segment : plan.segments) {
    const bool is_replaced =
        segment.base == swap.base || (segment.base > swap.base && segment.base < next);
    if (is_replaced) {
      remove_segment(plan, segment);
    } else {
      kept.push_back(segment);
    }
  }
  const auto rename = [&plan, &swap](std::string_view suffix) {
    plan.renames.emplace_back(segment_file_name(swap.base, std::string(suffix) + ".swap"),
                              segment_file_name(swap.base, suffix));
  };
  if (swap.has_index) rename(".index");
  if (swap.has_time_index) rename(".timeindex");
  if (swap.has_txn_index) rename(".txnindex");
  rename(".log");
  kept.push_back(swap);
  std::sort(kept.begin(), kept.end(),
            [](const PlannedSegment& a, const PlannedSegment& b) { return a.base < b.base; });
  plan.segments = std::move(kept);
}

}  // namespace fl::storage
