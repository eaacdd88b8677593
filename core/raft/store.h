// What a replica of the metadata quorum has on disk: `quorum-state`, the log, and snapshots of what
// was committed (store_snapshots.cc). Nothing here knows roles; it appends, cuts, reads back, and
// tells how far it is durable.   Source: KafkaRaftLog, FileQuorumStateStore, KIP-630.
#pragma once
#include "core/base/ids.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/raft/snapshots.h"
#include "core/raft/types.h"
#include "core/raft/voter_history.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fl::raft {

/// The durable part of an election: in which epoch this replica is, whom it voted for in it, and
/// who leads it.   Source: ElectionState, QuorumStateData.
struct ElectionState {
  LeaderEpoch epoch{0};
  NodeId leader{-1};
  ReplicaKey voted;

  bool has_voted() const { return voted.id.value >= 0; }

  friend bool operator==(const ElectionState&, const ElectionState&) = default;
};

/// metadata.max.retention.bytes and .ms; below zero: without limit.
struct Retention {
  std::int64_t bytes = -1;
  std::int64_t ms = -1;
};

/// What happened to a snapshot.
struct SnapshotNote {
  enum class Kind : std::uint8_t { written, fetched, loaded, unreadable, failed };

  Kind kind = Kind::written;
  SnapshotId id;
  std::int64_t size_bytes = 0;
  std::string problem;
};

/// Whether a log that ends at an offset, after a record of an epoch, is a beginning of this one.
/// Source: ValidOffsetAndEpoch.
struct LogCheck {
  enum class Kind : std::uint8_t { valid, diverging, snapshot };

  Kind kind = Kind::valid;
  storage::EpochEnd diverging;  ///< the epoch that both know, and its end here
  SnapshotId snapshot;          ///< what has to be fetched instead
};

