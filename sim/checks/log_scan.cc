#include "sim/checks/log_scan.h"

#include "core/record/batches.h"

#include <optional>

namespace fl::sim {

namespace {

constexpr std::size_t kOffsetDigits = 20;

std::optional<std::int64_t> number_in(std::string_view digits) {
  if (digits.empty() || digits.size() > 20) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    if (number > (INT64_MAX - 9) / 10) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<TopicPartition> partition_in(std::string_view directory) {
  const std::size_t hyphen = directory.rfind('-');
  if (hyphen == std::string_view::npos || hyphen == 0) return std::nullopt;
  const auto index = number_in(directory.substr(hyphen + 1));
  if (!index || *index > INT32_MAX) return std::nullopt;
  // A deleted partition's directory ends in -delete and is no partition any more.
  return TopicPartition{std::string(directory.substr(0, hyphen)),
                        PartitionIndex(static_cast<std::int32_t>(*index))};
}

ScannedSegment scan_segment(const SimDisk& disk, const std::string& path, Offset base) {
  ScannedSegment segment{.base_offset = base, .path = path, .bytes = file_bytes(disk, path)};
  record::BatchScanner scanner(segment.bytes);
  while (const auto batch = scanner.next()) {
    if (batch->magic != record::kMagic) break;
    const auto header = record::parse_batch_header(batch->bytes);
    if (!header || record::batch_crc(batch->bytes) != header->crc) break;
    segment.batches.push_back(
        {.position = static_cast<std::int64_t>(batch->begin), .header = *header});
    segment.valid_bytes = static_cast<std::int64_t>(batch->begin + batch->bytes.size());
  }
  return segment;
}

}  // namespace

std::string segment_path(const std::string& directory, const TopicPartition& partition,
                         Offset base_offset) {
  const std::string digits = std::to_string(base_offset.value);
  return directory + "/" + partition.to_text() + "/" +
         std::string(kOffsetDigits - digits.size(), '0') + digits + ".log";
}

Slice file_bytes(const SimDisk& disk, const std::string& path) {
  return disk.file(path).value_or(Slice());
}

std::map<TopicPartition, ScannedLog> scan_logs(const SimDisk& disk, const std::string& directory) {
  std::map<TopicPartition, ScannedLog> logs;
  for (const std::string& path : disk.paths()) {
    if (!path.starts_with(directory + "/") || !path.ends_with(".log")) continue;
    const std::string_view inner = std::string_view(path).substr(directory.size() + 1);
    const std::size_t slash = inner.find('/');
    if (slash == std::string_view::npos) continue;
    const auto partition = partition_in(inner.substr(0, slash));
    const std::string_view name = inner.substr(slash + 1);
    if (!partition || name.size() != kOffsetDigits + 4) continue;
    const auto base = number_in(name.substr(0, kOffsetDigits));
    if (!base) continue;
    ScannedLog& log = logs[*partition];
    log.partition = *partition;
    log.segments.push_back(scan_segment(disk, path, Offset(*base)));
  }
  return logs;
}

}  // namespace fl::sim
