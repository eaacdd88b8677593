// A snapshot of the metadata log (KIP-630): the state below an offset, as records. The file
// `<end offset, 20 digits>-<epoch, 10 digits>.checkpoint` is a sequence of batches with offsets of
// its own from 0 on: a control batch with the header (and, where voters are in the log, with
// kraft.version and the voters), batches of values, and a control batch with the footer. A file
// without its footer was cut. Bytes are hostile until SnapshotReader::finish has said yes.
// Source: RecordsSnapshotWriter, RecordsSnapshotReader, Snapshots, SnapshotPath; golden/metadata.
#pragma once
#include "core/raft/types.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fl::raft {

/// Bytes of values after which a batch of a snapshot is closed. Kafka: up to 8 MiB.
inline constexpr std::int64_t kSnapshotBatchBytesMax = 1 << 20;
/// A larger snapshot is not read.
inline constexpr std::int64_t kSnapshotBytesMax = 1 << 30;

/// What `faultline storage format` leaves where voters are in the log: nothing but voters. It is
/// never sent.   Source: Snapshots.BOOTSTRAP_SNAPSHOT_ID.
inline constexpr SnapshotId kBootstrapSnapshot{.end = Offset(0), .epoch = LeaderEpoch(0)};

struct SnapshotFileName {
  enum class Kind : std::uint8_t { whole, part, deleted };

  SnapshotId id;
  Kind kind = Kind::whole;

  friend bool operator==(const SnapshotFileName&, const SnapshotFileName&) = default;
};

/// "00000000000000000084-0000000001.checkpoint"
std::string snapshot_file_name(SnapshotId id);
/// The name while the file is written; `attempt` tells two attempts apart.
std::string snapshot_part_name(SnapshotId id, std::int64_t attempt);
/// Nothing if that is no snapshot's name. What stands between the epoch and the suffix is ignored.
std::optional<SnapshotFileName> parse_snapshot_file_name(std::string_view name);

/// Makes a snapshot's batches, in order: head, any number of values, foot.
class SnapshotFramer {
 public:
  explicit SnapshotFramer(SnapshotId id) : id_(id) {}

  /// The header's batch, with what voters there are in it.
  ByteVector head(const SnapshotHead& head, Timestamp now);
  /// One batch. REQUIRES: at least one value.
  ByteVector values(std::span<const ByteVector> values, Timestamp now);
  ByteVector foot(Timestamp now);

 private:
  SnapshotId id_;
  Offset next_;
};

/// Takes a snapshot's bytes in pieces of any size, checks each batch, and keeps the whole.
class SnapshotReader {
 public:
  explicit SnapshotReader(SnapshotId id);

  /// False if it is wrong: error() says why, and all later pieces are refused.
  bool take(const Slice& piece);

  /// The snapshot. On error: what is wrong with it.
  std::expected<CommittedSnapshot, std::string> finish() &&;

  const std::string& error() const { return error_; }

  std::int64_t taken_bytes() const { return taken_bytes_; }

  /// The header was read.
  bool has_head() const { return has_head_; }

  const SnapshotHead& head() const { return snapshot_.head; }

 private:
  bool take_batch(const Slice& bytes);
  bool take_head(const CommittedBatch& batch);
  bool fail(std::string why);

  CommittedSnapshot snapshot_;
  ByteVector rest_;  ///< of a batch that is not whole yet
  Offset next_;
  std::int64_t taken_bytes_ = 0;
  std::string error_;
  bool has_head_ = false;
  bool has_foot_ = false;
};

}  // namespace fl::raft
