// What the commands that talk to a broker ask first: which partitions a topic has.
#pragma once
#include "cli/kafka_client.h"
#include "core/base/ids.h"

#include <expected>
#include <string>
#include <vector>

namespace fl::cli {

/// The topic's partitions, sorted. Waits for a topic that is being created. On error: one line,
/// with the nearest known name where there is one.
std::expected<std::vector<PartitionIndex>, std::string> partitions_of(KafkaClient& client,
                                                                      const std::string& topic,
                                                                      bool may_create);

}  // namespace fl::cli
