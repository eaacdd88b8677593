#include "core/broker/commit.h"

#include "core/base/assert.h"
#include "core/metadata/delta.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace fl::broker {

controller::View control_view(const Server& server, const Context& context) {
  FL_ASSERT(server.control.active.has_value());
  return {.image = server.control.active->decided, .config = server.config, .draw = context.draw};
}

void propose(Server& server, Context& context, const metadata::RecordList& records) {
  ControlState& control = server.control;
  FL_ASSERT(control.active.has_value());
  FL_ASSERT(!records.empty());
  std::vector<ByteVector> values;
  values.reserve(records.size());
  for (const metadata::Record& record : records) {
    auto value = metadata::encode_record(record);
    FL_ASSERT(value.has_value());
    values.push_back(std::move(*value));
  }
  control.is_unsettled = true;
  const auto end = control.quorum.append(context, server.disk, values);
  // Somebody else leads by now, or the disk failed: nothing is committed any more, and who waits is
  // told so when the quorum is looked at.
  if (!end) {
    control.active->is_lost = true;
    return;
  }
  metadata::Image& decided = control.active->decided;
  metadata::Delta delta;
  for (const metadata::Record& record : records)
    FL_ASSERT(metadata::apply(decided, delta, record).has_value());
  decided.end = *end;
  control.active->heartbeats.follow(decided, delta.brokers, context.now);
}

std::optional<Offset> uncommitted_end(const Server& server) {
  const ControlState& control = server.control;
  FL_ASSERT(control.active.has_value());
  if (control.active->is_lost) return Offset(INT64_MAX);
  const Offset end = control.active->decided.end;
  return end > control.quorum.committed_end() ? std::optional(end) : std::nullopt;
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