class Store {
 public:
  void start(Context& context, Disk& disk, const QuorumConfig& config);
  /// True if something that somebody may wait for is done.
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);

  /// The log was read, and quorum-state; what was read is durable.
  bool is_ready() const { return is_ready_; }

  const ElectionState& loaded_state() const { return loaded_state_; }

  /// Writes quorum-state; is_persisted() once it is durable.
  void persist(Context& context, Disk& disk, const ElectionState& state);

  bool is_persisted() const { return persisting_ == 0; }

  /// All exclusive. Above `end` nothing was asked for; up to `visible_end` it can be read, up to
  /// `flushed_end` it survives a loss of power.
  Offset end() const;
  Offset visible_end() const;
  Offset flushed_end() const;
  Offset start_offset() const;

  /// The epoch of the last record, also where a snapshot stands for it; 0 if there was none.
  LeaderEpoch last_epoch() const;

  /// Appends one batch in the epoch. Its exclusive end; nothing if the disk failed.
  std::optional<Offset> append(Context& context, Disk& disk, LeaderEpoch epoch,
                               std::span<const ByteVector> values);
  std::optional<Offset> append(Context& context, Disk& disk, LeaderEpoch epoch,
                               std::span<const ControlRecord> controls);
  /// Appends what a leader sent. False if that is no continuation of the log.
  bool append_fetched(Context& context, Disk& disk, const Slice& records, LeaderEpoch epoch);

  /// Cuts what a new leader does not have; is_cutting() until it is done.
  void truncate(Context& context, Disk& disk, Offset end);

  /// Also while the log is replaced by a snapshot that is complete.
  bool is_cutting() const {
    return cut_.has_value() || restart_.has_value() ||
           (download_ && download_->draft.is_finishing());
  }

  /// Asked for, and not yet durable.
  bool is_writing() const { return flushed_end() < end(); }

  /// What the log and its snapshot say of voters and kraft.version, as far as it was appended.
  const VoterHistory& history() const { return history_; }

  // ---- Snapshots (store_snapshots.cc)
  /// Source: RaftLog.validateOffsetAndEpoch.
  LogCheck check(Offset end, LeaderEpoch epoch) const;

  const Snapshots& snapshots() const { return snapshots_; }

  /// It stands for more than the log has.
  bool is_newer(SnapshotId id) const;

  /// All below is in the snapshot that this log was read or begun with: it is committed.
  Offset restored_end() const { return restored_end_; }

  /// Begins a snapshot of all below `id.end`. False if there is one already, another is being
  /// written, or the log does not know that place. REQUIRES: all below is committed.
  bool begin_snapshot(Context& context, Disk& disk, SnapshotId id, const SnapshotHead& head);

  bool is_writing_snapshot() const { return writing_.has_value(); }

  bool wants_snapshot_values() const;
  /// None: the snapshot is complete. REQUIRES: wants_snapshot_values().
  void add_snapshot_values(Context& context, Disk& disk, std::span<const ByteVector> values);

  /// Begins to take a snapshot that is newer than the log; what came of another one is dropped.
  void begin_download(Context& context, Disk& disk, SnapshotId id);

  const SnapshotDraft* download() const { return download_ ? &download_->draft : nullptr; }

  /// A piece of it, the last of which makes `size` bytes. False, and the download is over, if it
  /// is no snapshot. REQUIRES: download() is idle, and not finishing.
  bool add_downloaded(Context& context, Disk& disk, const Slice& piece, std::int64_t size);
  void end_download(Context& context, Disk& disk);

  /// Removes old snapshots, but not the newest, and the log that they stand for.
  /// Source: KafkaRaftLog.maybeClean.
  void clean(Context& context, Disk& disk, const Retention& retention);

  /// For a FetchSnapshot. REQUIRES: snapshots().kept().contains(id).
  FileId open_snapshot(Context& context, Disk& disk, SnapshotId id) {
    return snapshots_.open(context, disk, id);
  }

  /// What is newly told of snapshots, once.
  std::vector<SnapshotNote> take_notes() { return std::exchange(notes_, {}); }

  /// Batches below `end` that were not taken yet, and before them the snapshot.
  std::vector<Committed> take_below(Offset end);

  /// For reading ranges and looking up epochs. REQUIRES: is_ready().
  storage::Log& log() { return *log_; }

  const storage::Log& log() const { return *log_; }

  void close(Context& context, Disk& disk);
  bool is_closed() const;

  const std::string& failure() const { return failure_; }

  /// Nothing can be trusted any more; the first reason stays.
  void fail(std::string what);

 private:
  struct Cut {
    Offset to;
    storage::Located located;
    bool is_loading = false;
    bool is_asked = false;
    bool is_reloading = false;
  };

  /// A snapshot that is written here; its batches as they are made.
  struct Writing {
    SnapshotDraft draft;
    SnapshotFramer framer;
    Timestamp last_contained;
  };

  struct Download {
    SnapshotDraft draft;
    SnapshotReader reader;
    std::optional<CommittedSnapshot> whole;
  };

  /// The log is replaced: all its files go, and it begins where the snapshot ends.
  struct Restart {
    CommittedSnapshot snapshot;
    bool is_removing = false;
    std::int64_t operations = 0;
    bool is_synced = false;
  };

  void read_snapshots(Context& context, Disk& disk);
  void on_snapshots_read(Context& context, Disk& disk);
  void take_state(CommittedSnapshot snapshot);
  void restart(Context& context, Disk& disk, CommittedSnapshot snapshot);
  void go_on_restarting(Context& context, Disk& disk);
  /// True if it was an operation of snapshots.
  bool on_snapshot_done(Context& context, Disk& disk, const Owner& owner, const Done& done);
  void on_writing_done(Context& context, Disk& disk, const Done& done);
  void on_download_done(Context& context, Disk& disk, const Done& done);
  void make_log(Context& context, Disk& disk, Offset start);
  void read_batches(Context& context, Disk& disk);
  storage::LogIdentity identity_of_log() const;

  void begin_log(Context& context, Disk& disk);
  void on_loaded(Context& context, Disk& disk);
  void read_more(Context& context, Disk& disk);
  void on_read(Context& context, Disk& disk, const Done& done);
  bool take_batches(const Slice& bytes, std::int64_t& used);
  bool note_batch(const record::BatchHeader& header, const Slice& batch);
  /// All that was read is durable too: votes and fetches may speak of it.
  void make_ready();
  void go_on_cutting(Context& context, Disk& disk);
  std::optional<Offset> append_batch(Context& context, Disk& disk, LeaderEpoch epoch,
                                     const Slice& batch);
  std::string directory_;
  VoterHistory history_;
  Snapshots snapshots_;
  std::optional<Writing> writing_;
  std::optional<Download> download_;
  std::optional<Restart> restart_;
  std::optional<CommittedSnapshot> state_;  ///< not taken yet; before all batches
  Offset restored_end_;
  std::vector<SnapshotNote> notes_;
  std::vector<ListedFile> files_;
  storage::LogConfig log_config_;
  ElectionState loaded_state_;
  FileId state_file_;
  std::int32_t persisting_ = 0;
  std::optional<storage::LogLoader> loader_;
  std::optional<storage::Log> log_;
  std::deque<CommittedBatch> batches_;  ///< not taken yet, in the log's order
  std::optional<Cut> cut_;
  std::string failure_;
  std::size_t segment_ = 0;  ///< that is read back now
  std::int64_t position_ = 0;
  std::int64_t read_bytes_ = 0;
  bool is_read_ = false;
  bool is_ready_ = false;
};

}  // namespace fl::raft
