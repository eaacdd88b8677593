// The rules for connections: limits, what is read when, and where a frame goes. Requests of one
// connection are worked on one at a time, in order, and nothing more is read meanwhile; only while
// records are written, what was already read may go on (work_ahead).
#pragma once
#include "core/broker/server.h"
#include "core/node/context.h"
#include "core/node/input.h"

#include <string_view>

namespace fl::broker {

void on_accepted(Server& server, Context& context, const Accepted& accepted);
void on_received(Server& server, Context& context, const Received& received);
void on_closed(Server& server, Context& context, const Closed& closed);

/// The broker runs from now on: connections that came earlier are read.
void start_reading(Server& server, Context& context);

/// Works on whole frames and grants what can be read, until no connection can go on.
void drain_ready(Server& server, Context& context);

/// Closes the connection from our side. Nothing happens if it is gone.
void hang_up(Server& server, Context& context, ConnId conn, std::string_view why);

/// connections.max.idle.ms may be over for the connection.
void on_idle_due(Server& server, Context& context, ConnId conn);

/// Who holds request memory for too long, while others wait for it, is closed.
void on_budget_due(Server& server, Context& context);

/// The answer to a request in progress goes out, as soon as those before it have: then memory is
/// given back and the connection can go on. Nothing happens if the connection is gone.
void end_request(Server& server, Context& context, const Request& request, Turn ended);

/// The request in progress waits only for its records to be on the disk: requests behind it that
/// were already read, and are Produce requests too, may be worked on. Clients cannot tell: the
/// appends happen in their order, and so do the answers.   Kafka: such requests stay unread, as its
/// append is over when the request handler is.
void work_ahead(Server& server, const Request& request);

}  // namespace fl::broker
