// CreatePartitions: topics only grow.   Source: ReplicationControlManager.createPartitions.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/create_partitions.h"

namespace fl::controller {

Decided<wire::CreatePartitionsResponse> decide_create_partitions(
    const View& view, const wire::CreatePartitionsRequest& request);

}  // namespace fl::controller
