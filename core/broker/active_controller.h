// This node as the active controller: it decides, proposes what it decided to the quorum, and
// answers once that is committed. The role begins when the quorum's leader knows all that was
// committed before it, and ends, with all that was not committed, when it leads no longer.
// Source: QuorumController.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"

namespace fl::broker {

/// Becomes or ceases to be the active controller, as the quorum says.
void settle_active_controller(Server& server, Context& context);

/// DeadlineKind::controller: fences who was silent for too long, and what else is due.
void on_controller_due(Server& server, Context& context);

/// When the active controller wants to be called next.
void watch_controller(Server& server, Context& context);

}  // namespace fl::broker
