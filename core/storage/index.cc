#include "core/storage/index.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

#include <algorithm>

namespace fl::storage {
namespace {

/// The number of leading entries for which `is_before` holds. REQUIRES: it is monotone.
template <class Index, class Predicate>
std::size_t count_while(const Index& index, Predicate is_before) {
  std::size_t low = 0;
  std::size_t high = index.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(index[middle])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

OffsetIndex::OffsetIndex(Slice stored)
    : stored_(std::move(stored)), stored_entries_(stored_.size() / kEntryBytes) {}

IndexEntry OffsetIndex::operator[](std::size_t index) const {
  if (index >= stored_entries_) return added_[index - stored_entries_];
  const std::size_t at = index * kEntryBytes;
  return {load_i32(stored_, at), load_i32(stored_, at + 4)};
}

std::optional<IndexEntry> OffsetIndex::lookup(std::int64_t relative) const {
  const std::size_t count = count_while(
      *this, [relative](const IndexEntry& entry) { return entry.relative_offset <= relative; });
  if (count == 0) return std::nullopt;
  return (*this)[count - 1];
}

std::optional<IndexEntry> OffsetIndex::lookup_position(std::int64_t position) const {
  const std::size_t count = count_while(
      *this, [position](const IndexEntry& entry) { return entry.position <= position; });
  if (count == 0) return std::nullopt;
  return (*this)[count - 1];
}

void OffsetIndex::truncate(std::int64_t relative) {
  const std::size_t count = count_while(
      *this, [relative](const IndexEntry& entry) { return entry.relative_offset < relative; });
  if (count < stored_entries_) stored_entries_ = count;
  added_.truncate(count - stored_entries_);
}

bool OffsetIndex::is_sane(std::int64_t relative_end, std::int64_t position_end) const {
  IndexEntry before{-1, -1};
  for (std::size_t i = 0; i < size(); ++i) {
    const IndexEntry entry = (*this)[i];
    if (entry.relative_offset <= before.relative_offset) return false;
    if (entry.position <= before.position) return false;
    before = entry;
  }
  return before.relative_offset < relative_end && before.position < position_end;
}

ByteVector OffsetIndex::to_bytes() const {
  ByteVector bytes;
  bytes.reserve(size() * kEntryBytes);
  const ByteSpan stored = stored_.span().first(stored_entries_ * kEntryBytes);
  bytes.insert(bytes.end(), stored.begin(), stored.end());
  Writer out(bytes);
  for (std::size_t i = 0; i < added_.size(); ++i) {
    out.i32(added_[i].relative_offset);
    out.i32(added_[i].position);
  }
  return bytes;
}

TimeIndex::TimeIndex(Slice stored)
    : stored_(std::move(stored)), stored_entries_(stored_.size() / kEntryBytes) {}

TimeIndexEntry TimeIndex::operator[](std::size_t index) const {
  if (index >= stored_entries_) return added_[index - stored_entries_];
  const std::size_t at = index * kEntryBytes;
  return {Timestamp(load_i64(stored_, at)), load_i32(stored_, at + 8)};
}

std::optional<TimeIndexEntry> TimeIndex::last() const {
  if (size() == 0) return std::nullopt;
  return (*this)[size() - 1];
}

std::optional<TimeIndexEntry> TimeIndex::lookup(Timestamp timestamp) const {
  const std::size_t count = count_while(
      *this, [timestamp](const TimeIndexEntry& entry) { return entry.timestamp <= timestamp; });
  if (count == 0) return std::nullopt;
  return (*this)[count - 1];
}

void TimeIndex::truncate(std::int64_t relative) {
  const std::size_t count = count_while(
      *this, [relative](const TimeIndexEntry& entry) { return entry.relative_offset < relative; });
  if (count < stored_entries_) stored_entries_ = count;
  added_.truncate(count - stored_entries_);
}

bool TimeIndex::is_sane(std::int64_t relative_end) const {
  for (std::size_t i = 0; i < size(); ++i) {
    const TimeIndexEntry entry = (*this)[i];
    if (entry.relative_offset < 0 || entry.relative_offset >= relative_end) return false;
    if (i == 0) continue;
    if (entry.timestamp <= (*this)[i - 1].timestamp) return false;
    if (entry.relative_offset < (*this)[i - 1].relative_offset) return false;
  }
  return true;
}

ByteVector TimeIndex::to_bytes() const {
  ByteVector bytes;
  bytes.reserve(size() * kEntryBytes);
  const ByteSpan stored = stored_.span().first(stored_entries_ * kEntryBytes);
  bytes.insert(bytes.end(), stored.begin(), stored.end());
  Writer out(bytes);
  for (std::size_t i = 0; i < added_.size(); ++i) {
    out.i64(added_[i].timestamp.value);
    out.i32(added_[i].relative_offset);
  }
  return bytes;
}

void format_aborted_txn(const AbortedTxn& txn, ByteVector& out) {
  Writer writer(out);
  writer.i16(0);
  writer.i64(txn.producer_id.value);
  writer.i64(txn.first_offset.value);
  writer.i64(txn.last_offset.value);
  writer.i64(txn.last_stable_offset.value);
}

AbortedTxnsRead parse_aborted_txns(ByteSpan bytes, Offset base) {
  AbortedTxnsRead read;
  Reader in(bytes);
  while (in.left() >= static_cast<std::size_t>(AbortedTxn::kEntryBytes)) {
    // Kafka: reads the version with ByteBuffer.get, so only the first of its two bytes counts, and
    // a negative one passes.
    if (in.i8() > 0) {
      read.is_version_unknown = true;
      return read;
    }
    in.skip(1);
    AbortedTxn txn;
    txn.producer_id = ProducerId(in.i64());
    txn.first_offset = Offset(in.i64());
    txn.last_offset = Offset(in.i64());
    txn.last_stable_offset = Offset(in.i64());
    const bool is_backwards = txn.first_offset.value < 0 || txn.last_offset < txn.first_offset;
    if (txn.last_offset < base || is_backwards) {
      read.is_corrupt = true;
      return read;
    }
    read.entries.push_back(txn);
  }
  return read;
}

}  // namespace fl::storage
