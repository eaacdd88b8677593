#include "core/broker/handlers/client_quotas.h"

#include "core/broker/commit.h"
#include "core/broker/handler.h"
#include "core/controller/client_quotas.h"
#include "core/controller/quota_filter.h"

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeClientQuotasRequest& body) {
  respond(server, context, request, controller::describe_client_quotas(server.image, body));
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AlterClientQuotasRequest& body) {
  carry_out(server, context, request,
            controller::decide_alter_client_quotas(control_view(server, context), body),
            kForwardTimeoutMs);
}

}  // namespace fl::broker
