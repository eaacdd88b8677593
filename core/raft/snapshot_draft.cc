#include "core/raft/snapshot_draft.h"

#include "core/base/assert.h"
#include "core/raft/snapshot_file.h"

#include <utility>

namespace fl::raft {

SnapshotDraft::SnapshotDraft(Context& context, Disk& disk, SnapshotId id,
                             const std::string& directory)
    : id_(id),
      file_(disk.next_file()),
      part_path_(directory + "/" + snapshot_part_name(id, file_.value)),
      path_(directory + "/" + snapshot_file_name(id)) {
  disk.open(context, owner(), file_, part_path_, true);
}

/// Below zero, so that it is nothing else's: file ids are not used twice.
Owner SnapshotDraft::owner() {
  ++operations_;
  return {.kind = OwnerKind::metadata, .key = kMetadataLogKey, .detail = -file_.value};
}

bool SnapshotDraft::is_mine(const Owner& owner) const {
  return owner.detail == -file_.value;
}

void SnapshotDraft::append(Context& context, Disk& disk, Slice bytes) {
  FL_ASSERT(stage_ == Stage::appending);
  size_bytes_ += static_cast<std::int64_t>(bytes.size());
  Parts parts;
  parts.emplace_back(std::move(bytes));
  disk.append(context, owner(), file_, std::move(parts));
}

void SnapshotDraft::finish(Context& context, Disk& disk) {
  FL_ASSERT(stage_ == Stage::appending);
  stage_ = Stage::appended;
  go_on(context, disk);
}

void SnapshotDraft::abandon(Context& context, Disk& disk) {
  Disk::close(context, file_);
  disk.remove(context, owner(), part_path_);
}

void SnapshotDraft::on_done(Context& context, Disk& disk, const Done& done) {
  --operations_;
  FL_ASSERT(operations_ >= 0);
  if (done.error != IoError::none && error_ == IoError::none) error_ = done.error;
  go_on(context, disk);
}

void SnapshotDraft::go_on(Context& context, Disk& disk) {
  if (operations_ > 0 || error_ != IoError::none) return;
  switch (stage_) {
    case Stage::appended:
      stage_ = Stage::syncing;
      disk.sync(context, owner(), {file_});
      return;
    case Stage::syncing:
      stage_ = Stage::renaming;
      disk.rename(context, owner(), part_path_, path_);
      return;
    case Stage::renaming:
      stage_ = Stage::syncing_name;
      disk.sync(context, owner(), {file_});
      return;
    case Stage::syncing_name:
      stage_ = Stage::kept;
      return;
    case Stage::appending:
    case Stage::kept:
      return;
  }
}

}  // namespace fl::raft
