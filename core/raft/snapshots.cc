#include "core/raft/snapshots.h"

#include "core/base/assert.h"

#include <algorithm>
#include <utility>

namespace fl::raft {

namespace {

constexpr std::int64_t kReadBytes = 1 << 20;

/// Owner.detail; the store's own operations have the numbers below.
constexpr std::int64_t kRead = 100;
constexpr std::int64_t kTidy = 101;

Owner owner(std::int64_t detail) {
  return {.kind = OwnerKind::metadata, .key = kMetadataLogKey, .detail = detail};
}

}  // namespace

void Snapshots::start(Context& context, Disk& disk, std::string directory,
                      std::vector<ListedFile>& files) {
  directory_ = std::move(directory);
  std::vector<ListedFile> others;
  for (ListedFile& file : files) {
    const auto name = parse_snapshot_file_name(file.path);
    if (!name)
      others.push_back(std::move(file));
    else if (name->kind == SnapshotFileName::Kind::whole &&
             file.path == snapshot_file_name(name->id))
      kept_[name->id].size_bytes = file.size_bytes;
    else
      remove_file(context, disk, file.path);
  }
  files = std::move(others);
}

std::optional<SnapshotId> Snapshots::earliest() const {
  if (kept_.empty()) return std::nullopt;
  return kept_.begin()->first;
}

std::optional<SnapshotId> Snapshots::latest() const {
  if (kept_.empty()) return std::nullopt;
  return kept_.rbegin()->first;
}

void Snapshots::read(Context& context, Disk& disk) {
  for (const auto& [id, snapshot] : kept_)
    to_read_.push_back(id);
  read_next(context, disk);
}

void Snapshots::read_next(Context& context, Disk& disk) {
  reader_.reset();
  if (to_read_.empty()) {
    is_read_ = true;
    return;
  }
  reader_.emplace(to_read_.back());
  open(context, disk, to_read_.back());
  load(context, disk);
}

void Snapshots::load(Context& context, Disk& disk) {
  const KeptSnapshot& snapshot = kept_.at(to_read_.back());
  disk.load(context, owner(kRead), *snapshot.file, Position(reader_->taken_bytes()), kReadBytes);
}

bool Snapshots::is_mine(const Owner& owner) {
  return owner.detail == kRead || owner.detail == kTidy;
}

void Snapshots::on_done(Context& context, Disk& disk, const Owner& owner, const Done& done) {
  FL_ASSERT(is_mine(owner));
  if (owner.detail == kTidy) return;
  FL_ASSERT(reader_.has_value() && !to_read_.empty());
  if (done.error != IoError::none) {
    complaints_.push_back(snapshot_file_name(to_read_.back()) + ": " +
                          std::string(name_of(done.error)));
    remove(context, disk, to_read_.back());
    to_read_.pop_back();
    read_next(context, disk);
    return;
  }
  // With the newest all is wanted, of the others the header alone.
  const bool goes_on =
      !done.bytes.empty() && reader_->take(done.bytes) && (!state_ || !reader_->has_head());
  if (goes_on)
    load(context, disk);
  else
    end_reading(context, disk);
}

void Snapshots::end_reading(Context& context, Disk& disk) {
  const SnapshotId id = to_read_.back();
  to_read_.pop_back();
  KeptSnapshot& snapshot = kept_.at(id);
  if (reader_->has_head()) snapshot.last_contained = reader_->head().last_contained_timestamp;
  if (!state_) {
    snapshot.size_bytes = reader_->taken_bytes();
    auto state = std::move(*reader_).finish();
    if (state) {
      state_ = std::move(*state);
    } else {
      complaints_.push_back(snapshot_file_name(id) + ": " + state.error());
      remove(context, disk, id);
    }
  }
  read_next(context, disk);
}

std::optional<CommittedSnapshot> Snapshots::take_state() {
  return std::exchange(state_, std::nullopt);
}

void Snapshots::add(const SnapshotDraft& draft, Timestamp last_contained) {
  FL_ASSERT(draft.is_kept());
  kept_[draft.id()] = {
      .size_bytes = draft.size_bytes(), .last_contained = last_contained, .file = draft.file()};
}

void Snapshots::remove_below(Context& context, Disk& disk, Offset end) {
  while (!kept_.empty() && kept_.begin()->first.end < end)
    remove(context, disk, kept_.begin()->first);
}

void Snapshots::remove(Context& context, Disk& disk, SnapshotId id) {
  const auto found = kept_.find(id);
  FL_ASSERT(found != kept_.end());
  if (found->second.file) Disk::close(context, *found->second.file);
  kept_.erase(found);
  remove_file(context, disk, snapshot_file_name(id));
}

void Snapshots::remove_file(Context& context, Disk& disk, const std::string& name) {
  disk.remove(context, owner(kTidy), directory_ + "/" + name);
}

FileId Snapshots::open(Context& context, Disk& disk, SnapshotId id) {
  KeptSnapshot& snapshot = kept_.at(id);
  if (!snapshot.file) {
    snapshot.file = disk.next_file();
    disk.open(context, owner(kTidy), *snapshot.file, directory_ + "/" + snapshot_file_name(id),
              false);
  }
  return *snapshot.file;
}

}  // namespace fl::raft
