// Partitions move to other brokers (KIP-455): a request begins, replaces or calls off a move; the
// ISR ends it (reassignment_steps.h).
// Source: ReplicationControlManager.alterPartitionReassignments, listPartitionReassignments.
#pragma once
#include "core/controller/decided.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/list_partition_reassignments.h"

namespace fl::controller {

Decided<wire::AlterPartitionReassignmentsResponse> decide_alter_reassignments(
    const View& view, const wire::AlterPartitionReassignmentsRequest& request);

/// Only partitions that are being moved are answered.
wire::ListPartitionReassignmentsResponse list_reassignments(
    const metadata::Image& image, const wire::ListPartitionReassignmentsRequest& request);

}  // namespace fl::controller
