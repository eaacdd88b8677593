// Files as the disk's threads and the sockets see them. A descriptor lives as long as somebody
// still reads of it: a file that was replaced or closed goes on being sent from the old one.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace fl::net {

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  int fd() const { return fd_; }

 private:
  int fd_;
};

/// One FileId. The descriptor is read by the sockets' thread and exchanged by the disk's; the rest
/// belongs to whichever disk operation of this file is in progress (there is one at a time).
class OpenFile {
 public:
  /// Nothing before it was opened, or after that failed.
  std::shared_ptr<const Descriptor> descriptor() const {
    const std::lock_guard lock(mutex_);
    return descriptor_;
  }

  void set_descriptor(std::shared_ptr<const Descriptor> descriptor) {
    const std::lock_guard lock(mutex_);
    descriptor_ = std::move(descriptor);
  }

  std::int64_t size_bytes = 0;
  bool has_failed = false;  ///< an append failed: later ones do too, until truncated

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Descriptor> descriptor_;
};

}  // namespace fl::net
