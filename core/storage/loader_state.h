// The inside of LogLoader: one disk operation at a time that matters for what comes next (the main
// one), and any number of writes whose end is only counted (the side ones).
#pragma once
#include "core/storage/batch_scan.h"
#include "core/storage/load_plan.h"
#include "core/storage/log_loader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl::storage {

struct LogLoader::State {
  enum class Step : std::uint8_t {
    swaps,           ///< finish interrupted swaps
    small_files,     ///< leader epochs, partition.metadata, transaction indexes
    next_segment,    ///< is there another segment to recover?
    snapshot,        ///< a producer snapshot was asked for
    replay,          ///< batches between the snapshot and the goal
    recover,         ///< read a segment whole
    cut,             ///< a segment was cut
    split_header,    ///< the first batch of a tail that becomes a segment
    split_copy,      ///< the tail of an overflowing segment was copied
    end_index,       ///< the active segment's offset index
    end_time_index,  ///< … its time index
    end_walk,        ///< … its batches behind the last index entry
    first_header,    ///< … its first batch
    settle,          ///< wait for the side operations
    finished,
  };
  /// What a finished producer state is wanted for.
  enum class Goal : std::uint8_t { recover_segment, end_of_log };
  enum class Verdict : std::uint8_t { fine, overflow, before_segment, goes_back };

  explicit State(LoadRequest r) : request(std::move(r)) {}

  // ---- log_loader.cc
  void start(Context& context, Disk& disk);
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);
  void drive(Context& context, Disk& disk);
  void handle(Context& context, Disk& disk, const Done& done);
  void fail(IoError error, std::string what);
  void ask_file(Context& context, Disk& disk, const std::string& name);
  void ask_load(Context& context, Disk& disk, FileId file, std::int64_t position,
                std::int64_t size);
  void ask_scan(Context& context, Disk& disk);
  Owner main_owner();
  Owner side_owner(bool may_fail);
  std::string path_of(const std::string& name) const;
  FileId open_log(Context& context, Disk& disk, std::size_t index);
  void close_log(Context& context, std::size_t index);
  void apply_plan(Context& context, Disk& disk);
  bool next_swap(Context& context, Disk& disk);
  bool next_small_file(Context& context, Disk& disk);
  void take_small_file(const Slice& bytes);
  void finish(Context& context, Disk& disk);
  void restart_empty(Context& context, Disk& disk);
  void tell(Context& context) const;

  // ---- log_recovery.cc
  void begin_next_segment(Context& context, Disk& disk);
  void begin_recovery();
  bool recover_batch(const ScannedBatch& batch);
  void end_recovery(Context& context, Disk& disk);
  void after_recovery(Context& context, Disk& disk);
  void begin_split(Context& context, Disk& disk);
  void take_split_header(Context& context, Disk& disk, const Slice& bytes);
  void after_split(Context& context, Disk& disk);
  void store_segment(Context& context, Disk& disk, Segment& segment);
  void begin_end(Context& context, Disk& disk);
  void take_end_index(Context& context, Disk& disk, const Done& done);
  void take_end_time_index(const Done& done);
  bool walk_batch(const ScannedBatch& batch);
  void end_walk_done();
  void recover_active();
  void drop_segments_after(Context& context, Disk& disk, std::size_t index);

  // ---- producer_recovery.cc
  void ensure_producers(Context& context, Disk& disk, Offset goal_offset, Goal why);
  void try_snapshot(Context& context, Disk& disk);
  void take_snapshot(Context& context, Disk& disk, const Slice& bytes);
  void begin_replay();
  bool replay_next_segment();
  bool replay_batch(const ScannedBatch& batch);
  void producers_ready(Context& context, Disk& disk);
  void write_snapshot(Context& context, Disk& disk, Offset offset);

  LoadRequest request;
  LoadPlan plan;
  LoadReport report;
  Step step = Step::swaps;
  bool is_asked = false;
  std::int64_t side_operations = 0;
  std::optional<LoadFailure> failure;
  std::optional<Log> log;

  std::size_t swap_at = 0;
  std::optional<FileId> swap_file;
  std::vector<std::string> small_files;
  std::size_t small_at = 0;
  std::optional<FileId> small_file;

  std::vector<Segment> segments;
  std::vector<bool> needs_recovery;
  std::vector<bool> has_indexes;
  std::vector<bool> has_txn_index;
  Offset log_start;
  Offset end;
  bool is_end_known = false;
  LeaderEpochs epochs;
  LeaderEpochs stored_epochs;

  /// The segment that is being read, what the walk of it found so far.
  std::size_t at = 0;
  BatchScan scan;
  Segment building;
  Offset next_offset;
  Verdict verdict = Verdict::fine;
  /// The segment is read for its indexes and its end; producers and aborted transactions are known.
  bool is_index_only = false;
  std::int64_t split_from = 0;
  std::optional<IndexEntry> walk_from;
  std::vector<std::pair<Offset, std::int64_t>> recent;

  ProducerStates producers;
  /// Up to where `producers` holds.
  Offset producers_end;
  Offset producers_goal;
  Goal goal = Goal::end_of_log;
  std::size_t replay_at = 0;
  std::vector<Offset> snapshots;
  bool had_snapshots = false;
  /// The snapshot that was written last: not read again.
  std::optional<Offset> written_snapshot;
  Slice written_bytes;
};

}  // namespace fl::storage
