#include "net/disk_operation.h"

#include "core/base/assert.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>

namespace fl::net {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kVectorsMax = 64;
constexpr std::size_t kCopyBytes = 256 << 10;

Done done(OpId op, IoError error, std::int64_t value = 0) {
  return {.op = op, .error = error, .value = value, .bytes = {}};
}

/// Writes all bytes at `position`; 0 or the error number.
int write_all(int fd, ByteSpan bytes, std::int64_t position) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), position);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    position += written;
  }
  return 0;
}

/// Reads up to the span's size; the count, or -1 with errno.
ssize_t read_up_to(int fd, std::span<std::uint8_t> bytes, std::int64_t position) {
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n = ::pread(fd, bytes.data() + got, bytes.size() - got,
                              position + static_cast<std::int64_t>(got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -1;
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return static_cast<ssize_t>(got);
}

/// Copies a range between files; 0 or the error number.
int copy_range(int from, std::int64_t from_position, std::int64_t size, int to,
               std::int64_t to_position) {
  ByteVector buffer(static_cast<std::size_t>(
      std::min<std::int64_t>(size, static_cast<std::int64_t>(kCopyBytes))));
  while (size > 0) {
    const std::size_t piece = static_cast<std::size_t>(
        std::min<std::int64_t>(size, static_cast<std::int64_t>(buffer.size())));
    const ssize_t n = read_up_to(from, std::span(buffer).first(piece), from_position);
    if (n < 0) return errno;
    if (static_cast<std::size_t>(n) < piece) return EIO;
    if (const int error = write_all(to, std::span(buffer).first(piece), to_position); error != 0)
      return error;
    from_position += n;
    to_position += n;
    size -= n;
  }
  return 0;
}

/// Writes neighbouring slices with one call; 0 or the error number.
int write_slices(int fd, std::vector<iovec>& vectors, std::int64_t position) {
  std::size_t first = 0;
  while (first < vectors.size()) {
    const int count = static_cast<int>(std::min(vectors.size() - first, kVectorsMax));
    ssize_t written = ::pwritev(fd, vectors.data() + first, count, position);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    position += written;
    while (first < vectors.size() && static_cast<std::size_t>(written) >= vectors[first].iov_len) {
      written -= static_cast<ssize_t>(vectors[first].iov_len);
      ++first;
    }
    if (written > 0) {
      vectors[first].iov_base = static_cast<std::uint8_t*>(vectors[first].iov_base) + written;
      vectors[first].iov_len -= static_cast<std::size_t>(written);
    }
  }
  vectors.clear();
  return 0;
}

void add_vector(std::vector<iovec>& vectors, const Slice& slice) {
  // pwritev does not change what an iovec points to; its type cannot say so.
  if (!slice.empty()) vectors.push_back({const_cast<std::uint8_t*>(slice.data()), slice.size()});
}

int append_parts(const Parts& parts, const PartSources& sources, int fd, std::int64_t position) {
  std::vector<iovec> vectors;
  std::int64_t gathered = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (const auto* slice = std::get_if<Slice>(&parts[i])) {
      add_vector(vectors, *slice);
      gathered += static_cast<std::int64_t>(slice->size());
      continue;
    }
    const FileRange& range = std::get<FileRange>(parts[i]);
    if (const int error = write_slices(fd, vectors, position); error != 0) return error;
    position += gathered;
    gathered = 0;
    if (sources[i] == nullptr) return EBADF;
    if (const int error =
            copy_range(sources[i]->fd(), range.position.value, range.size, fd, position);
        error != 0)
      return error;
    position += range.size;
  }
  return write_slices(fd, vectors, position);
}

int sync_directory(const std::string& path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A directory that is gone has no names to keep.
  if (directory.fd() < 0) return errno == ENOENT ? 0 : errno;
  return ::fsync(directory.fd()) == 0 ? 0 : errno;
}

std::string parent_of(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

/// Makes the directories that are missing above `path`; 0 or the error number.
int make_parents(const std::string& path, UnsyncedNames& names) {
  const std::string parent = parent_of(path);
  struct stat info{};
  if (::stat(parent.c_str(), &info) == 0) return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
  if (errno != ENOENT) return errno;
  if (const int error = make_parents(parent, names); error != 0) return error;
  if (::mkdir(parent.c_str(), 0755) != 0 && errno != EEXIST) return errno;
  names.add_parent_of(parent);
  return 0;
}

/// A new file that will take the place of `path`; its fd, or -1 with errno.
int open_temporary(const std::string& temporary) {
  return ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

/// Removes a half-made temporary file and gives the error through.
Done give_up(OpId op, const std::string& temporary, int error) {
  ::unlink(temporary.c_str());
  return done(op, io_error_of(error));
}

Done replace_with_prefix(const Truncate& truncate, const FileOfOperation& subject,
                         UnsyncedNames& names) {
  const auto old = subject.file->descriptor();
  const std::string temporary = subject.path + ".tmp";
  const auto copy = std::make_shared<const Descriptor>(open_temporary(temporary));
  if (copy->fd() < 0) return done(truncate.op, io_error_of(errno));
  if (const int error = copy_range(old->fd(), 0, truncate.size, copy->fd(), 0); error != 0)
    return give_up(truncate.op, temporary, error);
  // The prefix may have been synced before: what takes its place must be as durable.
  if (::fdatasync(copy->fd()) != 0) return give_up(truncate.op, temporary, errno);
  if (std::rename(temporary.c_str(), subject.path.c_str()) != 0)
    return give_up(truncate.op, temporary, errno);
  names.add_parent_of(subject.path);
  subject.file->set_descriptor(copy);
  return done(truncate.op, IoError::none, truncate.size);
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

void UnsyncedNames::add_parent_of(const std::string& path) {
  const std::lock_guard lock(mutex_);
  directories_.insert(parent_of(path));
}

IoError UnsyncedNames::sync_above(const std::string& path) {
  for (std::string directory = parent_of(path); !directory.empty();) {
    bool is_listed = false;
    {
      const std::lock_guard lock(mutex_);
      is_listed = directories_.erase(directory) > 0;
    }
    if (is_listed) {
      if (const int error = sync_directory(directory); error != 0) {
        const std::lock_guard lock(mutex_);
        directories_.insert(directory);
        return io_error_of(error);
      }
    }
    const std::string above = parent_of(directory);
    if (above == directory || directory == ".") break;
    directory = above;
  }
  return IoError::none;
}

Done perform(const Open& open, OpenFile& file, UnsyncedNames& names) {
  bool is_new = false;
  int fd = ::open(open.path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT && open.create) {
    if (const int error = make_parents(open.path, names); error != 0)
      return done(open.op, io_error_of(error));
    fd = ::open(open.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    is_new = fd >= 0;
  }
  if (fd < 0) return done(open.op, io_error_of(errno));
  auto descriptor = std::make_shared<const Descriptor>(fd);
  struct stat info{};
  if (::fstat(fd, &info) != 0) return done(open.op, io_error_of(errno));
  if (!S_ISREG(info.st_mode)) return done(open.op, IoError::denied);
  if (is_new) names.add_parent_of(open.path);
  file.size_bytes = info.st_size;
  file.set_descriptor(std::move(descriptor));
  return done(open.op, IoError::none, file.size_bytes);
}

Done perform(const Append& append, OpenFile& file, const PartSources& sources) {
  const auto descriptor = file.descriptor();
  if (descriptor == nullptr || file.has_failed) return done(append.op, IoError::failed_before);
  const int error = append_parts(append.parts, sources, descriptor->fd(), file.size_bytes);
  if (error == 0) {
    file.size_bytes += size_of(append.parts);
    return done(append.op, IoError::none, file.size_bytes);
  }
  file.has_failed = true;
  // All or nothing: a part that was written must not be found by a later boot. If even the cut
  // fails, recovery finds a torn batch, which it cuts.
  [[maybe_unused]] const int ignored = ::ftruncate(descriptor->fd(), file.size_bytes);
  return done(append.op, io_error_of(error), file.size_bytes);
}

bool has_only_slices(const Append& append) {
  return std::ranges::all_of(append.parts,
                             [](const Part& part) { return std::holds_alternative<Slice>(part); });
}

bool append_together(std::span<const Append* const> appends, OpenFile& file,
                     std::vector<Done>& answers) {
  const auto descriptor = file.descriptor();
  if (descriptor == nullptr || file.has_failed) return false;
  std::vector<iovec> vectors;
  for (const Append* append : appends)
    for (const Part& part : append->parts)
      add_vector(vectors, std::get<Slice>(part));
  if (write_slices(descriptor->fd(), vectors, file.size_bytes) != 0) {
    if (::ftruncate(descriptor->fd(), file.size_bytes) != 0) file.has_failed = true;
    return false;
  }
  for (const Append* append : appends) {
    file.size_bytes += size_of(append->parts);
    answers.push_back(done(append->op, IoError::none, file.size_bytes));
  }
  return true;
}

Done perform(const Load& load, OpenFile& file) {
  const auto descriptor = file.descriptor();
  if (descriptor == nullptr) return done(load.op, IoError::failed_before);
  // The node asks for what it has reason to ask for, yet a size larger than the file is no reason
  // to take its memory.
  const std::int64_t there = std::max<std::int64_t>(file.size_bytes - load.position.value, 0);
  ByteVector bytes(static_cast<std::size_t>(std::min(load.size, there)));
  const ssize_t n = read_up_to(descriptor->fd(), bytes, load.position.value);
  if (n < 0) return done(load.op, io_error_of(errno));
  bytes.resize(static_cast<std::size_t>(n));
  Done answer = done(load.op, IoError::none, n);
  answer.bytes = Slice(std::move(bytes));
  return answer;
}

Done perform(const Truncate& truncate, const FileOfOperation& subject, UnsyncedNames& names) {
  OpenFile& file = *subject.file;
  const auto descriptor = file.descriptor();
  if (descriptor == nullptr) return done(truncate.op, IoError::failed_before);
  if (truncate.replace && truncate.size < file.size_bytes) {
    const Done answer = replace_with_prefix(truncate, subject, names);
    if (answer.error != IoError::none) return answer;
  } else if (::ftruncate(descriptor->fd(), truncate.size) != 0) {
    return done(truncate.op, io_error_of(errno));
  }
  file.size_bytes = truncate.size;
  file.has_failed = false;
  return done(truncate.op, IoError::none, truncate.size);
}

Done perform(const Rename& rename, UnsyncedNames& names) {
  if (std::rename(rename.from.c_str(), rename.to.c_str()) != 0)
    return done(rename.op, io_error_of(errno));
  names.add_parent_of(rename.from);
  names.add_parent_of(rename.to);
  return done(rename.op, IoError::none);
}

Done perform(const Remove& remove, UnsyncedNames& names) {
  std::error_code error;
  const auto removed = fs::remove_all(remove.path, error);
  if (error) return done(remove.op, io_error_of(error.value()));
  if (removed == 0) return done(remove.op, IoError::not_found);
  names.add_parent_of(remove.path);
  return done(remove.op, IoError::none);
}

Done perform(const Sync& sync, const std::vector<FileOfOperation>& files, UnsyncedNames& names) {
  for (const FileOfOperation& subject : files) {
    const auto descriptor = subject.file == nullptr ? nullptr : subject.file->descriptor();
    if (descriptor == nullptr) return done(sync.op, IoError::failed_before);
    if (::fdatasync(descriptor->fd()) != 0) return done(sync.op, io_error_of(errno));
    if (const IoError error = names.sync_above(subject.path); error != IoError::none)
      return done(sync.op, error);
  }
  return done(sync.op, IoError::none);
}

Done perform(const Replace& replace, UnsyncedNames& names) {
  if (const int error = make_parents(replace.path, names); error != 0)
    return done(replace.op, io_error_of(error));
  const std::string temporary = replace.path + ".tmp";
  const Descriptor file(open_temporary(temporary));
  if (file.fd() < 0) return done(replace.op, io_error_of(errno));
  if (const int error = write_all(file.fd(), replace.bytes, 0); error != 0)
    return give_up(replace.op, temporary, error);
  if (::fdatasync(file.fd()) != 0) return give_up(replace.op, temporary, errno);
  if (std::rename(temporary.c_str(), replace.path.c_str()) != 0)
    return give_up(replace.op, temporary, errno);
  names.add_parent_of(replace.path);
  const IoError error = names.sync_above(replace.path);
  return done(replace.op, error, static_cast<std::int64_t>(replace.bytes.size()));
}

bool is_resident(int fd, std::int64_t position, std::int64_t size) {
  std::uint8_t byte = 0;
  iovec vector{&byte, 1};
  const auto is_cold = [&](std::int64_t at) {
    // EOPNOTSUPP: a file system without a disk behind it (tmpfs). Zero bytes: the file was cut,
    // which the caller finds out by itself.
    return ::preadv2(fd, &vector, 1, at, RWF_NOWAIT) < 0 && errno == EAGAIN;
  };
  if (size <= 0) return true;
  return !is_cold(position) && !is_cold(position + size - 1);
}

void make_resident(int fd, std::int64_t position, std::int64_t size) {
  ByteVector buffer(static_cast<std::size_t>(
      std::min<std::int64_t>(size, static_cast<std::int64_t>(kCopyBytes))));
  while (size > 0) {
    const ssize_t n = read_up_to(fd, buffer, position);
    if (n <= 0) return;
    position += n;
    size -= n;
  }
}

IoError io_error_of(int error_number) {
  switch (error_number) {
    case 0:
      return IoError::none;
    case ENOENT:
      return IoError::not_found;
    case EEXIST:
    case ENOTEMPTY:
      return IoError::exists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return IoError::no_space;
    case EACCES:
    case EPERM:
    case EROFS:
      return IoError::denied;
    case EBUSY:
      return IoError::busy;
    default:
      return IoError::io;
  }
}

}  // namespace fl::net
