// The disk of a simulated node, as a page cache over a journaling file system. What a process wrote
// is in the cache at once; what a sync covered is durable; the two are kept apart. Operations are
// answered in order per file, after a time that the hardware gives, so that a slow sync or a large
// read delays only those who wait for it.
//
// What a crash does:
// - process kill: the cache survives. Of the unanswered operations of each file a drawn number took
//   place in order; the next one may have begun (an append then leaves a prefix).
// - power loss: besides, of what no sync covered only a drawn part is there afterwards: cut at a
//   page, or at any byte, or with pages that read as zeros. Names that were made, changed or
//   removed since the last sync of a file of theirs survive up to a drawn one, in order, as a
//   journal keeps them.
// - disk loss: nothing is there afterwards.
#pragma once
#include "core/base/draw.h"
#include "core/base/ids.h"
#include "core/base/shared_map.h"
#include "core/node/effect.h"
#include "core/node/input.h"
#include "sim/action.h"
#include "sim/event_queue.h"
#include "sim/events.h"
#include "sim/file_bytes.h"
#include "sim/hardware.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fl::sim {

/// The file behind a name; it outlives its names while it is open.
using InodeId = Id<struct InodeTag, std::int64_t>;

/// One operation, as the node asked for it, or Close, which is not answered.
using DiskOperation =
    std::variant<Open, CloseFile, Append, Load, Truncate, Rename, Remove, Sync, Replace>;

/// Whose disk crashes, and when. Node and incarnation are keys of the draws.
struct CrashSite {
  NodeId node;
  std::int32_t incarnation = 0;
  Instant now;
  Timestamp wall;
};

/// A piece of a file as a Send names it: the bytes of that moment, and where they lie.
struct SentPiece {
  Slice bytes;
  InodeId inode{-1};
  Position position;
};

class SimDisk {
 public:
  explicit SimDisk(const Hardware& hardware) : hardware_(hardware) {}

  /// Makes a directory that is there from the start.
  void add_directory(std::string_view path);
  /// Puts a durable file there, before a boot. Directories above it are made.
  void put_file(std::string path, Slice bytes, Timestamp modified);

  // ---- For the running node ----

  /// Takes an operation on at `now`; take_due answers it later.
  void submit(Instant now, DiskOperation operation, StepId origin);

  /// When the next operation completes.
  std::optional<Instant> next_due() const;

  struct Completed {
    Done done;
    StepId origin;
  };

  /// Performs all operations that complete up to `now`, in order.
  std::vector<Completed> take_due(Instant now, Timestamp wall);

  /// Bytes of an open file as they are now; nothing if it is not open or has fewer.
  std::optional<std::vector<SentPiece>> read_range(const FileRange& range) const;

  /// True if the file still has these bytes there; also if it is gone.
  bool still_has(const SentPiece& piece) const;

  // ---- Faults ----

  /// Nothing completes before `until`.
  /// A stall is over before its time.
  void end_stall(Instant now);
  void stall(Instant until);

  /// Bytes per second of everything from now on; 0 is the hardware's own.
  void throttle(std::int64_t bytes_per_second) { throttle_bytes_per_second_ = bytes_per_second; }

  /// Room for so many bytes in all; -1 for no limit.
  void limit(std::int64_t bytes) { limit_bytes_ = bytes; }

  void fail(FailKind kind) { fail_ = kind; }

  /// The process ends in good order: what it asked for is done.
  void finish_all(Instant now, Timestamp wall);
  /// Ends the incarnation; see above. Returns what became of the files that were not whole.
  std::vector<FileAfterCrash> crash(CrashKind kind, const Draw& draw, const CrashSite& site);

  // ---- Looking ----

  /// All files of a directory, as Boot carries them.
  ListedDirectory listing(std::string_view directory) const;
  std::vector<std::string> paths() const;
  std::optional<Slice> file(std::string_view path) const;
  /// Bytes [position, position + size) of it, cut at its end; nothing if there is no such file.
  std::optional<Slice> file_part(std::string_view path, std::int64_t position,
                                 std::int64_t size) const;
  /// Bytes from the start that a sync covered; nothing if there is no such file.
  std::optional<std::int64_t> synced_size(std::string_view path) const;

