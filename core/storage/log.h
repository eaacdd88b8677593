// One partition replica's log, as a copyable value. It never touches a disk: it asks for operations
// through fl::Disk and is told their ends by on_done. Three ends follow each other:
//   end          the next offset to be assigned: appends up to here were asked for;
//   visible_end  appends up to here are Done: readers and followers may see them;
//   flushed_end  records up to here are durable: what survives a loss of power.
// Reads yield ranges of files, never bytes. Record bytes pass through an append uncopied.
// Source: UnifiedLog, LocalLog (Apache Kafka 4.3).
#pragma once
#include "core/base/chunked.h"
#include "core/base/topic_partition.h"
#include "core/base/uuid.h"
#include "core/node/disk.h"
#include "core/record/batch.h"
#include "core/storage/leader_epochs.h"
#include "core/storage/located.h"
#include "core/storage/log_config.h"
#include "core/storage/producer_state.h"
#include "core/storage/segment.h"
#include "core/storage/time_lookup.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fl::storage {

/// Which partition, and where. `key` is the owner key of all its disk operations.
struct LogIdentity {
  std::int64_t key = 0;
  TopicPartition partition;
  Uuid topic_id;
  std::string directory;  ///< "LOG_DIR/topic-partition"
};

/// A batch to append: its header as it will be stored, and the bytes behind the header. On a leader
/// the base offset and the leader epoch are overwritten (the checksum does not cover them).
struct AppendBatch {
  record::BatchHeader header;
  Slice rest;  ///< REQUIRES: header.size_bytes() - kBatchHeaderBytes bytes
};

enum class AppendOrigin : std::uint8_t { client, replication, coordinator };

enum class AppendError : std::uint8_t {
  out_of_order_sequence_number,
  invalid_producer_epoch,
  invalid_txn_state,
  record_list_too_large,  ///< more bytes than segment.bytes
  offset_not_monotonic,   ///< a replicated batch that begins before the log's end
  storage_error,          ///< the log failed before: KAFKA_STORAGE_ERROR
};

struct Appended {
  Offset first_offset;
  Offset last_offset;
  /// These records were here already: nothing was appended.
  bool is_duplicate = false;
  /// For a duplicate: the timestamp kept with the first copy.
  Timestamp duplicate_timestamp{-1};
  /// flush.messages made a sync due, and it was asked for: acknowledge when flushed_end() >
  /// last_offset. Otherwise when visible_end() > last_offset.
  bool is_sync_due = false;
};

/// What a read yields: ranges of one segment's file, or nothing.
struct ReadPlan {
  Parts parts;
  std::int64_t size_bytes = 0;
};

struct ReadLimits {
  std::int64_t max_bytes = 0;
  /// The first batch comes whole even if it is larger than max_bytes (KIP-74).
  bool is_first_batch_whole = false;
  /// No byte from this place on, e.g. of the high watermark: from Log::locate. Nothing: the visible
  /// end.
  std::optional<Located> before;
};

class Log {
 public:
  /// An empty log whose first record will have offset `start`. Its files are made by the first
  /// `create_files` or append.
  Log(LogIdentity identity, const LogConfig& config, Offset start, Timestamp now);

  /// Makes directory, first segment and `partition.metadata` on disk (a new partition).
  void create_files(Context& context, Disk& disk);

  const LogIdentity& identity() const { return identity_; }

  const LogConfig& config() const { return config_; }

  void set_config(const LogConfig& config) { config_ = config; }

  // ---- Ends. Exclusive; start <= flushed_end <= visible_end <= end, but for start <= flushed_end.
  Offset start() const { return start_; }

  Offset end() const { return end_; }

  Offset visible_end() const { return visible_end_; }

  Offset flushed_end() const { return flushed_end_; }

  /// The smallest offset of an open transaction, else the visible end.   Source: LSO.
  Offset last_stable_end() const;

  /// What `recovery-point-offset-checkpoint` may say: below it nothing needs recovery.
  Offset recovery_point() const;

  /// Sum of the segments' `.log` files.
  std::int64_t size_bytes() const;

  bool is_failed() const { return error_ != IoError::none; }

  /// Why the log failed; every later append is refused. Kafka: the whole log directory goes
  /// offline.
  IoError error() const { return error_; }

  // ---- Appending.
  /// Assigns offsets from end() on, checks the producer's sequence, rolls the segment where due,
  /// and asks for the append. A leader's appends have one batch of a client. REQUIRES: at least one
  /// batch, each validated. On error nothing is changed.
  std::expected<Appended, AppendError> append(Context& context, Disk& disk,
                                              std::span<const AppendBatch> batches,
                                              LeaderEpoch leader_epoch, AppendOrigin origin);

