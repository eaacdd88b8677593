#include "sim/disk.h"

#include <algorithm>
#include <type_traits>

namespace fl::sim {

namespace {

/// Nanoseconds that `bytes` take. Whole microseconds of a huge transfer are exact enough.
std::int64_t transfer_ns(std::int64_t bytes, std::int64_t bytes_per_second) {
  constexpr std::int64_t kExactBytesMax = 1'000'000'000;
  if (bytes <= kExactBytesMax) return bytes * kNanosecondsPerSecond / bytes_per_second;
  return bytes / bytes_per_second * kNanosecondsPerSecond;
}

bool is_at_or_below(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/';
}

}  // namespace

void SimDisk::submit(Instant now, DiskOperation operation, StepId origin) {
  if (const auto* open = std::get_if<Open>(&operation)) open_.put(open->file, {.path = open->path});
  const Instant due = completion(now, operation);
  for (FileId id : files_of(operation))
    if (OpenFile* file = open_.mutate(id)) file->free_at = due;
  const auto at = std::upper_bound(pending_.begin(), pending_.end(), due,
                                   [](Instant d, const Pending& p) { return d < p.due; });
  pending_.insert(at, {.due = due, .operation = std::move(operation), .origin = origin});
}

std::optional<Instant> SimDisk::next_due() const {
  if (pending_.empty()) return std::nullopt;
  return pending_.front().due;
}

std::vector<SimDisk::Completed> SimDisk::take_due(Instant now, Timestamp wall) {
  std::vector<Completed> completed;
  while (!pending_.empty() && pending_.front().due <= now) {
    const Pending pending = std::move(pending_.front());
    pending_.pop_front();
    std::optional<Done> done = perform(pending.operation, {.now = now, .wall = wall});
    if (done) completed.push_back({.done = std::move(*done), .origin = pending.origin});
  }
  return completed;
}

void SimDisk::end_stall(Instant now) {
  if (stalled_until_ <= now) return;
  // What waited for the end of the stall is done now; the slower ways keep their own time.
  for (Pending& pending : pending_)
    if (pending.due >= stalled_until_) pending.due = now;
  for (const Pending& pending : pending_)
    for (FileId id : files_of(pending.operation))
      if (OpenFile* file = open_.mutate(id)) file->free_at = std::min(file->free_at, now);
  paths_free_at_ = std::min(paths_free_at_, now);
  stalled_until_ = now;
}

void SimDisk::stall(Instant until) {
  stalled_until_ = std::max(stalled_until_, until);
  // All that was due earlier is due together now, in the order that it had.
  for (Pending& pending : pending_)
    pending.due = std::max(pending.due, stalled_until_);
  paths_free_at_ = std::max(paths_free_at_, stalled_until_);
  for (const Pending& pending : pending_)
    for (FileId id : files_of(pending.operation))
      if (OpenFile* file = open_.mutate(id)) file->free_at = std::max(file->free_at, pending.due);
}

void SimDisk::finish_all(Instant now, Timestamp wall) {
  for (; !pending_.empty(); pending_.pop_front())
    static_cast<void>(perform(pending_.front().operation, {.now = now, .wall = wall}));
  open_.clear();
}

// ---- When --------------------------------------------------------------------------------------

std::vector<FileId> SimDisk::files_of(const DiskOperation& operation) const {
  return std::visit(
      [](const auto& o) -> std::vector<FileId> {
        if constexpr (requires { o.file; }) {
          return {o.file};
        } else if constexpr (requires { o.files; }) {
          return o.files;
        } else {
          return {};
        }
      },
      operation);
}

/// Changes of names come after everything that is under way at or below the name.
Instant SimDisk::barrier(std::string_view path) const {
  Instant latest;
  const bool renames = std::any_of(pending_.begin(), pending_.end(), [](const Pending& pending) {
    return std::holds_alternative<Rename>(pending.operation);
  });
  for (const Pending& pending : pending_) {
    for (FileId id : files_of(pending.operation)) {
      const OpenFile* file = open_.find(id);
      if (renames || file == nullptr || is_at_or_below(file->path, path))
        latest = std::max(latest, pending.due);
    }
  }
  return latest;
}

Instant SimDisk::lane_free_at(Instant now, const DiskOperation& operation) const {
  Instant free_at = now;
  for (FileId id : files_of(operation))
    if (const OpenFile* file = open_.find(id)) free_at = std::max(free_at, file->free_at);
  const auto after_paths = [&](std::string_view path) {
    free_at = std::max({free_at, paths_free_at_, barrier(path)});
  };
  if (std::holds_alternative<Open>(operation)) free_at = std::max(free_at, paths_free_at_);
  if (const auto* rename = std::get_if<Rename>(&operation)) {
    after_paths(rename->from);
    after_paths(rename->to);
  }
  if (const auto* remove = std::get_if<Remove>(&operation)) after_paths(remove->path);
  if (const auto* replace = std::get_if<Replace>(&operation)) after_paths(replace->path);
  return free_at;
}

std::int64_t SimDisk::transfer_bytes(const DiskOperation& operation) const {
  if (const auto* append = std::get_if<Append>(&operation)) return size_of(append->parts);
  if (const auto* replace = std::get_if<Replace>(&operation))
    return static_cast<std::int64_t>(replace->bytes.size());
  if (const auto* load = std::get_if<Load>(&operation)) {
    const OpenFile* file = open_.find(load->file);
    const Inode* inode = file != nullptr ? inodes_.find(file->inode) : nullptr;
    const std::int64_t there = inode != nullptr ? inode->bytes.size() - load->position.value : 0;
    return std::clamp(there, std::int64_t{0}, std::max(load->size, std::int64_t{0}));
  }
  if (!std::holds_alternative<Sync>(operation)) return 0;
  std::int64_t bytes = 0;
  for (FileId id : std::get<Sync>(operation).files) {
    const OpenFile* file = open_.find(id);
    const Inode* inode = file != nullptr ? inodes_.find(file->inode) : nullptr;
    if (inode != nullptr) bytes += inode->bytes.size() - inode->synced_size;
  }
  return bytes;
}

Instant SimDisk::completion(Instant now, const DiskOperation& operation) {
  const Instant lane = lane_free_at(now, operation);
  if (std::holds_alternative<CloseFile>(operation)) return lane;
  const std::int64_t rate =
      throttle_bytes_per_second_ > 0 ? throttle_bytes_per_second_ : hardware_.disk_bytes_per_second;
  const bool syncs =
      std::holds_alternative<Sync>(operation) || std::holds_alternative<Replace>(operation);
  const std::int64_t fixed = syncs ? hardware_.sync_ns : hardware_.disk_ns;
  device_free_at_ = std::max(device_free_at_, now) + transfer_ns(transfer_bytes(operation), rate);
  const Instant due = std::max({device_free_at_, lane, stalled_until_}) + fixed;
  const bool changes_names = std::holds_alternative<Rename>(operation) ||
                             std::holds_alternative<Remove>(operation) ||
                             std::holds_alternative<Replace>(operation);
  if (changes_names) paths_free_at_ = due;
  return due;
}

// ---- Looking -----------------------------------------------------------------------------------

std::optional<std::vector<SentPiece>> SimDisk::read_range(const FileRange& range) const {
  const OpenFile* file = open_.find(range.file);
  const Inode* inode = file != nullptr ? inodes_.find(file->inode) : nullptr;
  if (inode == nullptr) return std::nullopt;
  if (range.position.value < 0 || range.size < 0) return std::nullopt;
  if (range.position.value > inode->bytes.size() - range.size) return std::nullopt;
  std::vector<SentPiece> pieces;
  Position position = range.position;
  for (Slice& bytes : inode->bytes.pieces(range.position.value, range.size)) {
    const auto size = static_cast<std::int64_t>(bytes.size());
    pieces.push_back({.bytes = std::move(bytes), .inode = file->inode, .position = position});
    position += size;
  }
  return pieces;
}

bool SimDisk::still_has(const SentPiece& piece) const {
  const Inode* inode = inodes_.find(piece.inode);
  return inode == nullptr || inode->bytes.equals(piece.position.value, piece.bytes);
}

ListedDirectory SimDisk::listing(std::string_view directory) const {
  ListedDirectory listed{.path = std::string(directory), .files = {}, .empty_directories = {}};
  const std::string below = std::string(directory) + "/";
  std::vector<std::string> directories;
  names_.for_each_from(below, [&](const std::string& path, const Name& name) {
    if (!path.starts_with(below)) return false;
    if (name.inode.value < 0) {
      directories.push_back(path.substr(below.size()));
      return true;
    }
    const Inode* inode = inodes_.find(name.inode);
    listed.files.push_back({.path = path.substr(below.size()),
                            .size_bytes = inode->bytes.size(),
                            .modified = inode->modified});
    return true;
  });
  for (std::string& path : directories) {
    // Files are in the order of their paths: the first one below, if any, is where it would be.
    const std::string prefix = path + "/";
    const auto first = std::lower_bound(
        listed.files.begin(), listed.files.end(), prefix,
        [](const ListedFile& file, const std::string& p) { return file.path < p; });
    const bool holds_file = first != listed.files.end() && first->path.starts_with(prefix);
    if (!holds_file) listed.empty_directories.push_back(std::move(path));
  }
  return listed;
}

std::vector<std::string> SimDisk::paths() const {
  std::vector<std::string> paths;
  names_.for_each([&](const std::string& path, const Name& name) {
    if (name.inode.value >= 0) paths.push_back(path);
  });
  return paths;
}

std::optional<Slice> SimDisk::file(std::string_view path) const {
  const Name* name = names_.find(std::string(path));
  if (name == nullptr || name->inode.value < 0) return std::nullopt;
  const FileBytes& bytes = inodes_.find(name->inode)->bytes;
  return bytes.read(0, bytes.size());
}

std::optional<Slice> SimDisk::file_part(std::string_view path, std::int64_t position,
                                        std::int64_t size) const {
  const Name* name = names_.find(std::string(path));
  if (name == nullptr || name->inode.value < 0) return std::nullopt;
  return inodes_.find(name->inode)->bytes.read(position, size);
}

std::optional<std::int64_t> SimDisk::synced_size(std::string_view path) const {
  const Name* name = names_.find(std::string(path));
  if (name == nullptr || name->inode.value < 0) return std::nullopt;
  return inodes_.find(name->inode)->synced_size;
}

}  // namespace fl::sim