  std::int64_t used_bytes() const { return used_bytes_; }

  std::size_t unanswered() const { return pending_.size(); }

 private:
  struct Name {
    InodeId inode{-1};  ///< -1 for a directory
  };

  using Names = SharedMap<std::string, Name>;

  struct Inode {
    FileBytes bytes;
    std::int64_t synced_size = 0;    ///< a prefix of `bytes`
    std::optional<FileBytes> uncut;  ///< durable bytes of before an unsynced truncation
    Timestamp modified;
  };

  struct OpenFile {
    std::string path;   ///< follows renames
    InodeId inode{-1};  ///< -1 until the open took place
    Instant free_at;    ///< its operations complete one after the other
    bool has_failed = false;
  };

  /// A change of a name that no sync has covered.
  struct NameChange {
    enum class Kind : std::uint8_t { make, rename, remove };

    Kind kind = Kind::make;
    std::string path;
    std::string to;
    InodeId inode{-1};
    Instant at;
  };

  struct Pending {
    Instant due;
    DiskOperation operation;
    StepId origin;
  };

  /// The moment and the node's wall clock then.
  struct Moment {
    Instant now;
    Timestamp wall;
  };

  /// Whose crash it is, for keys of draws.
  struct Crash {
    const Draw& draw;
    NodeId node;
    std::int32_t incarnation;
    Moment moment;
    std::vector<FileAfterCrash>& told;
  };

  // disk.cc: when
  Instant completion(Instant now, const DiskOperation& operation);
  Instant lane_free_at(Instant now, const DiskOperation& operation) const;
  Instant barrier(std::string_view path) const;
  std::int64_t transfer_bytes(const DiskOperation& operation) const;
  std::vector<FileId> files_of(const DiskOperation& operation) const;

  // disk_operations.cc: what
  std::optional<Done> perform(const DiskOperation& operation, Moment moment);
  bool is_failing(const DiskOperation& operation) const;
  Done perform_open(const Open& open, Moment moment);
  Done perform_append(const Append& append, Moment moment);
  Done perform_load(const Load& load) const;
  Done perform_truncate(const Truncate& truncate, Moment moment);
  Done perform_rename(const Rename& rename, Moment moment);
  Done perform_remove(const Remove& remove, Moment moment);
  Done perform_sync(const Sync& sync);
  Done perform_replace(const Replace& replace, Moment moment);
  std::vector<Slice> content(const Parts& parts) const;
  bool has_room(std::int64_t bytes) const;

  // disk_names.cc: names and their journal
  void put_name(const std::string& path, InodeId inode, Instant now);
  void make_directories_above(std::string_view path, Instant now);
  void change(NameChange change);
  static void apply(Names& names, const NameChange& change);
  void commit_names(std::size_t count);
  void commit_names_of(std::string_view path);
  void commit_old_names(Instant now);
  InodeId add_inode(Inode inode);
  void uncount(InodeId inode);
  void forget_unreachable();

  // disk_crash.cc
  void kill_pending(const Crash& crash);
  void lose_power(const Crash& crash);
  void lose_names(const Crash& crash);
  void lose_unsynced(const Crash& crash, const std::string& path, InodeId id);

  Hardware hardware_;
  std::int64_t throttle_bytes_per_second_ = 0;
  std::int64_t limit_bytes_ = -1;
  FailKind fail_ = FailKind::none;
  Instant stalled_until_;
  Instant device_free_at_;
  Instant paths_free_at_;  ///< changes of names complete one after the other

  Names names_;
  Names durable_names_;
  std::vector<NameChange> changes_;  ///< of names_, not yet in durable_names_
  SharedMap<InodeId, Inode> inodes_;
  SharedMap<FileId, OpenFile> open_;
  std::deque<Pending> pending_;  ///< by due time, then submission
  std::int64_t last_inode_ = 0;
  std::size_t inodes_before_sweep_ = 64;
  std::int64_t used_bytes_ = 0;
};

}  // namespace fl::sim
