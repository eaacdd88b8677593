#include "core/broker/rows.h"

#include "core/broker/server.h"

namespace fl::broker {

std::int64_t next_row(Server& server, const Request& request) {
  const std::int64_t row = ++server.rows.last;
  if (Connection* connection = server.connections.open.mutate(request.conn); connection != nullptr)
    connection->turn_of(request).row = row;
  return row;
}

}  // namespace fl::broker
