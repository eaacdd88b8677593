#include "core/broker/commit.h"

#include <algorithm>
#include <utility>

namespace fl::broker {

controller::View control_view(const Server& server, const Context& context) {
  return {.image = server.control.decided, .config = server.config, .draw = context.draw};
}

Offset propose(Server& server, Context& context, const metadata::RecordList& records) {
  ControlState& control = server.control;
  UncommittedBatch batch{
      .first = control.decided.end, .image = {}, .delta = {}, .producer_ids = {}};
  const auto end = control.log.append(context, server.disk, records);
  // After a failure of the disk nothing is committed any more: the node exits.
  if (!end) return Offset(INT64_MAX);
  for (const metadata::Record& record : records)
    FL_ASSERT(metadata::apply(control.decided, batch.delta, record).has_value());
  FL_ASSERT(control.decided.end == *end);
  batch.image = control.decided;
  control.uncommitted.push_back(std::move(batch));
  return *end;
}

void respond_when_committed(Server& server, Context& context, const Request& request, Offset end,
                            WaitingResponse waiting) {
  const std::int64_t timeout_ms = std::max(waiting.timeout_ms, 1);
  const std::int64_t id = ++server.control.last_row;
  CommitRow row{.request = request,
                .end = end,
                .deadline = context.now + timeout_ms * kNanosecondsPerMillisecond,
                .response = std::move(waiting.response),
                .timed_out = std::move(waiting.timed_out)};
  server.deadlines.add(context, {.at = row.deadline, .kind = DeadlineKind::commit, .key = id});
  server.control.rows.put(id, std::move(row));
}

}  // namespace fl::broker
