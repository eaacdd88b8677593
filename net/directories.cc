#include "net/directories.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace fl::net {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLockFile = ".lock";

std::string because(const std::string& what, int error) {
  return what + ": " + std::strerror(error);
}

}  // namespace

std::expected<DirectoryLock, DirectoryLock::Refused> DirectoryLock::take(
    const std::string& directory) {
  std::error_code made;
  fs::create_directories(directory, made);
  if (made && !fs::is_directory(directory))
    return std::unexpected(
        Refused{false, because("cannot make the log directory " + directory, made.value())});
  const std::string path = directory + "/" + kLockFile;
  auto file =
      std::make_shared<const Descriptor>(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (file->fd() < 0)
    return std::unexpected(
        Refused{false, because("cannot write to the log directory " + directory, errno)});
  // An open-file lock: it excludes Kafka's own, which is a process lock, and a second one of this
  // process.
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(file->fd(), F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES)
      return std::unexpected(
          Refused{false, because("cannot lock the log directory " + directory, errno)});
    return std::unexpected(
        Refused{true, "another broker is running on the log directory " + directory});
  }
  return DirectoryLock(std::move(file));
}

std::expected<ListedDirectory, std::string> list_directory(const std::string& directory) {
  ListedDirectory listed{.path = directory, .files = {}, .empty_directories = {}};
  std::error_code error;
  const fs::path root(directory);
  for (fs::recursive_directory_iterator at(root, error), end; !error && at != end;
       at.increment(error)) {
    struct stat info{};
    if (::stat(at->path().c_str(), &info) != 0) continue;  // a link to nothing is no file
    const std::string path = at->path().lexically_relative(root).string();
    if (S_ISDIR(info.st_mode)) {
      if (fs::is_empty(at->path(), error)) listed.empty_directories.push_back(path);
      if (error) break;
    } else if (S_ISREG(info.st_mode) && path != kLockFile) {
      listed.files.push_back(
          {.path = path,
           .size_bytes = info.st_size,
           .modified = Timestamp(info.st_mtim.tv_sec * 1'000 + info.st_mtim.tv_nsec / 1'000'000)});
    }
  }
  if (error)
    return std::unexpected(because("cannot read the log directory " + directory, error.value()));
  std::ranges::sort(listed.files, {}, &ListedFile::path);
  std::ranges::sort(listed.empty_directories);
  return listed;
}

}  // namespace fl::net
