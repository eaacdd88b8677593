// What a node's directories are before it boots: made if missing, locked against a second broker,
// listed.   Source: LogManager.lockLogDirs, FileLock.
#pragma once
#include "core/node/input.h"
#include "net/open_file.h"

#include <expected>
#include <memory>
#include <string>

namespace fl::net {

/// A directory that is ours as long as this lives.
class DirectoryLock {
 public:
  /// Makes the directory if it is missing and locks its file ".lock". On error: one line for the
  /// user; `is_held` tells that another process holds it.
  struct Refused {
    bool is_held = false;
    std::string text;
  };

  static std::expected<DirectoryLock, Refused> take(const std::string& directory);

 private:
  explicit DirectoryLock(std::shared_ptr<const Descriptor> file) : file_(std::move(file)) {}

  std::shared_ptr<const Descriptor> file_;
};

/// All files below the directory, sorted by path; without its lock file. On error: one line for the
/// user.
std::expected<ListedDirectory, std::string> list_directory(const std::string& directory);

}  // namespace fl::net
