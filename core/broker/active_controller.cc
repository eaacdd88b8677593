#include "core/broker/active_controller.h"

#include "core/broker/commit.h"
#include "core/broker/control.h"
#include "core/broker/controller_link.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/controller/bootstrap.h"
#include "core/controller/broker_lifecycle.h"
#include "core/metadata/record.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fl::broker {

namespace {

/// The first records of a cluster: as the directory was formatted, or the release's own.
metadata::RecordList first_records(const Server& server) {
  metadata::RecordList formatted;
  for (const Slice& value : server.control.bootstrap)
    if (auto record = metadata::decode_record(value)) formatted.push_back(std::move(*record));
  return formatted.empty() ? controller::bootstrap_records(server.config)
                           : controller::bootstrap_records(server.config, std::move(formatted));
}

void become_active(Server& server, Context& context) {
  ControlState& control = server.control;
  const LeaderEpoch epoch = control.quorum.leader_and_epoch().epoch;
  ActiveController active{.epoch = epoch,
                          .decided = server.image,
                          .heartbeats = controller::Heartbeats::of(server.image, context.now),
                          .tasks = {}};
  active.decided.end = control.quorum.end();
  control.active = std::move(active);
  control.active->tasks = controller::PeriodicTasks::of(control_view(server, context), context.now);
  context.tell<ControllerActivated>([&] {
    return Telling<ControllerActivated>{
        {.controller = server.id, .epoch = epoch, .metadata_end = server.image.end},
        {.rule = "quorum-leader-knows-all-that-was-committed",
         .terms = {{"committed end", control.quorum.committed_end().value}}}};
  });
  if (server.image.features.empty() && server.image.brokers.empty())
    propose(server, context, first_records(server));
}

/// What was not committed may or may not become so under another controller: who waits is told.
void become_standby(Server& server, Context& context) {
  ControlState& control = server.control;
  const LeaderEpoch epoch = control.active->epoch;
  control.active.reset();
  context.tell<ControllerResigned>([&] {
    return Telling<ControllerResigned>{{.controller = server.id,
                                        .epoch = epoch,
                                        .waiting = static_cast<std::int32_t>(control.rows.size())},
                                       {.rule = "quorum-has-another-leader-or-none", .terms = {}}};
  });
  std::vector<CommitRow> rows;
  control.rows.for_each([&](const std::int64_t& id, const CommitRow& row) {
    server.deadlines.remove({.at = row.deadline, .kind = DeadlineKind::commit, .key = id});
    rows.push_back(row);
  });
  control.rows.clear();
  for (const CommitRow& row : rows)
    refuse_not_controller(server, context, row.request);
}

/// What was proposed in vain changes nothing: deciding again would decide the same for ever.
bool may_decide(const Server& server) {
  return server.control.active && !server.control.active->is_lost;
}

/// One broker per decision, the longest silent first: each sees what the one before changed.
void fence_stale_brokers(Server& server, Context& context) {
  while (may_decide(server)) {
    auto decided = controller::decide_fence_stale(control_view(server, context),
                                                  server.control.active->heartbeats, context.now);
    if (!decided.response) break;
    controller::tell(context, decided.stories);
    propose(server, context, decided.records);
  }
}

/// One task per decision, for the same reason.
void run_periodic_tasks(Server& server, Context& context) {
  while (may_decide(server)) {
    ActiveController& active = *server.control.active;
    const auto decided = active.tasks.decide_due(control_view(server, context), context.now);
    if (!decided) break;
    controller::tell(context, decided->stories);
    if (!decided->records.empty()) propose(server, context, decided->records);
    active.tasks.on_run(control_view(server, context), decided->response, context.now);
  }
}

/// The earlier one; nothing if neither is.
std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

bool is_active_controller(const Server& server) {
  return server.control.active.has_value();
}

bool is_controller_known(const Server& server) {
  return is_active_controller(server) ||
         (server.control.quorum.leader_endpoint().has_value() &&
          server.control.quorum.leader_and_epoch().leader != NodeId(server.id.value));
}

client::Target controller_target(const Server& server) {
  const auto endpoint = server.control.quorum.leader_endpoint();
  FL_ASSERT(endpoint.has_value());
  return {.peer = {.node = server.control.quorum.leader_and_epoch().leader,
                   .purpose = client::Purpose::controller},
          .address = {.host = endpoint->host, .port = endpoint->port}};
}

void settle_active_controller(Server& server, Context& context) {
  ControlState& control = server.control;
  const bool leads = control.quorum.is_leader() && !control.is_stopping;
  if (control.active && (!leads || control.active->is_lost ||
                         control.active->epoch != control.quorum.leader_and_epoch().epoch))
    become_standby(server, context);
  if (leads && !control.active) become_active(server, context);
  watch_controller(server, context);
}

void on_controller_due(Server& server, Context& context) {
  fence_stale_brokers(server, context);
  run_periodic_tasks(server, context);
}

void watch_controller(Server& server, Context& context) {
  ControlState& control = server.control;
  std::optional<Instant> next;
  if (control.active)
    next = earlier(control.active->heartbeats.next_expiry(server.config.broker_session_timeout_ms),
                   control.active->tasks.next_due());
  if (next) next = std::max(*next, context.now);
  if (next == control.controller_due) return;
  if (control.controller_due)
    server.deadlines.remove(
        {.at = *control.controller_due, .kind = DeadlineKind::controller, .key = 0});
  control.controller_due = next;
  if (next)
    server.deadlines.add(context, {.at = *next, .kind = DeadlineKind::controller, .key = 0});
}

}  // namespace fl::broker
