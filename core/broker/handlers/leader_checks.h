// The checks that requests to a partition's leader share.   Source:
// Partition.checkCurrentLeaderEpoch, ReplicaManager.getPartitionOrError.
#pragma once
#include "core/broker/server.h"
#include "core/wire/error_code.h"

namespace fl::broker {

/// Of a partition that is not here: if there is one at all, it was moved to other brokers, and the
/// client shall look where to.
inline wire::ErrorCode error_of_missing(const Server& server, const TopicPartition& name) {
  return server.image.partition(name) == nullptr ? wire::ErrorCode::unknown_topic_or_partition
                                                 : wire::ErrorCode::not_leader_or_follower;
}

/// Nothing known, not led here, its disk gone, or an epoch that is not the leader's. An epoch of -1
/// is not compared.
inline wire::ErrorCode check_leader(const Server& server, const TopicPartition& name,
                                    LeaderEpoch current_epoch) {
  const Partition* partition = find_partition(server, name);
  if (partition == nullptr) return error_of_missing(server, name);
  if (partition->is_offline) return wire::ErrorCode::kafka_storage_error;
  if (current_epoch.value >= 0 && current_epoch < partition->leader_epoch)
    return wire::ErrorCode::fenced_leader_epoch;
  if (current_epoch.value >= 0 && current_epoch > partition->leader_epoch)
    return wire::ErrorCode::unknown_leader_epoch;
  if (!partition->leading) return wire::ErrorCode::not_leader_or_follower;
  return wire::ErrorCode::none;
}

}  // namespace fl::broker
