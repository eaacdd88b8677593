// ElectLeaders: elections on demand, of the preferred replica, or of any that is alive.
// Source: ReplicationControlManager.electLeaders, KIP-460.
#pragma once
#include "core/controller/decided.h"
#include "core/controller/partition_planner.h"
#include "core/wire/messages/elect_leaders.h"

namespace fl::controller {

/// One election of a partition that is there; why it could not be if it was not.
ApiError plan_election(PartitionPlanner& planner, const PartitionPlace& place, Election election);

/// With a null list all partitions are asked, and those that need no election are not answered. An
/// unknown kind of election is an INVALID_REQUEST as a whole.
Decided<wire::ElectLeadersResponse> decide_elect_leaders(const View& view,
                                                         const wire::ElectLeadersRequest& request);

}  // namespace fl::controller
