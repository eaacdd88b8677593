// Shortening: the log start moves up (DeleteRecords), or the end moves back (a replica that
// diverged). Source: UnifiedLog.maybeIncrementLogStartOffset, UnifiedLog.truncateTo.
#include "core/base/assert.h"
#include "core/storage/log.h"
#include "core/storage/log_events.h"
#include "core/storage/small_files.h"

#include <algorithm>
#include <array>

namespace fl::storage {

bool Log::advance_start(Context& context, Disk& disk, Offset offset) {
  FL_ASSERT(offset <= visible_end_);
  if (offset <= start_) return false;
  start_ = offset;
  std::size_t gone = 0;
  while (gone + 1 < segments_.size() && segments_[gone + 1].base_offset <= start_)
    ++gone;
  drop_segments(context, disk, 0, gone);
  if (epochs_.truncate_from_start(start_)) store_epochs(context, disk);
  context.tell<LogStartAdvanced>([&] {
    return Telling<LogStartAdvanced>{{.topic = identity_.partition.topic,
                                      .partition = identity_.partition.partition,
                                      .start = start_,
                                      .segments_removed = static_cast<std::int64_t>(gone)},
                                     {"records_deleted", {{"visible_end", visible_end_.value}}}};
  });
  return true;
}

void Log::drop_segments(Context& context, Disk& disk, std::size_t begin, std::size_t end) {
  FL_ASSERT(begin <= end);
  FL_ASSERT(end <= segments_.size());
  constexpr std::array<std::string_view, 4> kSuffixes{".log", ".index", ".timeindex", ".txnindex"};
  for (std::size_t i = begin; i < end; ++i) {
    Segment& segment = segments_[i];
    for (const auto& file : {segment.file, segment.offset_index_file, segment.time_index_file})
      if (file) Disk::close(context, *file);
    for (const std::string_view suffix : kSuffixes) {
      if (suffix == ".txnindex" && segment.aborted.empty()) continue;
      disk.remove(context, owner(Operation::remove), path_of(segment.base_offset, suffix));
    }
  }
  segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(begin),
                  segments_.begin() + static_cast<std::ptrdiff_t>(end));
  // Snapshots at or below the first segment's base serve nobody.
  if (begin > 0 || segments_.empty()) return;
  while (!snapshots_.empty() && snapshots_.front() <= segments_.front().base_offset) {
    disk.remove(context, owner(Operation::remove), path_of(snapshots_.front(), ".snapshot"));
    snapshots_.erase(snapshots_.begin());
  }
}

void Log::truncate(Context& context, Disk& disk, Offset end, const Located& at) {
  FL_ASSERT(at.is_found());
  FL_ASSERT(in_flight_.empty());
  FL_ASSERT(end >= segments_.front().base_offset);
  if (epochs_.truncate_from_end(end)) store_epochs(context, disk);
  if (end >= end_) return;
  const Offset from = end_;
  const std::optional<std::size_t> index = segment_of(at.segment);
  FL_ASSERT(index.has_value());
  FL_ASSERT(segments_[*index].base_offset == at.segment);
  drop_segments(context, disk, *index + 1, segments_.size());
  Segment& segment = segments_.back();
  const FileId file = open_log(context, disk, *index);
  // Bytes behind the place may lie in a peer's receive queue as a range: the file is replaced.
  disk.truncate(context, owner(Operation::truncate), file, at.position.value, true);
  segment.size_bytes = at.position.value;
  segment.is_stored = false;
  end_ = end;
  visible_end_ = end;
  visible_segment_ = segment.base_offset;
  visible_position_ = segment.size_bytes;
  flushed_end_ = std::min(flushed_end_, end);
  start_ = std::min(start_, end);
  recent_.clear();
  older_.clear();
  producers_.clear();
  needs_reload_ = true;
  context.tell<LogTruncated>([&] {
    return Telling<LogTruncated>{{.topic = identity_.partition.topic,
                                  .partition = identity_.partition.partition,
                                  .from = from,
                                  .to = end},
                                 {"diverged", {{"start", start_.value}}}};
  });
}

std::vector<ListedFile> Log::files() const {
  std::vector<ListedFile> files;
  files.push_back({.path = std::string(kLeaderEpochCheckpoint), .size_bytes = 1});
  for (const Segment& segment : segments_) {
    files.push_back({.path = segment_file_name(segment.base_offset, ".log"),
                     .size_bytes = segment.size_bytes,
                     .modified = segment.created});
    if (!segment.is_stored) continue;
    files.push_back({.path = segment_file_name(segment.base_offset, ".index"), .size_bytes = 1});
    files.push_back(
        {.path = segment_file_name(segment.base_offset, ".timeindex"), .size_bytes = 1});
    if (!segment.aborted.empty())
      files.push_back(
          {.path = segment_file_name(segment.base_offset, ".txnindex"), .size_bytes = 1});
  }
  for (const Offset snapshot : snapshots_)
    files.push_back({.path = segment_file_name(snapshot, ".snapshot"), .size_bytes = 1});
  std::sort(files.begin(), files.end(),
            [](const ListedFile& a, const ListedFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace fl::storage
