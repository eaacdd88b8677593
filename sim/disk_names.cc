// Names of files and directories, and which of their changes are durable: a journal keeps them in
// order, a sync of a file commits all up to the last change that concerns its name, and the journal
// commits by itself every few seconds (ext4's commit interval).
#include "sim/disk.h"

#include <algorithm>
#include <set>

namespace fl::sim {

namespace {

constexpr std::int64_t kJournalCommitNs = 5 * kNanosecondsPerSecond;

bool concerns(std::string_view changed, std::string_view path) {
  if (changed.empty() || !path.starts_with(changed)) return false;
  return path.size() == changed.size() || path[changed.size()] == '/';
}

}  // namespace

void SimDisk::add_directory(std::string_view path) {
  make_directories_above(std::string(path) + "/.", Instant{});
  commit_names(changes_.size());
}

void SimDisk::put_file(std::string path, Slice bytes, Timestamp modified) {
  if (const Name* old = names_.find(path)) uncount(old->inode);
  make_directories_above(path, Instant{});
  const auto size = static_cast<std::int64_t>(bytes.size());
  Inode inode{.synced_size = size, .modified = modified};
  inode.bytes.append(std::move(bytes));
  put_name(path, add_inode(std::move(inode)), Instant{});
  used_bytes_ += size;
  commit_names(changes_.size());
}

InodeId SimDisk::add_inode(Inode inode) {
  const InodeId id(++last_inode_);
  inodes_.put(id, std::move(inode));
  return id;
}

/// The file's bytes no longer count as used: its name goes.
void SimDisk::uncount(InodeId id) {
  if (const Inode* inode = inodes_.find(id)) used_bytes_ -= inode->bytes.size();
}

void SimDisk::put_name(const std::string& path, InodeId inode, Instant now) {
  change({.kind = NameChange::Kind::make, .path = path, .to = {}, .inode = inode, .at = now});
}

void SimDisk::make_directories_above(std::string_view path, Instant now) {
  for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string directory(path.substr(0, slash));
    if (!names_.contains(directory)) put_name(directory, InodeId(-1), now);
  }
}

void SimDisk::change(NameChange change) {
  commit_old_names(change.at);
  apply(names_, change);
  changes_.push_back(std::move(change));
}

void SimDisk::apply(Names& names, const NameChange& change) {
  if (change.kind == NameChange::Kind::make) {
    names.put(change.path, {.inode = change.inode});
    return;
  }
  std::vector<std::pair<std::string, Name>> moved;
  names.for_each_from(change.path, [&](const std::string& path, const Name& name) {
    if (!path.starts_with(change.path)) return false;
    if (concerns(change.path, path)) moved.emplace_back(path, name);
    return true;
  });
  for (const auto& [path, name] : moved)
    names.erase(path);
  if (change.kind == NameChange::Kind::remove) return;
  for (const auto& [path, name] : moved)
    names.put(change.to + path.substr(change.path.size()), name);
}

void SimDisk::commit_names(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    apply(durable_names_, changes_[i]);
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
}

void SimDisk::commit_names_of(std::string_view path) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < changes_.size(); ++i)
    if (concerns(changes_[i].path, path) || concerns(changes_[i].to, path)) count = i + 1;
  commit_names(count);
}

void SimDisk::commit_old_names(Instant now) {
  std::size_t count = 0;
  while (count < changes_.size() && now - changes_[count].at >= kJournalCommitNs)
    ++count;
  if (count > 0) commit_names(count);
}

void SimDisk::forget_unreachable() {
  if (inodes_.size() < inodes_before_sweep_) return;
  std::set<InodeId> reachable;
  const auto keep = [&](const std::string&, const Name& name) { reachable.insert(name.inode); };
  names_.for_each(keep);
  durable_names_.for_each(keep);
  for (const NameChange& change : changes_)
    reachable.insert(change.inode);
  open_.for_each([&](FileId, const OpenFile& file) { reachable.insert(file.inode); });
  for (InodeId id : inodes_.keys())
    if (!reachable.contains(id)) inodes_.erase(id);
  inodes_before_sweep_ = std::max<std::size_t>(64, inodes_.size() * 2);
}

}  // namespace fl::sim
