#include "core/broker/handlers/delete_topics.h"

#include "core/broker/commit.h"
#include "core/controller/delete_topics.h"

#include <utility>

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::DeleteTopicsRequest& body) {
  auto decided =
      controller::decide_delete_topics(control_view(server, context), body, request.version);
  carry_out(server, context, request, std::move(decided), body.timeout_ms);
}

}  // namespace fl::broker
