// How a broker stops: cleanly (connections closed, logs closed, checkpoints, metadata log, marker),
// or at once where it cannot go on.   Source: BrokerServer.shutdown, LogManager.shutdown.
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"

#include <string>

namespace fl::broker {

/// Begins a clean stop; a broker that does not serve yet exits at once, without the marker.
void stop(Server& server, Context& context, std::string why);

/// Does what can be done now: called when a log has closed, the control plane has stopped, or a
/// file is written.
void go_on_stopping(Server& server, Context& context);

/// The controller let this broker go: what it led has other leaders.
void on_may_shut_down(Server& server, Context& context);

/// Asks to end now.
void exit_with(Server& server, Context& context, std::int32_t code, std::string why);

}  // namespace fl::broker
