// What a replica of the metadata quorum has on disk: `quorum-state` and the log. Nothing here knows
// roles; it appends, cuts, reads back, and tells how far it is durable.
// Source: KafkaRaftLog, FileQuorumStateStore.
#pragma once
#include "core/base/ids.h"
#include "core/node/context.h"
#include "core/node/disk.h"
#include "core/raft/types.h"
#include "core/raft/voter_history.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
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

  /// The epoch of the last record; 0 of an empty log.
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

  bool is_cutting() const { return cut_.has_value(); }

  /// Asked for, and not yet durable.
  bool is_writing() const { return flushed_end() < end(); }

  /// What the log says of voters and kraft.version, as far as it was appended.
  const VoterHistory& history() const { return history_; }

  /// Batches below `end` that were not taken yet.
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

  void read_formatted(Context& context, Disk& disk);
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
  std::vector<ListedFile> files_;
  storage::LogConfig log_config_;
  ElectionState loaded_state_;
  FileId state_file_;
  FileId formatted_file_;
  bool is_formatted_ = false;  ///< with voters: their file is there
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
  bool is_new_ = false;
};

}  // namespace fl::raft
