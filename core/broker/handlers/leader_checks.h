// The checks that requests to a partition's leader share.   Source:
// Partition.checkCurrentLeaderEpoch, ReplicaManager.getPartitionOrError.
#pragma once
#include "core/broker/server.h"
#include "core/wire/error_code.h"

namespace fl::broker {

/// Nothing known, not led here, its disk gone, or an epoch that is not the leader's. An epoch of -1
/// is not compared.
inline wire::ErrorCode check_leader(const Server& /*server*/, const Partition* partition,
                                    LeaderEpoch current_epoch) {
  if (partition == nullptr) return wire::ErrorCode::unknown_topic_or_partition;
  if (partition->is_offline) return wire::ErrorCode::kafka_storage_error;
  if (current_epoch.value >= 0 && current_epoch < partition->leader_epoch)
    return wire::ErrorCode::fenced_leader_epoch;
  if (current_epoch.value >= 0 && current_epoch > partition->leader_epoch)
    return wire::ErrorCode::unknown_leader_epoch;
  if (!partition->leading) return wire::ErrorCode::not_leader_or_follower;
  return wire::ErrorCode::none;
}

}  // namespace fl::broker
