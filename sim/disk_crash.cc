// What a crash leaves of a disk. All draws are keyed by the node, its incarnation, and the
// operation or path, so that a what-if that differs elsewhere loses the same bytes.
#include "sim/disk.h"

#include <algorithm>
#include <set>
#include <variant>

namespace fl::sim {

namespace {

constexpr std::int64_t kPageBytes = 4096;

std::uint64_t key_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

std::int64_t prefix(std::int64_t size, const Draw& draw, std::string_view stream,
                    std::initializer_list<std::uint64_t> key) {
  return static_cast<std::int64_t>(draw.below(key_of(size) + 1, stream, key));
}

}  // namespace

std::vector<FileAfterCrash> SimDisk::crash(CrashKind kind, const Draw& draw,
                                           const CrashSite& site) {
  std::vector<FileAfterCrash> told;
  const Crash crash{.draw = draw,
                    .node = site.node,
                    .incarnation = site.incarnation,
                    .moment = {.now = site.now, .wall = site.wall},
                    .told = told};
  kill_pending(crash);
  open_.clear();
  device_free_at_ = site.now;
  paths_free_at_ = site.now;
  if (kind == CrashKind::power_loss) lose_power(crash);
  if (kind == CrashKind::disk_loss) {
    names_.for_each([&](const std::string& path, const Name& name) {
      if (name.inode.value < 0) return;
      const Inode* inode = inodes_.find(name.inode);
      told.push_back({.path = path,
                      .synced_size = inode->synced_size,
                      .size_before = inode->bytes.size(),
                      .is_gone = true});
    });
    names_.clear();
    durable_names_.clear();
    changes_.clear();
    inodes_.clear();
    used_bytes_ = 0;
  }
  forget_unreachable();
  return told;
}

/// Of the unanswered operations of each file a drawn number took place, in order; the next one may
/// have begun.
void SimDisk::kill_pending(const Crash& crash) {
  std::set<FileId> stopped;
  bool names_stopped = false;
  for (const Pending& pending : std::exchange(pending_, {})) {
    const std::vector<FileId> files = files_of(pending.operation);
    const bool is_behind =
        files.empty() ? names_stopped : std::any_of(files.begin(), files.end(), [&](FileId id) {
          return stopped.contains(id);
        });
    if (is_behind) continue;
    const auto* append = std::get_if<Append>(&pending.operation);
    const std::uint64_t operation = std::visit(
        [](const auto& o) {
          if constexpr (requires { o.op; }) {
            return key_of(o.op.value);
          } else {
            return std::uint64_t{0};
          }
        },
        pending.operation);
    const auto key = {key_of(crash.node.value), key_of(crash.incarnation), operation};
    const std::uint64_t fate = crash.draw.below(3, "disk operation at a crash", key);
    if (fate == 2) {
      static_cast<void>(perform(pending.operation, crash.moment));
      continue;
    }
    if (files.empty()) names_stopped = true;
    stopped.insert(files.begin(), files.end());
    OpenFile* file = append != nullptr ? open_.mutate(append->file) : nullptr;
    if (fate == 0 || file == nullptr || file->inode.value < 0 || file->has_failed) continue;
    Inode* inode = inodes_.mutate(file->inode);
    std::int64_t left = prefix(size_of(append->parts), crash.draw, "torn append", key);
    for (const Slice& slice : content(append->parts)) {
      const std::int64_t size = std::min(left, static_cast<std::int64_t>(slice.size()));
      inode->bytes.append(Slice::copied(slice.span().first(static_cast<std::size_t>(size))));
      used_bytes_ += size;
      left -= size;
    }
    crash.told.push_back({.path = file->path,
                          .synced_size = inode->synced_size,
                          .size_before = inode->bytes.size(),
                          .size_after = inode->bytes.size()});
  }
}

void SimDisk::lose_power(const Crash& crash) {
  crash.told.clear();
  lose_names(crash);
  std::vector<std::pair<std::string, InodeId>> files;
  names_.for_each([&](const std::string& path, const Name& name) {
    if (name.inode.value >= 0) files.emplace_back(path, name.inode);
  });
  used_bytes_ = 0;
  for (const auto& [path, id] : files) {
    lose_unsynced(crash, path, id);
    used_bytes_ += inodes_.find(id)->bytes.size();
  }
}

void SimDisk::lose_names(const Crash& crash) {
  commit_old_names(crash.moment.now);
  const auto kept = static_cast<std::size_t>(
      prefix(static_cast<std::int64_t>(changes_.size()), crash.draw, "names at a power loss",
             {key_of(crash.node.value), key_of(crash.incarnation)}));
  commit_names(kept);
  changes_.clear();
  const Names before = std::exchange(names_, durable_names_);
  before.for_each([&](const std::string& path, const Name& name) {
    if (name.inode.value < 0) return;
    const Name* after = names_.find(path);
    if (after != nullptr && after->inode.value >= 0) return;
    const Inode* inode = inodes_.find(name.inode);
    crash.told.push_back({.path = path,
                          .synced_size = inode->synced_size,
                          .size_before = inode->bytes.size(),
                          .is_gone = true});
  });
}

void SimDisk::lose_unsynced(const Crash& crash, const std::string& path, InodeId id) {
  const Inode* seen = inodes_.find(id);
  if (seen->synced_size == seen->bytes.size() && !seen->uncut) return;
  const auto key = {key_of(crash.node.value), key_of(crash.incarnation), Draw::hashed(path)};
  Inode* inode = inodes_.mutate(id);
  FileAfterCrash told{
      .path = path, .synced_size = inode->synced_size, .size_before = inode->bytes.size()};
  if (inode->uncut && crash.draw.chance(1, 2, "unsynced truncation", key)) {
    inode->bytes = *inode->uncut;
    inode->synced_size = inode->bytes.size();
  }
  inode->uncut.reset();
  const std::int64_t unsynced = inode->bytes.size() - inode->synced_size;
  const std::uint64_t how = crash.draw.below(4, "unsynced bytes", key);
  std::int64_t end = inode->synced_size;
  if (how != 0) end += prefix(unsynced, crash.draw, "cut of unsynced bytes", key);
  if (how == 1) end = std::max(inode->synced_size, end / kPageBytes * kPageBytes);
  inode->bytes.truncate(end);
  if (how == 3) {
    const std::int64_t from =
        inode->synced_size + prefix(end - inode->synced_size, crash.draw, "zeroed pages", key);
    const std::int64_t page = std::max(inode->synced_size, from / kPageBytes * kPageBytes);
    inode->bytes.zero(page, end);
    told.has_zeroed_pages = page < end;
  }
  inode->synced_size = end;
  told.size_after = end;
  crash.told.push_back(std::move(told));
}

}  // namespace fl::sim
