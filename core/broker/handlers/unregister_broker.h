// Answers UnregisterBroker: an operator has a broker forgotten that will not come back.
// Source: ControllerApis.handleUnregisterBroker, KIP-631.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/unregister_broker.h"

namespace fl::broker {

/// REQUIRES: this node is the active controller.
void handle(Server& server, Context& context, const Request& request,
            const wire::UnregisterBrokerRequest& body);

}  // namespace fl::broker
