// Answers ElectLeaders: elections on demand.   Source: ControllerApis.handleElectLeaders, KIP-460.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/elect_leaders.h"

namespace fl::broker {

/// REQUIRES: this node is the active controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::ElectLeadersRequest& body);

}  // namespace fl::broker