  /// REQUIRES: `owner` is {OwnerKind::log, identity().key}. Advances the ends; the caller looks at
  /// visible_end() and flushed_end() afterwards and completes the rows that waited for them.
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);

  // ---- Syncing.
  /// Asks for a sync of all that is unsynced; flushed_end() follows with its Done.
  void flush(Context& context, Disk& disk);
  /// When flush.ms demands the next flush(), or nothing. A timer of the caller asks.
  std::optional<Instant> flush_due_at() const;

  // ---- Reading.
  /// Finds the batch that holds `offset`, or the first behind it. If the answer needs bytes of the
  /// disk, `Located` says which: the caller loads them with an owner of its own and calls
  /// `resume`, until it is found or out of range.
  Located locate(Context& context, Disk& disk, Offset offset);
  Located resume(Context& context, Disk& disk, const Located& before, const Done& loaded);
  /// The first record whose timestamp is not below `target`; like `locate`, it may need loads.
  TimeLookup find_time(Context& context, Disk& disk, Timestamp target);
  /// The record with the greatest timestamp (ListOffsets with -3).
  TimeLookup find_max_timestamp(Context& context, Disk& disk);
  TimeLookup resume(Context& context, Disk& disk, const TimeLookup& before, const Done& loaded);
  /// Ranges from the place on. REQUIRES: from.is_found().
  ReadPlan read(Context& context, Disk& disk, const Located& from, const ReadLimits& limits);
  /// Visible bytes from the place to the end of the log: what a waiting Fetch with min_bytes
  /// counts.
  std::int64_t bytes_from(const Located& from) const;

  /// The segments, oldest first; the last is the active one. For lookups (time_lookup.h) and views.
  const std::vector<Segment>& segments() const { return segments_; }

  /// The visible size of a segment's file.
  std::int64_t visible_bytes(const Segment& segment) const;
  /// The open `.log` file of the segment; opens it if needed. REQUIRES: index < segments().size().
  FileId open_log(Context& context, Disk& disk, std::size_t index);
  /// Aborted transactions that a committed reader of [from, end) must skip. Source:
  /// collectAbortedTransactions.
  std::vector<AbortedTxn> aborted_in(Offset from, Offset end) const;

  // ---- Leader epochs.
  const LeaderEpochs& epochs() const { return epochs_; }

  /// Notes that this leader's epoch begins at the end of the log. Call on becoming leader.
  void begin_epoch(Context& context, Disk& disk, LeaderEpoch epoch);
  /// For OffsetForLeaderEpoch and for the divergence check of Fetch.
  std::optional<EpochEnd> end_for_epoch(LeaderEpoch epoch) const;

  // ---- Shortening.
  /// DeleteRecords: raises the log start and removes the segments that lie wholly below it. True if
  /// the start moved. REQUIRES: offset <= visible_end().
  bool advance_start(Context& context, Disk& disk, Offset offset);
  /// Cuts the log so that `end` is its end. The bytes from `at` on go. REQUIRES: at.is_found() with
  /// `end` located; no append is in flight. Producer states are then unknown: they must be read
  /// again by LogLoader (needs_reload()) before the next append.
  void truncate(Context& context, Disk& disk, Offset end, const Located& at);

  bool needs_reload() const { return needs_reload_; }

  /// The files as this log knows them, for a LogLoader after a truncation. Without
  /// partition.metadata: what that says is known, and a stop after the log's first file leaves a
  /// log without it.
  std::vector<ListedFile> files() const;

  // ---- Producers.
  const ProducerStates& producers() const { return producers_; }

  /// Drops producers that have not written for producer.id.expiration.ms.
  void expire_producers(Context& context);

  // ---- The end.
  /// A clean stop: stores indexes and a producer snapshot, syncs, closes. is_closed() once all is
  /// Done; a later start then needs no recovery.
  void close(Context& context, Disk& disk);

  bool is_closed() const { return is_closing_ && operations_ == 0; }

  /// Closes the files without writing anything: before the log is loaded anew.
  void close_files(Context& context);
  /// A deleted partition: closes the files and renames the directory to `to`; the caller removes
  /// that after file.delete.delay.ms. No operation may be asked for afterwards.
  void move_away(Context& context, Disk& disk, const std::string& to);

  /// Disk operations that have not been answered.
  std::int64_t operations() const { return operations_; }

 private:
  friend class LogLoader;

  /// An append that was asked for: visible once it and all before it are Done.
  struct InFlight {
    Offset end;
    Offset segment;
    std::int64_t size_after = 0;
    bool is_done = false;
  };

  /// A recent batch of the active segment.
  struct RecentBatch {
    Offset last_offset;
    std::int64_t position = 0;
  };

  /// What a Done answers; the low bits of Owner::detail.
  enum class Operation : std::uint8_t { open, append, sync, store, seal, remove, truncate, rename };
  static constexpr std::size_t kRecentBatchesMax = 256;
  static constexpr int kOperationBits = 4;

  Owner owner(Operation operation, std::int64_t value = 0);

  Segment& active() { return segments_.back(); }

  std::string path_of(Offset base, std::string_view suffix) const;
  std::optional<std::size_t> segment_of(Offset offset) const;
  Offset end_of(std::size_t index) const;
  IndexLimits index_limits() const;
  void fail(Context& context, IoError error);

  std::optional<AppendError> check_append(std::span<const AppendBatch> batches, AppendOrigin origin,
                                          std::int64_t size) const;
  std::optional<Appended> find_duplicate(Context& context, const record::BatchHeader& header) const;
  std::optional<ProducerError> check_producer(Context& context,
                                              const record::BatchHeader& header) const;
  void note_batch(Context& context, const record::BatchHeader& header, const Slice& rest);
  void remember(Offset last_offset, std::int64_t position);
  void on_append_done(Context& context, std::int64_t sequence);

  std::optional<Decision> roll_reason(const Context& context, Offset last_offset,
                                      Timestamp max_timestamp, std::int64_t size) const;
  void roll_if_due(Context& context, Disk& disk, std::span<const record::BatchHeader> headers,
                   std::int64_t size);
  void roll(Context& context, Disk& disk, Offset base);
  void store_indexes(Context& context, Disk& disk, Segment& segment);
  void on_sealed(std::uint64_t tag);
  void forget_indexes();
  void store_epochs(Context& context, Disk& disk);
  void store_snapshot(Context& context, Disk& disk, Offset at);
  void request_sync(Context& context, Disk& disk);
  void on_sync_done(Context& context, Disk& disk);
  void drop_segments(Context& context, Disk& disk, std::size_t begin, std::size_t end);

  std::optional<Located> locate_recent(Offset offset) const;
  Located locate_in(Context& context, Disk& disk, std::size_t index, Offset offset);
  Located load_index(Context& context, Disk& disk, std::size_t index, Offset offset);
  Located scan_from(Context& context, Disk& disk, std::size_t index, Offset offset,
                    std::int64_t position);
  Located scan_loaded(Context& context, Disk& disk, std::size_t index, const Located& before,
                      const Slice& bytes);
  void use_index(Context& context, Segment& segment, const Slice& bytes);
  void distrust_index(Context& context, Segment& segment);
  bool is_batch_start_known(const Segment& segment, const Located& before) const;

  TimeLookup continue_lookup(Context& context, Disk& disk, TimeLookup lookup);
  std::optional<std::size_t> segment_for(TimeLookup& lookup) const;
  TimeLookup want_index(Context& context, Disk& disk, TimeLookup lookup, std::size_t index);
  TimeLookup want_headers(Context& context, Disk& disk, TimeLookup lookup, std::size_t index);
  TimeLookup take_headers(Context& context, Disk& disk, TimeLookup lookup, std::size_t index,
                          const Slice& bytes);
  TimeLookup take_batch(Context& context, Disk& disk, TimeLookup lookup, std::size_t index,
                        const Slice& bytes);
  void use_time_index(Context& context, Segment& segment, const Slice& bytes);

  LogIdentity identity_;
  LogConfig config_;
  Offset start_;
  Offset end_;
  Offset visible_end_;
  Offset flushed_end_;
  /// Where the visible end lies: visible bytes of that segment's file.
  Offset visible_segment_;
  std::int64_t visible_position_ = 0;
  std::vector<Segment> segments_;
  LeaderEpochs epochs_;
  ProducerStates producers_;
  std::vector<InFlight> in_flight_;
  std::int64_t first_in_flight_ = 0;
  /// Batches of the active segment that hot readers ask for; two generations.
  std::vector<RecentBatch> recent_;
  std::vector<RecentBatch> older_;
  /// The end that a pending sync will make durable, and whether more is wanted behind it.
  std::optional<Offset> sync_end_;
  bool is_sync_wanted_ = false;
  /// When the oldest unsynced record came.
  std::optional<Instant> unflushed_since_;
  Instant sync_asked_at_;
  /// Offsets of the producer snapshots on disk, rising.
  std::vector<Offset> snapshots_;
  /// Of segment.jitter.ms, drawn for the active segment.
  std::int64_t jitter_ms_ = 0;
  std::int64_t operations_ = 0;
  IoError error_ = IoError::none;
  bool are_files_made_ = false;
  bool is_closing_ = false;
  bool needs_reload_ = false;
};

}  // namespace fl::storage
