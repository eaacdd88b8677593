#include "core/broker/request_budget.h"

#include "core/base/assert.h"

namespace fl::broker {

namespace {

bool is_large(std::int64_t size_bytes) {
  return size_bytes > kLargeRequestBytes;
}

bool fits(const RequestBudget& budget, std::int64_t size_bytes) {
  // A request larger than its share is served alone rather than never.
  if (is_large(size_bytes) && budget.held_by_large_bytes > 0 &&
      budget.held_by_large_bytes + size_bytes > budget.size_bytes / 2)
    return false;
  return budget.held_bytes == 0 || budget.held_bytes + size_bytes <= budget.size_bytes;
}

void watch(Server& server, Context& context) {
  if (server.connections.budget.is_watched) return;
  server.connections.budget.is_watched = true;
  server.deadlines.add(context, {context.now + kStallNanosecondsMax, DeadlineKind::budget, 0});
}

/// True if the connection's turn has come or it is gone: it leaves the queue. `free` counts what
/// those that were woken are about to draw.
bool wake(Server& server, ConnId conn, RequestBudget& free) {
  const Connection* connection = server.connections.open.find(conn);
  if (connection == nullptr || connection->grant != Grant::queued) return true;
  const std::int64_t size = connection->frame_size_bytes;
  if (!fits(free, size)) return false;
  free.held_bytes += size;
  if (is_large(size)) free.held_by_large_bytes += size;
  server.connections.ready.push_back(conn);
  return true;
}

}  // namespace

bool draw(Server& server, Context& context, ConnId conn, Connection& connection) {
  RequestBudget& budget = server.connections.budget;
  const std::int64_t size = connection.frame_size_bytes;
  if (connection.budget_bytes > 0) return true;
  if (!fits(budget, size)) {
    budget.waiting.emplace(size, conn);
    watch(server, context);
    return false;
  }
  connection.budget_bytes = size;
  budget.held_bytes += size;
  if (is_large(size)) budget.held_by_large_bytes += size;
  return true;
}

void give_back(RequestBudget& budget, Connection& connection) {
  if (connection.budget_bytes == 0) return;
  budget.held_bytes -= connection.budget_bytes;
  if (is_large(connection.budget_bytes)) budget.held_by_large_bytes -= connection.budget_bytes;
  connection.budget_bytes = 0;
  FL_ASSERT(budget.held_bytes >= 0);
  FL_ASSERT(budget.held_by_large_bytes >= 0);
}

void wake_waiting(Server& server) {
  RequestBudget& budget = server.connections.budget;
  if (budget.waiting.empty()) return;
  RequestBudget free;
  free.size_bytes = budget.size_bytes;
  free.held_bytes = budget.held_bytes;
  free.held_by_large_bytes = budget.held_by_large_bytes;
  // What does not fit does not fit for the larger ones behind it either.
  while (!budget.waiting.empty() && wake(server, budget.waiting.begin()->second, free))
    budget.waiting.erase(budget.waiting.begin());
}

std::vector<ConnId> take_stalled(Server& server, Context& context) {
  RequestBudget& budget = server.connections.budget;
  budget.is_watched = false;
  std::vector<ConnId> stalled;
  if (budget.waiting.empty()) return stalled;
  server.connections.open.for_each([&](const ConnId& conn, const Connection& connection) {
    if (connection.budget_bytes > 0 && connection.grant == Grant::body &&
        connection.granted + kStallNanosecondsMax <= context.now)
      stalled.push_back(conn);
  });
  watch(server, context);
  return stalled;
}

}  // namespace fl::broker
