// Answers FindCoordinator. This broker has no coordinators yet and says so: a client may try again.
// Source: KafkaApis.handleFindCoordinatorRequest.
#pragma once
#include "core/broker/request.h"
#include "core/node/context.h"
#include "core/wire/messages/find_coordinator.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::FindCoordinatorRequest& body);

}  // namespace fl::broker
