// A partition by name, as Kafka prints it: topic-partition.
#pragma once
#include "core/base/ids.h"

#include <compare>
#include <string>

namespace fl {

struct TopicPartition {
  std::string topic;
  PartitionIndex partition;

  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;

  std::string to_text() const { return topic + "-" + std::to_string(partition.value); }
};

}  // namespace fl
