// Two ways to spread replicas over brokers, both over racks first. KRaft's "striped" placer goes
// round the racks and takes one broker from each; ZooKeeper mode's assigns by a formula over the
// sorted list of brokers.   Source: StripedReplicaPlacer, AdminUtils.assignReplicasToBrokers (3.9);
// golden/placement.
#pragma once
#include "core/base/ids.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace fl::controller {

struct PlacedBroker {
  BrokerId id;
  std::optional<std::string> rack;
  bool is_fenced = false;
};

/// Where a placer's chance comes from.
class PlacementDraws {
 public:
  PlacementDraws() = default;
  PlacementDraws(const PlacementDraws&) = delete;
  PlacementDraws& operator=(const PlacementDraws&) = delete;
  virtual ~PlacementDraws() = default;

  /// A number in [0, bound).
  virtual std::size_t below(std::size_t bound) = 0;
};

struct PlacementCounts {
  std::int32_t partitions = 0;
  std::int32_t replication_factor = 1;
};

struct PlacementError {
  wire::ErrorCode code = wire::ErrorCode::none;
  std::string text;  ///< Kafka's
};

using Placements = std::vector<std::vector<BrokerId>>;

/// A list of replicas for each partition, the preferred leader first: never a fenced one. The
/// brokers are those that are registered and neither on their way out nor all cordoned.
/// `rack_draw_order`: in which order racks draw (Kafka's is that of a hash map); empty for the
/// order of their names.
std::expected<Placements, PlacementError> place_striped(
    const std::vector<PlacedBroker>& brokers, PlacementCounts counts, PlacementDraws& draws,
    const std::vector<std::optional<std::string>>& rack_draw_order = {});

struct StaggeredStart {
  std::int32_t start_index = 0;         ///< of the first leader in the sorted list of brokers
  std::int32_t replica_shift = 0;       ///< how far the second replica is from the first, less one
  std::int32_t start_partition_id = 0;  ///< more than 0 where partitions are added
};

/// All brokers must have racks, or none.
std::expected<Placements, PlacementError> place_staggered(const std::vector<PlacedBroker>& brokers,
                                                          PlacementCounts counts,
                                                          StaggeredStart start);

}  // namespace fl::controller
