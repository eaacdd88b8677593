#include "core/broker/handlers/unregister_broker.h"

#include "core/broker/commit.h"
#include "core/controller/broker_lifecycle.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::UnregisterBrokerRequest& body) {
  carry_out(server, context, request,
            controller::decide_unregister_broker(control_view(server, context), body),
            kForwardTimeoutMs);
}

}  // namespace fl::broker
