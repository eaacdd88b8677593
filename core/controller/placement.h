// Which brokers hold a partition's replicas.   Source: StripedReplicaPlacer,
// ReplicationControlManager.
#pragma once
#include "core/controller/decided.h"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fl::controller {

using Replicas = std::vector<BrokerId>;

/// What is to be placed: partitions first_partition … first_partition + count - 1 of a topic.
struct PlacementSpec {
  std::string_view topic;
  std::int32_t first_partition = 0;
  std::int32_t count = 0;
  std::int16_t replication_factor = 1;
};

/// One list of replicas for each partition, the preferred leader first, as Kafka's striped placer
/// spreads them. On error: Kafka's text, as for an InvalidReplicationFactorException.
std::expected<std::vector<Replicas>, std::string> place(const View& view,
                                                        const PlacementSpec& spec);

/// Checks a list of replicas that the client chose; a replication factor of -1 allows any number.
ApiError check_manual_assignment(const metadata::Image& image, const Replicas& replicas,
                                 std::int32_t replication_factor);

/// A new partition with these replicas: those that are not fenced are in sync, the first of them
/// leads. The ISR is empty if all are fenced.
metadata::PartitionImage new_partition(const metadata::Image& image, const Replicas& replicas);

/// The record that describes a new partition.
wire::PartitionRecord partition_record(const Uuid& topic_id, PartitionIndex index,
                                       const metadata::PartitionImage& partition);

}  // namespace fl::controller
