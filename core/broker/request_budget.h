// The memory that requests beyond the read-ahead draw on, whole, before their bytes are granted. So
// the bytes that a broker holds for requests stay within queued.max.request.bytes, however many
// connections announce however much. Requests beyond kLargeRequestBytes share one half of it; under
// pressure, holders that send nothing are closed.
#pragma once
#include "core/broker/connection.h"
#include "core/broker/server.h"
#include "core/node/context.h"

#include <vector>

namespace fl::broker {

/// Draws the size of the connection's frame; else puts the connection in the queue.
[[nodiscard]] bool draw(Server& server, Context& context, ConnId conn, Connection& connection);

/// Gives back what the connection holds, if anything.
void give_back(RequestBudget& budget, Connection& connection);

/// Those whose turn it is now go on the ready list.
void wake_waiting(Server& server);

/// Holders that were granted bytes longer than kStallNanosecondsMax ago, while others wait.
std::vector<ConnId> take_stalled(Server& server, Context& context);

}  // namespace fl::broker
