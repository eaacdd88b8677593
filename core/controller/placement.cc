#include "core/controller/placement.h"

#include <algorithm>

namespace fl::controller {

namespace {

Replicas usable_brokers(const metadata::Image& image) {
  Replicas usable;
  image.brokers.for_each([&usable](const BrokerId& id, const metadata::BrokerImage& broker) {
    if (!broker.is_fenced) usable.push_back(id);
  });
  return usable;
}

bool is_active(const metadata::Image& image, BrokerId id) {
  const metadata::BrokerImage* const broker = image.brokers.find(id);
  return broker != nullptr && !broker->is_fenced;
}

}  // namespace

std::expected<std::vector<Replicas>, std::string> place(const View& view,
                                                        const PlacementSpec& spec) {
  const auto registered = view.image.brokers.size();
  const auto wanted = static_cast<std::size_t>(spec.replication_factor);
  const Replicas usable = usable_brokers(view.image);
  if (usable.empty()) return std::unexpected("All brokers are currently fenced.");
  if (wanted > registered || wanted > usable.size())
    return std::unexpected(
        "The target replication factor of " + std::to_string(spec.replication_factor) +
        " cannot be reached because only " + std::to_string(registered) +
        " broker(s) are registered or some brokers have all their log directories cordoned.");
  const std::uint64_t first =
      view.draw.below(usable.size(), "controller.placement",
                      {Draw::hashed(spec.topic), static_cast<std::uint64_t>(spec.first_partition)});
  std::vector<Replicas> placed;
  placed.reserve(static_cast<std::size_t>(spec.count));
  for (std::int32_t i = 0; i < spec.count; ++i) {
    Replicas& replicas = placed.emplace_back();
    for (std::size_t j = 0; j < wanted; ++j)
      replicas.push_back(usable[(first + static_cast<std::size_t>(i) + j) % usable.size()]);
  }
  return placed;
}

ApiError check_manual_assignment(const metadata::Image& image, const Replicas& replicas,
                                 std::int32_t replication_factor) {
  const auto invalid = [](std::string text) {
    return ApiError{.code = wire::ErrorCode::invalid_replica_assignment,
                    .message = std::move(text)};
  };
  if (replicas.empty())
    return invalid("The manual partition assignment includes an empty replica list.");
  Replicas sorted = replicas;
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::string id = std::to_string(sorted[i].value);
    if (!image.brokers.contains(sorted[i]))
      return invalid("The manual partition assignment includes broker " + id +
                     ", but no such broker is registered.");
    if (i > 0 && sorted[i] == sorted[i - 1])
      return invalid("The manual partition assignment includes the broker " + id +
                     " more than once.");
  }
  if (replication_factor >= 0 && sorted.size() != static_cast<std::size_t>(replication_factor))
    return invalid("The manual partition assignment includes a partition with " +
                   std::to_string(sorted.size()) +
                   " replica(s), but this is not consistent with previous partitions, which have " +
                   std::to_string(replication_factor) + " replica(s).");
  return {};
}

metadata::PartitionImage new_partition(const metadata::Image& image, const Replicas& replicas) {
  metadata::PartitionImage partition;
  partition.replicas = replicas;
  for (const BrokerId id : replicas)
    if (is_active(image, id)) partition.isr.push_back(id);
  partition.directories.assign(replicas.size(), metadata::kUnassignedDirectory);
  partition.leader = partition.isr.empty() ? metadata::kNoLeader : partition.isr.front();
  partition.leader_epoch = LeaderEpoch(0);
  partition.partition_epoch = PartitionEpoch(0);
  return partition;
}

wire::PartitionRecord partition_record(const Uuid& topic_id, PartitionIndex index,
                                       const metadata::PartitionImage& partition) {
  wire::PartitionRecord record;
  record.partition_id = index;
  record.topic_id = topic_id;
  record.replicas = partition.replicas;
  record.isr = partition.isr;
  record.leader = partition.leader;
  record.leader_epoch = partition.leader_epoch;
  record.partition_epoch = partition.partition_epoch;
  record.directories = partition.directories;
  return record;
}

}  // namespace fl::controller
