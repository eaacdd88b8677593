#include "core/broker/handlers/reassignments.h"

#include "core/broker/commit.h"
#include "core/broker/handler.h"
#include "core/controller/reassignments.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::AlterPartitionReassignmentsRequest& body) {
  carry_out(server, context, request,
            controller::decide_alter_reassignments(control_view(server, context), body),
            body.timeout_ms);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::ListPartitionReassignmentsRequest& body) {
  respond(server, context, request, controller::list_reassignments(server.image, body));
}

}  // namespace fl::broker
