// The snapshots that lie in the directory of the metadata log: which there are, how old and how
// large, the newest that is whole, and open files to serve others from.
// Source: KafkaRaftLog (snapshots, recoverSnapshots, readSnapshot), Snapshots.
#pragma once
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/raft/snapshot_draft.h"
#include "core/raft/snapshot_file.h"
#include "core/raft/types.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fl::raft {

/// A snapshot on disk.
struct KeptSnapshot {
  std::int64_t size_bytes = 0;
  std::optional<Timestamp> last_contained;  ///< as its header says; nothing: not known
  std::optional<FileId> file;               ///< open

  friend bool operator==(const KeptSnapshot&, const KeptSnapshot&) = default;
};

class Snapshots {
 public:
  /// Takes the snapshots out of the listing of the directory. Removes what an interrupted writing
  /// or removal left.
  void start(Context& context, Disk& disk, std::string directory, std::vector<ListedFile>& files);

  const std::string& directory() const { return directory_; }

  const std::map<SnapshotId, KeptSnapshot>& kept() const { return kept_; }

  std::optional<SnapshotId> earliest() const;
  std::optional<SnapshotId> latest() const;

  /// Reads the newest, and of the others what their headers say. One that is damaged is removed,
  /// and the one before it is taken. is_read() once all that is done.
  void read(Context& context, Disk& disk);

  bool is_read() const { return is_read_; }

  /// Why snapshots were removed while they were read.
  const std::vector<std::string>& complaints() const { return complaints_; }

  /// The newest snapshot's state, once; nothing if there is none.
  std::optional<CommittedSnapshot> take_state();

  /// REQUIRES: is_mine(owner).
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);
  static bool is_mine(const Owner& owner);

  /// The draft is durable: it is one of them.
  void add(const SnapshotDraft& draft, Timestamp last_contained);
  /// Removes those whose end is below `end`.
  void remove_below(Context& context, Disk& disk, Offset end);

  /// The open file of a snapshot that is there. REQUIRES: kept().contains(id).
  FileId open(Context& context, Disk& disk, SnapshotId id);

 private:
  void read_next(Context& context, Disk& disk);
  void load(Context& context, Disk& disk);
  void end_reading(Context& context, Disk& disk);
  void remove(Context& context, Disk& disk, SnapshotId id);
  void remove_file(Context& context, Disk& disk, const std::string& name);

  std::string directory_;
  std::map<SnapshotId, KeptSnapshot> kept_;
  std::vector<SnapshotId> to_read_;  ///< the next is the last
  std::optional<SnapshotReader> reader_;
  std::optional<CommittedSnapshot> state_;
  std::vector<std::string> complaints_;
  bool is_read_ = false;
};

}  // namespace fl::raft
