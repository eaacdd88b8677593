#include "core/broker/handlers/update_features.h"

#include "core/broker/commit.h"
#include "core/controller/update_features.h"

#include <algorithm>

namespace fl::broker {

void handle(Server& server, Context& context, const Request& request,
            const wire::UpdateFeaturesRequest& body) {
  raft::Quorum& quorum = server.control.quorum;
  const controller::KraftVersion kraft{.level = quorum.kraft_version(),
                                       .problem = quorum.problem_of_dynamic_voters()};
  auto decided = controller::decide_update_features(control_view(server, context), body,
                                                    request.version, kraft);
  const bool raises = std::ranges::any_of(body.feature_updates, [&](const auto& update) {
    return update.feature == "kraft.version" && update.max_version_level > kraft.level;
  });
  // Kafka: the answer does not wait for the quorum's own records.
  if (raises && !body.validate_only && decided.response.error_code == wire::ErrorCode::none) {
    quorum.make_voters_dynamic(context, server.disk);
    server.control.is_unsettled = true;
  }
  carry_out(server, context, request, std::move(decided), body.timeout_ms);
}

}  // namespace fl::broker
