// A snapshot that is being written, here or as the leader sends it: bytes are appended to a file
// with the suffix `.part`, which is synced, renamed, and its new name synced. What stops before
// that leaves a `.part`, which the next start removes.
// Source: FileRawSnapshotWriter.
#pragma once
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/raft/types.h"

#include <cstdint>
#include <string>

namespace fl::raft {

class SnapshotDraft {
 public:
  /// Opens the file in the directory.
  SnapshotDraft(Context& context, Disk& disk, SnapshotId id, const std::string& directory);

  SnapshotId id() const { return id_; }

  FileId file() const { return file_; }

  std::int64_t size_bytes() const { return size_bytes_; }

  /// REQUIRES: finish() was not called.
  void append(Context& context, Disk& disk, Slice bytes);
  /// Nothing more comes: is_kept() once it is durable under its name.
  void finish(Context& context, Disk& disk);
  /// Closes and removes it. Its Dones may still come; they are nobody's.
  void abandon(Context& context, Disk& disk);

  /// REQUIRES: is_mine(owner).
  void on_done(Context& context, Disk& disk, const Done& done);
  bool is_mine(const Owner& owner) const;

  /// All that was asked for is done.
  bool is_idle() const { return operations_ == 0; }

  bool is_finishing() const { return stage_ != Stage::appending; }

  bool is_kept() const { return stage_ == Stage::kept; }

  IoError error() const { return error_; }

 private:
  enum class Stage : std::uint8_t { appending, appended, syncing, renaming, syncing_name, kept };

  Owner owner();
  void go_on(Context& context, Disk& disk);

  SnapshotId id_;
  FileId file_;
  std::string part_path_;
  std::string path_;
  std::int64_t size_bytes_ = 0;
  std::int64_t operations_ = 0;
  Stage stage_ = Stage::appending;
  IoError error_ = IoError::none;
};

}  // namespace fl::raft
