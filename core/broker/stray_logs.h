// Which of the directories that were there at boot hold a log of a partition that still exists.
// Source: LogManager.loadLogs, LogManager.isStrayReplica.
#pragma once
#include "core/base/topic_partition.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/input.h"

#include <set>

namespace fl::broker {

/// The partitions of the image that have a directory. Directories of deleted partitions are
/// removed; those of partitions that metadata does not know are renamed to end in "-stray", as
/// Kafka does, so that nothing is lost by mistake.
std::set<TopicPartition> sort_directories(Server& server, Context& context,
                                          const ListedDirectory& directory);

}  // namespace fl::broker
