#include "core/broker/broker.h"

#include "core/base/assert.h"
#include "core/broker/boot.h"
#include "core/broker/commands.h"
#include "core/broker/connections.h"
#include "core/broker/control.h"
#include "core/broker/controller_link.h"
#include "core/broker/handlers/delete_records.h"
#include "core/broker/handlers/fetch.h"
#include "core/broker/handlers/init_producer_id.h"
#include "core/broker/handlers/list_offsets.h"
#include "core/broker/handlers/produce.h"
#include "core/broker/handlers/waiting.h"
#include "core/broker/lifecycle.h"
#include "core/broker/partitions.h"
#include "core/broker/replicas.h"
#include "core/broker/stop.h"

#include <variant>

namespace fl::broker {

namespace {

void on_due(Server& server, Context& context, const Deadline& due) {
  switch (due.kind) {
    case DeadlineKind::fetch:
      on_fetch_due(server, context, due.key);
      break;
    case DeadlineKind::produce:
      on_produce_due(server, context, due.key);
      break;
    case DeadlineKind::delete_records:
      on_delete_records_due(server, context, due.key);
      break;
    case DeadlineKind::idle:
      on_idle_due(server, context, ConnId(due.key));
      break;
    case DeadlineKind::budget:
      on_budget_due(server, context);
      break;
    case DeadlineKind::lifecycle:
      on_lifecycle_due(server, context);
      break;
    case DeadlineKind::shutdown:
      on_may_shut_down(server, context);
      break;
    case DeadlineKind::forward:
      on_forward_due(server, context, due.key);
      break;
    case DeadlineKind::channels:
      server.channels_due.reset();
      server.channels.on_due(context);
      break;
    case DeadlineKind::alter_partition:
      break;  // asked again at the end of the step
    case DeadlineKind::isr:
      on_isr_due(server, context);
      break;
    case DeadlineKind::fetcher:
      on_fetcher_due(server, context, due.key);
      break;
    case DeadlineKind::quorum:
    case DeadlineKind::controller:
    case DeadlineKind::commit:
      on_control_due(server, context, due);
      break;
    case DeadlineKind::flush:
      on_flush_due(server, context, due.key);
      break;
    case DeadlineKind::checkpoint:
      on_checkpoint_due(server, context, due.key);
      break;
    case DeadlineKind::expiration:
      on_expiration_due(server, context);
      break;
    case DeadlineKind::removal:
      on_removal_due(server, context, due.key);
      break;
    case DeadlineKind::producer_retry:
      on_producer_retry_due(server, context);
      break;
    case DeadlineKind::producer:
      on_producer_ids_due(server, context);
      break;
  }
}

void on_fired(Server& server, Context& context) {
  while (server.phase != Phase::stopped) {
    const std::optional<Deadline> due = server.deadlines.take_due(context.now);
    if (!due) break;
    on_due(server, context, *due);
  }
  server.deadlines.on_fired(context);
}

/// A file of the broker itself (a checkpoint, the marker) was written.
void on_own_file_done(Server& server, Context& context, const Done& done) {
  --server.stop.pending;
  FL_ASSERT(server.stop.pending >= 0);
  if (done.error != IoError::none) {
    fail_directory(server, context, "a checkpoint cannot be written", done.error);
    return;
  }
  go_on_stopping(server, context);
}

void on_done(Server& server, Context& context, const Done& done) {
  const Owner owner = server.disk.finish(context, done.op);
  switch (owner.kind) {
    case OwnerKind::log:
      if (owner.key == kMetadataLogKey)
        on_control_done(server, context, owner, done);
      else
        on_log_done(server, context, owner, done);
      break;
    case OwnerKind::loading:
      if (owner.key == kMetadataLogKey)
        on_control_done(server, context, owner, done);
      else if (server.startup.loading.contains(owner.key))
        on_loading_done(server, context, owner, done);
      else
        on_replica_loaded(server, context, owner, done);
      break;
    case OwnerKind::replica:
      on_replica_loaded(server, context, owner, done);
      break;
    case OwnerKind::metadata:
      on_control_done(server, context, owner, done);
      break;
    case OwnerKind::fetch:
      on_fetch_loaded(server, context, owner, done);
      break;
    case OwnerKind::lookup:
      on_lookup_loaded(server, context, owner, done);
      break;
    case OwnerKind::request:
      on_batch_verified(server, context, owner, done);
      break;
    case OwnerKind::startup:
      on_startup_done(server, context, owner, done);
      break;
    case OwnerKind::shutdown:
      on_own_file_done(server, context, done);
      break;
    case OwnerKind::removal:
      on_removal_done(server, context, owner, done);
      break;
  }
}

void on_command(Server& server, Context& context, const Command& command) {
  const auto* shutdown = command.value.as<Shutdown>();
  if (shutdown == nullptr) return;
  server.stop.asked.push_back(command.id);
  stop(server, context, shutdown->reason);
}

/// How requests to other nodes ended: to whoever sent them.
bool take_outcomes(Server& server, Context& context) {
  if (!server.channels.has_outcomes()) return false;
  for (client::Outcome& outcome : server.channels.take_outcomes()) {
    if (is_of_quorum(server, outcome))
      on_quorum_outcome(server, context, outcome);
    else if (outcome.peer.purpose == client::Purpose::replica)
      on_replica_outcome(server, context, outcome);
    else
      take_controller_outcome(server, std::move(outcome));
  }
  return true;
}

void watch_channels(Server& server, Context& context) {
  const auto next = server.channels.next_due();
  if (next == server.channels_due) return;
  if (server.channels_due)
    server.deadlines.remove({.at = *server.channels_due, .kind = DeadlineKind::channels, .key = 0});
  server.channels_due = next;
  if (next) server.deadlines.add(context, {.at = *next, .kind = DeadlineKind::channels, .key = 0});
}

void take(Server& server, Context& context, const Input& input) {
  if (server.channels.on_input(context, input)) return;
  if (const auto* received = std::get_if<Received>(&input)) {
    on_received(server, context, *received);
  } else if (const auto* done = std::get_if<Done>(&input)) {
    on_done(server, context, *done);
  } else if (std::holds_alternative<Fired>(input)) {
    on_fired(server, context);
  } else if (const auto* accepted = std::get_if<Accepted>(&input)) {
    on_accepted(server, context, *accepted);
  } else if (const auto* closed = std::get_if<Closed>(&input)) {
    on_closed(server, context, *closed);
  } else if (const auto* command = std::get_if<Command>(&input)) {
    on_command(server, context, *command);
  } else if (const auto* boot = std::get_if<Boot>(&input)) {
    on_boot(server, context, *boot);
  }
}

}  // namespace

void Broker::step(Context& context, const Input& input) {
  if (server_.phase == Phase::stopped) return;
  take(server_, context, input);
  // Answers let connections go on, and their next requests may complete rows.
  bool goes_on = true;
  while (goes_on && server_.phase != Phase::stopped) {
    goes_on = take_outcomes(server_, context);
    goes_on = drain_lifecycle(server_, context) || goes_on;
    goes_on = drain_link(server_, context) || goes_on;
    goes_on = settle_control(server_, context) || goes_on;
    answer_ready_rows(server_, context);
    drain_ready(server_, context);
    goes_on = goes_on || !server_.rows.ready_fetches.empty() ||
              !server_.rows.ready_produces.empty() || server_.rows.are_deletes_ready ||
              has_link_work(server_);
  }
  send_replica_requests(server_, context);
  watch_channels(server_, context);
}

}  // namespace fl::broker
