// The placement of ZooKeeper mode: leaders in turn over the list of brokers, followers shifted by
// one more each time round. With racks the list alternates between them.
#include "core/controller/replica_placers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace fl::controller {

namespace {

/// One broker of each rack in turn, racks by name and brokers by id; without racks as they come.
std::vector<PlacedBroker> arranged(const std::vector<PlacedBroker>& brokers) {
  if (brokers.empty() || !brokers.front().rack) return brokers;
  std::map<std::optional<std::string>, std::vector<PlacedBroker>> racks;
  for (const PlacedBroker& broker : brokers)
    racks[broker.rack].push_back(broker);
  for (auto& [name, members] : racks)
    std::ranges::sort(members, {}, &PlacedBroker::id);
  std::vector<PlacedBroker> all;
  for (std::size_t round = 0; all.size() < brokers.size(); ++round)
    for (const auto& [name, members] : racks)
      if (round < members.size()) all.push_back(members[round]);
  return all;
}

struct Cursor {
  std::size_t first = 0;
  std::size_t shift = 0;
};

std::size_t replica_index(Cursor cursor, std::size_t replica, std::size_t brokers) {
  const std::size_t distance = 1 + (cursor.shift + replica) % (brokers - 1);
  return (cursor.first + distance) % brokers;
}

/// Followers avoid racks that have a replica, until all racks have one.
std::vector<BrokerId> replicas_of(const std::vector<PlacedBroker>& list, std::size_t racks,
                                  Cursor cursor, std::size_t count) {
  std::vector<BrokerId> replicas{list[cursor.first].id};
  std::set<std::optional<std::string>> used_racks{list[cursor.first].rack};
  const bool has_racks = list[cursor.first].rack.has_value();
  for (std::size_t k = 0; replicas.size() < count; ++k) {
    const PlacedBroker& broker = list[replica_index(cursor, k, list.size())];
    const bool is_rack_free =
        !has_racks || !used_racks.contains(broker.rack) || used_racks.size() == racks;
    if (!is_rack_free || std::ranges::find(replicas, broker.id) != replicas.end()) continue;
    replicas.push_back(broker.id);
    used_racks.insert(broker.rack);
  }
  return replicas;
}

std::optional<PlacementError> check(const std::vector<PlacedBroker>& brokers,
                                    PlacementCounts counts) {
  using wire::ErrorCode;
  if (counts.partitions <= 0)
    return PlacementError{.code = ErrorCode::invalid_partitions,
                          .text = "Number of partitions must be larger than 0."};
  if (counts.replication_factor <= 0)
    return PlacementError{.code = ErrorCode::invalid_replication_factor,
                          .text = "Replication factor must be larger than 0."};
  if (static_cast<std::size_t>(counts.replication_factor) > brokers.size())
    return PlacementError{
        .code = ErrorCode::invalid_replication_factor,
        .text = "Replication factor: " + std::to_string(counts.replication_factor) +
                " larger than available brokers: " + std::to_string(brokers.size()) + "."};
  const auto with_rack = std::ranges::count_if(
      brokers, [](const PlacedBroker& broker) { return broker.rack.has_value(); });
  if (with_rack != 0 && with_rack != std::ssize(brokers))
    return PlacementError{
        .code = ErrorCode::unknown_server_error,
        .text = "Not all brokers have rack information for replica rack aware assignment."};
  return std::nullopt;
}

}  // namespace

std::expected<Placements, PlacementError> place_staggered(const std::vector<PlacedBroker>& brokers,
                                                          PlacementCounts counts,
                                                          StaggeredStart start) {
  if (auto error = check(brokers, counts)) return std::unexpected(std::move(*error));
  const std::vector<PlacedBroker> list = arranged(brokers);
  std::set<std::optional<std::string>> racks;
  for (const PlacedBroker& broker : list)
    racks.insert(broker.rack);
  auto shift = static_cast<std::size_t>(start.replica_shift);
  const auto start_index = static_cast<std::size_t>(start.start_index);
  Placements placements;
  for (std::int32_t i = 0; i < counts.partitions; ++i) {
    const auto partition = static_cast<std::size_t>(std::max(0, start.start_partition_id)) +
                           static_cast<std::size_t>(i);
    if (partition > 0 && partition % list.size() == 0) ++shift;
    placements.push_back(replicas_of(list, racks.size(),
                                     {.first = (partition + start_index) % list.size(),
                                      .shift = list.front().rack ? shift * racks.size() : shift},
                                     static_cast<std::size_t>(counts.replication_factor)));
  }
  return placements;
}

}  // namespace fl::controller
