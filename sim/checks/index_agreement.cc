#include "sim/checks/index_agreement.h"

#include "core/base/reader.h"

#include <algorithm>

namespace fl::sim {

namespace {

constexpr std::size_t kOffsetEntryBytes = 8;
constexpr std::size_t kTimeEntryBytes = 12;
constexpr std::size_t kSuffixBytes = 4;  // ".log"

const ScannedBatch* batch_at(const ScannedSegment& segment, std::int64_t position) {
  const auto found = std::lower_bound(
      segment.batches.begin(), segment.batches.end(), position,
      [](const ScannedBatch& batch, std::int64_t at) { return batch.position < at; });
  if (found == segment.batches.end() || found->position != position) return nullptr;
  return &*found;
}

}  // namespace

void IndexAgreementCheck::finish(const World& world) {
  for (const NodeId broker : cast_.brokers()) {
    if (!world.is_running(broker)) continue;
    const SimDisk& disk = world.disk(broker);
    for (const auto& [partition, log] : scan_logs(disk, kLogDirectory))
      for (const ScannedSegment& segment : log.segments) {
        // The active segment's index files are whatever an earlier stop left.
        if (&segment == &log.segments.back()) continue;
        const std::string stem = segment.path.substr(0, segment.path.size() - kSuffixBytes);
        offset_index(world, segment, file_bytes(disk, stem + ".index"), stem + ".index");
        time_index(world, segment, file_bytes(disk, stem + ".timeindex"), stem + ".timeindex");
      }
  }
}

void IndexAgreementCheck::offset_index(const World& world, const ScannedSegment& segment,
                                       const Slice& bytes, const std::string& path) {
  if (bytes.size() % kOffsetEntryBytes != 0) violate(world, path + ": has half an entry");
  Reader reader(bytes);
  std::int64_t last_offset = -1;
  while (reader.left() >= kOffsetEntryBytes) {
    const std::int64_t relative = reader.i32();
    const std::int64_t position = reader.i32();
    const ScannedBatch* batch = batch_at(segment, position);
    if (batch == nullptr)
      violate(world, path + ": no batch begins at position " + std::to_string(position));
    else if (batch->header.last_offset() - segment.base_offset != relative)
      violate(world, path + ": the batch at position " + std::to_string(position) +
                         " ends with offset " + std::to_string(batch->header.last_offset().value) +
                         ", not " + std::to_string(segment.base_offset.value + relative));
    if (relative <= last_offset) violate(world, path + ": offsets do not rise");
    last_offset = relative;
  }
}

void IndexAgreementCheck::time_index(const World& world, const ScannedSegment& segment,
                                     const Slice& bytes, const std::string& path) {
  if (bytes.size() % kTimeEntryBytes != 0) violate(world, path + ": has half an entry");
  Reader reader(bytes);
  std::size_t next = 0;
  Timestamp greatest{-1};
  Offset greatest_at{-1};
  while (reader.left() >= kTimeEntryBytes) {
    const Timestamp timestamp(reader.i64());
    const Offset offset = segment.base_offset + reader.i32();
    // Scan up to the batch that the entry names.
    while (next < segment.batches.size() && segment.batches[next].header.last_offset() <= offset) {
      const record::BatchHeader& header = segment.batches[next].header;
      if (header.max_timestamp > greatest) {
        greatest = header.max_timestamp;
        greatest_at = header.last_offset();
      }
      ++next;
    }
    if (greatest != timestamp || greatest_at != offset)
      violate(world, path + ": says " + std::to_string(timestamp.value) + " at offset " +
                         std::to_string(offset.value) + ", a scan finds " +
                         std::to_string(greatest.value) + " at " +
                         std::to_string(greatest_at.value));
  }
}

}  // namespace fl::sim
