// Answers AlterPartitionReassignments and ListPartitionReassignments (KIP-455): partitions move to
// other brokers, and which of them are on their way.
// Source: ControllerApis.handleAlterPartitionReassignments, handleListPartitionReassignments.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/list_partition_reassignments.h"

namespace fl::broker {

/// A move is answered when it has begun, not when it is over. REQUIRES: this node is the active
/// controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::AlterPartitionReassignmentsRequest& body);

/// What is committed. REQUIRES: this node is the active controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::ListPartitionReassignmentsRequest& body);

}  // namespace fl::broker
