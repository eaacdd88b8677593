#include "core/controller/placement.h"

#include "core/controller/cluster_view.h"
#include "core/controller/replica_placers.h"

#include <algorithm>
#include <utility>

namespace fl::controller {

namespace {

/// Fenced brokers may hold replicas; those on their way out, and those that take no new ones, may
/// not.
std::vector<PlacedBroker> usable_brokers(const metadata::Image& image) {
  std::vector<PlacedBroker> usable;
  image.brokers.for_each([&usable](const BrokerId& id, const metadata::BrokerImage& broker) {
    const bool is_cordoned =
        !broker.directories.empty() &&
        std::ranges::all_of(broker.directories, [&broker](const Uuid& directory) {
          return std::ranges::find(broker.cordoned_directories, directory) !=
                 broker.cordoned_directories.end();
        });
    if (!broker.is_in_controlled_shutdown && !is_cordoned)
      usable.push_back({.id = id, .rack = broker.rack, .is_fenced = broker.is_fenced});
  });
  return usable;
}

/// The n-th draw of one placement.
class TopicDraws final : public PlacementDraws {
 public:
  TopicDraws(const Draw& draw, const PlacementSpec& spec) : draw_(draw), spec_(spec) {}

  std::size_t below(std::size_t bound) override {
    return draw_.below(
        bound, "controller.placement",
        {Draw::hashed(spec_.topic), static_cast<std::uint64_t>(spec_.first_partition), drawn_++});
  }

 private:
  const Draw& draw_;
  const PlacementSpec& spec_;
  std::uint64_t drawn_ = 0;
};

}  // namespace

std::expected<std::vector<Replicas>, std::string> place(const View& view,
                                                        const PlacementSpec& spec) {
  TopicDraws draws(view.draw, spec);
  auto placed = place_striped(
      usable_brokers(view.image),
      {.partitions = spec.count, .replication_factor = spec.replication_factor}, draws);
  if (!placed) return std::unexpected(std::move(placed.error().text));
  return std::move(*placed);
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
  for (const BrokerId id : replicas)
    partition.directories.push_back(default_directory(image, id));
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
