// What a simulated cluster itself knows now: partitions as the newest image of a running node has
// them, and which controller is active. What selectors and conditions look at.
#pragma once
#include "core/metadata/image.h"
#include "sim/scenario/cast.h"
#include "sim/world.h"

#include <optional>

namespace fl::sim {

/// The partition, as the node that has read furthest of the metadata log knows it. nullptr: nobody
/// that runs knows it. A node that a test wraps is not looked into.
const metadata::PartitionImage* partition_image(const World& world, const Cast& cast,
                                                const TopicPartition& partition);

/// Whether the broker has to have a log of the partition. A partition that nobody knows is kept.
bool is_replica(const World& world, const Cast& cast, NodeId broker,
                const TopicPartition& partition);

/// The controller that decides now: of several that believe it, the one of the highest epoch.
/// Nothing while the quorum has no leader.
std::optional<NodeId> active_controller(const World& world, const Cast& cast);

}  // namespace fl::sim
