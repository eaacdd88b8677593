// AlterPartition: a leader proposes another ISR for what it leads. The checks and their order are
// Kafka's: each error makes the leader do something else.
// Source: ReplicationControlManager.alterPartition, KIP-497, KIP-841, KIP-903.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/alter_partition.h"

#include <cstdint>

namespace fl::controller {

/// A change that completes a reassignment and thereby moves the leader away is made, and answered
/// with NEW_LEADER_ELECTED. `version` of the request: below 3 an ISR comes without broker epochs.
Decided<wire::AlterPartitionResponse> decide_alter_partition(
    const View& view, const wire::AlterPartitionRequest& request, std::int16_t version);

}  // namespace fl::controller
