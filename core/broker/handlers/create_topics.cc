#include "core/broker/handlers/create_topics.h"

#include "core/broker/commit.h"
#include "core/controller/create_topics.h"

#include <utility>

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::CreateTopicsRequest& body) {
  auto decided = controller::decide_create_topics(control_view(server, context), body);
  carry_out(server, context, request, std::move(decided), body.timeout_ms);
}

}  // namespace fl::broker
