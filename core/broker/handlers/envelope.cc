#include "core/broker/handlers/envelope.h"

#include "core/broker/handler.h"
#include "core/broker/router.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::EnvelopeRequest& body) {
  // An envelope in an envelope would let a request grow without bound.
  if (request.envelope) {
    refuse(server, context, request, "an envelope in an envelope");
    return;
  }
  route_enveloped(server, context, request, body.request_data);
}

}  // namespace fl::broker
