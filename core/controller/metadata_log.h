// The metadata log, `__cluster_metadata-0`: a Kafka log like any other. What is appended is
// committed once it is durable: this node is the only voter. The interface is the one that a quorum
// will fill: append, and learn later how far the log is committed.
// Source: KafkaRaftClient, KafkaMetadataLog.
#pragma once
#include "core/metadata/record.h"
#include "core/node/disk.h"
#include "core/node/input.h"
#include "core/record/batch.h"
#include "core/storage/log.h"
#include "core/storage/log_loader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fl::controller {

/// Owner::key of the metadata log's operations, whatever their OwnerKind (log, loading, metadata).
inline constexpr std::int64_t kMetadataLogKey = -1;

inline constexpr std::string_view kMetadataLogDirectory = "__cluster_metadata-0";

/// Largest batch that is read back. Kafka's own batches are at most 8 MiB.
inline constexpr std::int64_t kMetadataBatchBytesMax = 128 << 20;

struct MetadataLogConfig {
  std::string directory;          ///< metadata.log.dir
  std::vector<ListedFile> files;  ///< of its `__cluster_metadata-0`, bare names
  std::int64_t segment_bytes = 0;
  std::int64_t segment_ms = 0;
};

/// A run of records that was read back, or committed.
struct ReplayedBatch {
  Offset end;  ///< exclusive
  metadata::RecordList records;
};

class MetadataLog {
 public:
  /// Reads what is on disk, in slices: take_replayed() gives it piece by piece, until is_ready().
  void start(Context& context, Disk& disk, MetadataLogConfig config);

  /// REQUIRES: `owner.key` is kMetadataLogKey.
  void on_done(Context& context, Disk& disk, const Owner& owner, const Done& done);

  /// All that was on disk was given; append() may be called.
  bool is_ready() const { return is_ready_; }

  std::vector<ReplayedBatch> take_replayed();

  /// Appends the records as one batch. Returns the end at which they are committed; nothing if the
  /// disk failed before. REQUIRES: is_ready(), at least one record.
  std::optional<Offset> append(Context& context, Disk& disk, const metadata::RecordList& records);

  /// Exclusive: records below it are durable.
  Offset committed_end() const;

  /// The end of all that was appended.
  Offset end() const;

  /// What went wrong for good: the node cannot go on. "" if nothing did.
  const std::string& failure() const { return failure_; }

  void close(Context& context, Disk& disk);

  /// True also for a log that was never opened.
  bool is_closed() const;

  /// The leader epoch of what is appended: one more than any in the log.
  LeaderEpoch epoch() const { return epoch_; }

 private:
  void on_loaded(Context& context, Disk& disk);
  void read_more(Context& context, Disk& disk);
  void on_read(Context& context, Disk& disk, const Done& done);
  bool take_batches(const Slice& bytes, std::int64_t& used);
  void become_ready(Context& context, Disk& disk);

  std::optional<storage::LogLoader> loader_;
  std::optional<storage::Log> log_;
  std::string directory_;
  std::vector<ReplayedBatch> replayed_;
  std::string failure_;
  LeaderEpoch epoch_{0};
  std::size_t segment_ = 0;      ///< that is read back now, an index into the log's segments
  std::int64_t position_ = 0;    ///< in that segment, of the next batch
  std::int64_t read_bytes_ = 0;  ///< size of the next load
  bool is_ready_ = false;
  bool is_new_ = false;
};

}  // namespace fl::controller
