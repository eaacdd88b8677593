#include "core/broker/handlers/waiting.h"

#include "core/broker/control.h"
#include "core/broker/handlers/delete_records.h"
#include "core/broker/handlers/fetch.h"
#include "core/broker/handlers/produce.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

/// Erases a row that a turn of the connection remembers, if it is of this kind.
template <class Row>
void erase_row_of(SharedMap<std::int64_t, Row>& rows, std::int64_t row, ConnId conn) {
  const Row* found = rows.find(row);
  if (found != nullptr && found->request.conn == conn) rows.erase(row);
}

}  // namespace

void wake_fetches_of(Server& server, Partition& partition) {
  for (const std::int64_t row : partition.fetch_rows)
    server.rows.ready_fetches.push_back(row);
  partition.fetch_rows.clear();
}

void wake_produces_of(Server& server, Partition& partition) {
  auto& waiters = partition.produce_waiters;
  const Offset visible = partition.log.visible_end();
  const Offset flushed = partition.log.flushed_end();
  std::size_t kept = 0;
  std::size_t next = 0;
  // Waiters are in the order of their appends: behind the first that is not visible none is.
  for (; next < waiters.size() && waiters[next].required <= visible; ++next) {
    const ProduceWaiter& waiter = waiters[next];
    if ((waiter.needs_sync && flushed < waiter.required) ||
        (waiter.needs_commit && partition.high_watermark < waiter.required))
      waiters[kept++] = waiter;
    else
      server.rows.ready_produces.push_back(waiter.row);
  }
  const auto begin = waiters.begin();
  waiters.erase(begin + static_cast<std::ptrdiff_t>(kept),
                begin + static_cast<std::ptrdiff_t>(next));
}

void wake_rows_of(Server& server, Partition& partition) {
  server.rows.are_deletes_ready = server.rows.deletes.size() > 0;
  wake_fetches_of(server, partition);
  for (const ProduceWaiter& waiter : partition.produce_waiters)
    server.rows.ready_produces.push_back(waiter.row);
  partition.produce_waiters.clear();
}

void answer_ready_rows(Server& server, Context& context) {
  const std::vector<std::int64_t> produces = std::exchange(server.rows.ready_produces, {});
  for (const std::int64_t row : produces)
    look_at_produce(server, context, row);
  std::vector<std::int64_t> fetches = std::exchange(server.rows.ready_fetches, {});
  // A row that waits for several partitions may have been woken by each of them.
  std::sort(fetches.begin(), fetches.end());
  fetches.erase(std::unique(fetches.begin(), fetches.end()), fetches.end());
  for (const std::int64_t row : fetches)
    look_at_fetch(server, context, row);
  if (std::exchange(server.rows.are_deletes_ready, false)) look_at_deletes(server, context);
}

void drop_rows_of(Server& server, Context& context, ConnId conn) {
  on_control_closed(server, context, conn);
  const Connection* connection = server.connections.open.find(conn);
  if (connection == nullptr) return;
  for (const Turn& turn : connection->turns) {
    drop_fetch(server, turn.row, conn);
    erase_row_of(server.rows.produces, turn.row, conn);
    erase_row_of(server.rows.lookups, turn.row, conn);
    erase_row_of(server.rows.deletes, turn.row, conn);
  }
  std::erase_if(server.producer_ids.waiting,
                [conn](const Request& request) { return request.conn == conn; });
}

}  // namespace fl::broker
