#include "core/broker/handlers/incremental_alter_configs.h"

#include "core/broker/commit.h"
#include "core/controller/configs.h"

#include <optional>
#include <utility>

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::IncrementalAlterConfigsRequest& body) {
  const auto asked = request.for_controllers ? std::nullopt : std::optional(server.id);
  auto decided =
      controller::decide_incremental_alter_configs(control_view(server, context), body, asked);
  carry_out(server, context, request, std::move(decided), kForwardTimeoutMs);
}

}  // namespace fl::broker
