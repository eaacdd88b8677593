// AssignReplicasToDirs: a broker with several directories tells in which of them its replicas lie.
// Source: ReplicationControlManager.handleAssignReplicasToDirs, KIP-858.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/assign_replicas_to_dirs.h"

namespace fl::controller {

/// A replica in a directory that is offline leaves its ISR.
Decided<wire::AssignReplicasToDirsResponse> decide_assign_replicas_to_dirs(
    const View& view, const wire::AssignReplicasToDirsRequest& request);

}  // namespace fl::controller
