// What nodes ask of the active controller: registration, heartbeats, changes of ISRs, producer ids,
// in which directories replicas lie.   Source: ControllerApis.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/allocate_producer_ids.h"
#include "core/wire/messages/alter_partition.h"
#include "core/wire/messages/assign_replicas_to_dirs.h"
#include "core/wire/messages/broker_heartbeat.h"
#include "core/wire/messages/broker_registration.h"
#include "core/wire/messages/controller_registration.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::BrokerRegistrationRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::BrokerHeartbeatRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::AlterPartitionRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::AllocateProducerIdsRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::ControllerRegistrationRequest& body);
void handle(Server& server, Context& context, const Request& request,
            const wire::AssignReplicasToDirsRequest& body);

}  // namespace fl::broker
