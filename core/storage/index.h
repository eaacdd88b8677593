// The sparse indexes of a segment. Offset index: (last offset of a batch, position of that batch),
// one entry per index.interval.bytes. Time index: (greatest timestamp so far, last offset of the
// batch that has it). Both are what was loaded of a file, shared, plus what was added since.
// Source: OffsetIndex, TimeIndex.
#pragma once
#include "core/base/bytes.h"
#include "core/base/chunked.h"
#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace fl::storage {

struct IndexEntry {
  std::int32_t relative_offset = 0;
  std::int32_t position = 0;

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

struct TimeIndexEntry {
  Timestamp timestamp;
  std::int32_t relative_offset = 0;

  friend bool operator==(const TimeIndexEntry&, const TimeIndexEntry&) = default;
};

class OffsetIndex {
 public:
  static constexpr std::int64_t kEntryBytes = 8;

  OffsetIndex() = default;
  /// The whole entries of a file's bytes; a torn one at the end is dropped.
  explicit OffsetIndex(Slice stored);

  std::size_t size() const { return stored_entries_ + added_.size(); }

  IndexEntry operator[](std::size_t index) const;

  void add(IndexEntry entry) { added_.push_back(entry); }

  /// The last entry with relative offset not above `relative`, or nothing.
  std::optional<IndexEntry> lookup(std::int64_t relative) const;
  /// The last entry with position not above `position`, or nothing.
  std::optional<IndexEntry> lookup_position(std::int64_t position) const;

  /// Drops the entries with relative offset at or above `relative`.
  void truncate(std::int64_t relative);

  /// True if offsets and positions rise and stay below the given exclusive ends.
  bool is_sane(std::int64_t relative_end, std::int64_t position_end) const;

  ByteVector to_bytes() const;

 private:
  Slice stored_;
  std::size_t stored_entries_ = 0;
  Chunked<IndexEntry> added_;
};

class TimeIndex {
 public:
  static constexpr std::int64_t kEntryBytes = 12;

  TimeIndex() = default;
  explicit TimeIndex(Slice stored);

  std::size_t size() const { return stored_entries_ + added_.size(); }

  TimeIndexEntry operator[](std::size_t index) const;

  void add(TimeIndexEntry entry) { added_.push_back(entry); }

  std::optional<TimeIndexEntry> last() const;

  /// The last entry with timestamp not above `timestamp`, or nothing.
  std::optional<TimeIndexEntry> lookup(Timestamp timestamp) const;

  void truncate(std::int64_t relative);
  bool is_sane(std::int64_t relative_end) const;
  ByteVector to_bytes() const;

 private:
  Slice stored_;
  std::size_t stored_entries_ = 0;
  Chunked<TimeIndexEntry> added_;
};

/// An aborted transaction as a committed reader must know it; `.txnindex` holds these.
struct AbortedTxn {
  static constexpr std::int64_t kEntryBytes = 34;

  ProducerId producer_id;
  Offset first_offset;
  Offset last_offset;  ///< the marker's
  Offset last_stable_offset;

  friend bool operator==(const AbortedTxn&, const AbortedTxn&) = default;
};

void format_aborted_txn(const AbortedTxn& txn, ByteVector& out);

struct AbortedTxnsRead {
  std::vector<AbortedTxn> entries;
  /// An entry has a version that is not known: Kafka gives the log directory up.
  bool is_version_unknown = false;
  /// An entry lies before `base`, or ends before it begins: the index must be rebuilt. (Kafka does
  /// not see the latter.)
  bool is_corrupt = false;
};

/// The whole entries of a `.txnindex` of the segment at `base`; a torn one at the end is dropped.
/// Source: TransactionIndex.sanityCheck.
AbortedTxnsRead parse_aborted_txns(ByteSpan bytes, Offset base);

}  // namespace fl::storage
