#include "core/broker/handlers/update_features.h"

#include "core/broker/commit.h"
#include "core/controller/update_features.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::UpdateFeaturesRequest& body) {
  carry_out(
      server, context, request,
      controller::decide_update_features(control_view(server, context), body, request.version),
      body.timeout_ms);
}

}  // namespace fl::broker
