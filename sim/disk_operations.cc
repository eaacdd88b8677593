// What each disk operation does to the page cache, when its time has come.
#include "sim/disk.h"

#include <algorithm>
#include <variant>

namespace fl::sim {

namespace {

/// Larger slices are kept as they came; smaller ones are copied, so that they pin no large block.
constexpr std::size_t kKeptBytesMin = 4096;

Done failed(OpId op, IoError error) {
  return {.op = op, .error = error, .value = 0, .bytes = {}};
}

Done done(OpId op, std::int64_t value) {
  return {.op = op, .error = IoError::none, .value = value, .bytes = {}};
}

OpId op_of(const DiskOperation& operation) {
  return std::visit(
      [](const auto& o) {
        if constexpr (requires { o.op; }) {
          return o.op;
        } else {
          return OpId(0);
        }
      },
      operation);
}

}  // namespace

std::optional<Done> SimDisk::perform(const DiskOperation& operation, Moment moment) {
  if (const auto* close = std::get_if<CloseFile>(&operation)) {
    open_.erase(close->file);
    forget_unreachable();
    return std::nullopt;
  }
  if (is_failing(operation)) {
    if (const auto* append = std::get_if<Append>(&operation))
      if (OpenFile* file = open_.mutate(append->file)) file->has_failed = true;
    return failed(op_of(operation), IoError::io);
  }
  if (const auto* o = std::get_if<Open>(&operation)) return perform_open(*o, moment);
  if (const auto* o = std::get_if<Append>(&operation)) return perform_append(*o, moment);
  if (const auto* o = std::get_if<Load>(&operation)) return perform_load(*o);
  if (const auto* o = std::get_if<Truncate>(&operation)) return perform_truncate(*o, moment);
  if (const auto* o = std::get_if<Rename>(&operation)) return perform_rename(*o, moment);
  if (const auto* o = std::get_if<Remove>(&operation)) return perform_remove(*o, moment);
  if (const auto* o = std::get_if<Sync>(&operation)) return perform_sync(*o);
  return perform_replace(std::get<Replace>(operation), moment);
}

bool SimDisk::is_failing(const DiskOperation& operation) const {
  const bool reads = std::holds_alternative<Load>(operation);
  const bool syncs =
      std::holds_alternative<Sync>(operation) || std::holds_alternative<Replace>(operation);
  const auto* open = std::get_if<Open>(&operation);
  const bool only_opens = open != nullptr && !open->create;
  switch (fail_) {
    case FailKind::none:
      return false;
    case FailKind::reads:
      return reads || only_opens;
    case FailKind::writes:
      return !reads && !only_opens && !std::holds_alternative<Sync>(operation);
    case FailKind::syncs:
      return syncs;
    case FailKind::all:
      return true;
  }
  return false;
}

Done SimDisk::perform_open(const Open& open, Moment moment) {
  const Name* name = names_.find(open.path);
  const bool is_directory = name != nullptr && name->inode.value < 0;
  if (is_directory || (name == nullptr && !open.create)) {
    open_.erase(open.file);
    return failed(open.op, is_directory ? IoError::denied : IoError::not_found);
  }
  InodeId inode = name != nullptr ? name->inode : InodeId(-1);
  if (name == nullptr) {
    make_directories_above(open.path, moment.now);
    inode = add_inode({.modified = moment.wall});
    put_name(open.path, inode, moment.now);
  }
  open_.mutate(open.file)->inode = inode;
  return done(open.op, inodes_.find(inode)->bytes.size());
}

std::vector<Slice> SimDisk::content(const Parts& parts) const {
  std::vector<Slice> content;
  for (const Part& part : parts) {
    if (const auto* bytes = std::get_if<Slice>(&part)) {
      content.push_back(*bytes);
      continue;
    }
    std::optional<std::vector<SentPiece>> pieces = read_range(std::get<FileRange>(part));
    if (!pieces) continue;
    for (SentPiece& piece : *pieces)
      content.push_back(std::move(piece.bytes));
  }
  return content;
}

bool SimDisk::has_room(std::int64_t bytes) const {
  return limit_bytes_ < 0 || used_bytes_ + bytes <= limit_bytes_;
}

Done SimDisk::perform_append(const Append& append, Moment moment) {
  OpenFile* file = open_.mutate(append.file);
  if (file == nullptr || file->inode.value < 0) return failed(append.op, IoError::not_found);
  if (file->has_failed) return failed(append.op, IoError::failed_before);
  const std::vector<Slice> bytes = content(append.parts);
  std::int64_t size = 0;
  for (const Slice& slice : bytes)
    size += static_cast<std::int64_t>(slice.size());
  const bool is_short = size != size_of(append.parts);
  if (is_short || !has_room(size)) {
    file->has_failed = true;
    return failed(append.op, is_short ? IoError::io : IoError::no_space);
  }
  Inode* inode = inodes_.mutate(file->inode);
  for (const Slice& slice : bytes)
    inode->bytes.append(slice.size() >= kKeptBytesMin ? slice : Slice::copied(slice));
  inode->modified = moment.wall;
  used_bytes_ += size;
  return done(append.op, inode->bytes.size());
}

Done SimDisk::perform_load(const Load& load) const {
  const OpenFile* file = open_.find(load.file);
  const Inode* inode = file != nullptr ? inodes_.find(file->inode) : nullptr;
  if (inode == nullptr) return failed(load.op, IoError::not_found);
  Done answer = done(load.op, 0);
  answer.bytes = inode->bytes.read(load.position.value, load.size);
  answer.value = static_cast<std::int64_t>(answer.bytes.size());
  return answer;
}

Done SimDisk::perform_truncate(const Truncate& truncate, Moment moment) {
  OpenFile* file = open_.mutate(truncate.file);
  Inode* inode = file != nullptr ? inodes_.mutate(file->inode) : nullptr;
  if (inode == nullptr) return failed(truncate.op, IoError::not_found);
  if (truncate.size < 0 || truncate.size > inode->bytes.size())
    return failed(truncate.op, IoError::denied);
  file->has_failed = false;
  if (truncate.replace) {
    Inode kept{.bytes = inode->bytes, .modified = moment.wall};
    kept.bytes.truncate(truncate.size);
    const bool is_named = names_.contains(file->path);
    const InodeId replaced = file->inode;
    file->inode = add_inode(std::move(kept));
    if (is_named) {
      uncount(replaced);
      put_name(file->path, file->inode, moment.now);
      used_bytes_ += truncate.size;
    }
    return done(truncate.op, truncate.size);
  }
  used_bytes_ -= inode->bytes.size() - truncate.size;
  if (truncate.size < inode->synced_size) {
    if (!inode->uncut) {
      inode->uncut = inode->bytes;
      inode->uncut->truncate(inode->synced_size);
    }
    inode->synced_size = truncate.size;
  }
  inode->bytes.truncate(truncate.size);
  inode->modified = moment.wall;
  return done(truncate.op, truncate.size);
}

Done SimDisk::perform_rename(const Rename& rename, Moment moment) {
  const Name* from = names_.find(rename.from);
  const Name* to = names_.find(rename.to);
  if (from == nullptr) return failed(rename.op, IoError::not_found);
  if (to != nullptr && to->inode.value < 0) return failed(rename.op, IoError::exists);
  if (to != nullptr) uncount(to->inode);
  make_directories_above(rename.to, moment.now);
  change({.kind = NameChange::Kind::rename,
          .path = rename.from,
          .to = rename.to,
          .inode = InodeId(-1),
          .at = moment.now});
  std::vector<std::pair<FileId, std::string>> moved;
  open_.for_each([&](FileId id, const OpenFile& file) {
    if (file.path == rename.from || file.path.starts_with(rename.from + "/"))
      moved.emplace_back(id, rename.to + file.path.substr(rename.from.size()));
  });
  for (auto& [id, path] : moved)
    open_.mutate(id)->path = std::move(path);
  return done(rename.op, 0);
}

Done SimDisk::perform_remove(const Remove& remove, Moment moment) {
  if (!names_.contains(remove.path)) return failed(remove.op, IoError::not_found);
  std::vector<InodeId> removed;
  names_.for_each_from(remove.path, [&](const std::string& path, const Name& name) {
    if (!path.starts_with(remove.path)) return false;
    const bool is_below = path.size() == remove.path.size() || path[remove.path.size()] == '/';
    if (is_below && name.inode.value >= 0) removed.push_back(name.inode);
    return true;
  });
  for (InodeId inode : removed)
    uncount(inode);
  change({.kind = NameChange::Kind::remove,
          .path = remove.path,
          .to = {},
          .inode = InodeId(-1),
          .at = moment.now});
  forget_unreachable();
  return done(remove.op, 0);
}

Done SimDisk::perform_sync(const Sync& sync) {
  for (FileId id : sync.files) {
    const OpenFile* file = open_.find(id);
    Inode* inode = file != nullptr ? inodes_.mutate(file->inode) : nullptr;
    if (inode == nullptr) return failed(sync.op, IoError::not_found);
    inode->synced_size = inode->bytes.size();
    inode->uncut.reset();
    commit_names_of(file->path);
  }
  return done(sync.op, 0);
}

Done SimDisk::perform_replace(const Replace& replace, Moment moment) {
  const auto size = static_cast<std::int64_t>(replace.bytes.size());
  if (!has_room(size)) return failed(replace.op, IoError::no_space);
  const Name* old = names_.find(replace.path);
  if (old != nullptr && old->inode.value < 0) return failed(replace.op, IoError::denied);
  if (old != nullptr) uncount(old->inode);
  make_directories_above(replace.path, moment.now);
  Inode inode{.synced_size = size, .modified = moment.wall};
  inode.bytes.append(Slice::copied(replace.bytes));
  put_name(replace.path, add_inode(std::move(inode)), moment.now);
  used_bytes_ += size;
  commit_names_of(replace.path);
  forget_unreachable();
  return done(replace.op, size);
}

}  // namespace fl::sim
