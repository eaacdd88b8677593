// Envelope (KIP-590): a request of a client that a broker passed on.   Source: EnvelopeUtils.
#pragma once
#include "core/broker/request.h"
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/wire/messages/envelope.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::EnvelopeRequest& body);

}  // namespace fl::broker
