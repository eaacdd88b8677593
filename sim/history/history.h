// What the clients did and learned, in the order in which it happened: the input of every check
// that judges a system by its answers. A fold over the story; append-only in shared chunks.
#pragma once
#include "core/base/chunked.h"
#include "core/base/ids.h"
#include "core/base/topic_partition.h"
#include "core/wire/error_code.h"
#include "sim/story_log.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fl::sim {

enum class HistoryKind : std::uint8_t { sent, acknowledged, failed, consumed };

/// One record's turn in a client's life.
struct HistoryEntry {
  HistoryKind kind = HistoryKind::sent;
  std::int32_t client = 0;     ///< index into History::clients(): who did it
  std::int32_t producer = 0;   ///< index of who made the record; -1 if nobody of the workload did
  std::int64_t number = 0;     ///< of the record, within its producer
  std::int32_t partition = 0;  ///< index into History::partitions()
  Offset offset{-1};           ///< acknowledged with an offset, consumed
  std::int16_t acks = 0;
  wire::ErrorCode error = wire::ErrorCode::none;
  Instant at;
  StepId step{};
};

class History {
 public:
  void told(const StoredEvent& event);

  std::size_t size() const { return entries_.size(); }

  const HistoryEntry& operator[](std::size_t index) const { return entries_[index]; }

  const std::vector<std::string>& clients() const { return clients_; }

  const std::vector<TopicPartition>& partitions() const { return partitions_; }

 private:
  std::int32_t client(const std::string& name);
  std::int32_t partition(const TopicPartition& name);

  Chunked<HistoryEntry> entries_;
  std::vector<std::string> clients_;
  std::vector<TopicPartition> partitions_;
  std::map<std::string, std::int32_t> client_index_;
  std::map<TopicPartition, std::int32_t> partition_index_;
};

}  // namespace fl::sim
