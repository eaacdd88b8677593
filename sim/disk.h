// A simulated disk: a page cache in front of a medium. What was written is in the cache, what was synced is on
// the medium. The three crashes differ in what they leave (CrashKind). Operations take effect when they complete,
// in order per file; names become durable with the next sync in their directory.
#pragma once
#include "core/base/draw.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "sim/action.h"
#include "sim/file_content.h"
#include "sim/hardware.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fl::sim {

/// One file's inode: what the cache has, and what a loss of power leaves for sure.
struct SimFile {
  FileContent content;
  std::int64_t synced_bytes = 0;  ///< of `synced`
  FileContent synced;             ///< as of the last sync
  bool is_name_durable = false;
  Timestamp modified;
};

/// A disk operation on its way.
struct DiskOperation {
  OpId op;
  std::variant<Open, Append, Load, Truncate, Rename, Remove, Sync, Replace> effect;
  Instant begins;
  Instant completes;
  std::int64_t number = 0;  ///< of its kind and file, in this incarnation
  StepId cause;
  /// Sync covers the sizes at submission.
  std::map<FileId, FileContent> covered;
};

class SimDisk {
 public:
  /// Puts the operation in line. Returns when it will complete; Instant max while the disk is stalled for ever.
  Instant submit(const Hardware& hardware, Instant now, DiskOperation operation);

  /// The operation is due: it takes effect. Returns its answer.
  Done complete(std::int64_t ticket, Timestamp wall);

  /// The number that the last submit() gave its operation.
  std::int64_t last_ticket() const { return last_ticket_; }

  bool is_pending(std::int64_t ticket) const { return pending_.contains(ticket); }

  StepId cause_of(std::int64_t ticket) const { return pending_.at(ticket).cause; }

  Instant due(std::int64_t ticket) const { return pending_.at(ticket).completes; }

  void close(FileId file) { open_.erase(file); }

  /// The bytes of a range as they are now: what Send promises.
  std::vector<Slice> bytes_of(const FileRange& range) const;

  /// The process is gone, by kill or with the power. Draws decide what becomes of what was on its way.
  void crash(CrashKind kind, const Draw& draw, std::uint64_t node, std::int32_t incarnation);

  /// What Boot lists of one of the node's directories.
  ListedDirectory listing(const std::string& directory) const;

  // Faults.
  void set_limit_bytes(std::int64_t bytes) { limit_bytes_ = bytes; }

  void set_bytes_per_second(std::int64_t bytes) { bytes_per_second_ = bytes; }

  void set_failing(FailKind kind) { failing_ = kind; }

  /// Nothing completes before `until`; what is on its way is put off. The caller reschedules.
  void stall_until(Instant until);

  std::int64_t used_bytes() const;

  /// For checks: the files by path, and the content of an open file.
  const std::map<std::string, SimFile>& files() const { return files_; }

  const SimFile* file(const std::string& path) const;
  const std::string* path_of(FileId file) const;

  /// Puts a file on the disk as if it had always been there.
  void place(const std::string& path, Slice content, Timestamp modified);

 private:
  struct OpenFile {
    std::string path;
    bool has_failed = false;  ///< later appends fail until it is truncated or opened anew
    std::optional<FileContent> detached;  ///< removed or replaced while open: ranges go on from it
  };

  Done apply(const DiskOperation& operation, Timestamp wall);
  Done apply(OpId op, const Open& effect, Timestamp wall);
  Done apply(OpId op, const Append& effect, Timestamp wall);
  Done apply(OpId op, const Load& effect) const;
  Done apply(OpId op, const Truncate& effect, Timestamp wall);
  Done apply(OpId op, const Rename& effect);
  Done apply(OpId op, const Remove& effect);
  Done apply(OpId op, const Replace& effect, Timestamp wall);
  Done sync(const DiskOperation& operation);
  bool fails(FailKind kind) const { return failing_ == kind || failing_ == FailKind::all; }

  SimFile* open_file(FileId file);
  void detach(const std::string& path);
  void lose_power(const Draw& draw, std::uint64_t node, std::int32_t incarnation);

  std::map<std::string, SimFile> files_;
  /// Files whose removal or renaming is not durable yet: they may come back after a loss of power.
  std::map<std::string, SimFile> undead_;
  std::map<FileId, OpenFile> open_;
  std::map<std::int64_t, DiskOperation> pending_;
  std::map<FileId, Instant> busy_until_;
  std::map<std::string, Instant> path_busy_until_;
  std::map<std::string, std::int64_t> submitted_;
  Instant channel_free_;
  Instant stalled_until_;
  std::int64_t last_ticket_ = 0;
  std::int64_t limit_bytes_ = -1;
  std::int64_t bytes_per_second_ = 0;
  FailKind failing_ = FailKind::none;
};

}  // namespace fl::sim
