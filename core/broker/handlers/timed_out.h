// The responses of requests whose commit did not come in time: what would have succeeded is
// REQUEST_TIMED_OUT, what failed stays as it was.
#pragma once
#include "core/wire/messages/allocate_producer_ids.h"
#include "core/wire/messages/alter_client_quotas.h"
#include "core/wire/messages/alter_configs.h"
#include "core/wire/messages/alter_partition.h"
#include "core/wire/messages/alter_partition_reassignments.h"
#include "core/wire/messages/assign_replicas_to_dirs.h"
#include "core/wire/messages/broker_heartbeat.h"
#include "core/wire/messages/broker_registration.h"
#include "core/wire/messages/controller_registration.h"
#include "core/wire/messages/create_partitions.h"
#include "core/wire/messages/create_topics.h"
#include "core/wire/messages/delete_topics.h"
#include "core/wire/messages/elect_leaders.h"
#include "core/wire/messages/incremental_alter_configs.h"
#include "core/wire/messages/unregister_broker.h"
#include "core/wire/messages/update_features.h"

namespace fl::broker {

void mark_timed_out(wire::CreateTopicsResponse& response);
void mark_timed_out(wire::DeleteTopicsResponse& response);
void mark_timed_out(wire::CreatePartitionsResponse& response);
void mark_timed_out(wire::AlterConfigsResponse& response);
void mark_timed_out(wire::IncrementalAlterConfigsResponse& response);
void mark_timed_out(wire::ElectLeadersResponse& response);
void mark_timed_out(wire::AlterPartitionReassignmentsResponse& response);
void mark_timed_out(wire::AlterClientQuotasResponse& response);
void mark_timed_out(wire::UpdateFeaturesResponse& response);
void mark_timed_out(wire::UnregisterBrokerResponse& response);
void mark_timed_out(wire::ControllerRegistrationResponse& response);
void mark_timed_out(wire::AssignReplicasToDirsResponse& response);
void mark_timed_out(wire::BrokerRegistrationResponse& response);
void mark_timed_out(wire::BrokerHeartbeatResponse& response);
void mark_timed_out(wire::AlterPartitionResponse& response);
void mark_timed_out(wire::AllocateProducerIdsResponse& response);

}  // namespace fl::broker
