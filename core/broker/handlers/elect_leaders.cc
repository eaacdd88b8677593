#include "core/broker/handlers/elect_leaders.h"

#include "core/broker/commit.h"
#include "core/controller/elect_leaders.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::ElectLeadersRequest& body) {
  carry_out(server, context, request,
            controller::decide_elect_leaders(control_view(server, context), body), body.timeout_ms);
}

}  // namespace fl::broker
