#include "core/broker/broker.h"

#include "core/base/assert.h"
#include "core/broker/boot.h"
#include "core/broker/commands.h"
#include "core/broker/connections.h"
#include "core/broker/control.h"
#include "core/broker/handlers/fetch.h"
#include "core/broker/handlers/init_producer_id.h"
#include "core/broker/handlers/list_offsets.h"
#include "core/broker/handlers/produce.h"
#include "core/broker/handlers/waiting.h"
#include "core/broker/partitions.h"
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
    case DeadlineKind::idle:
      on_idle_due(server, context, ConnId(due.key));
      break;
    case DeadlineKind::budget:
      on_budget_due(server, context);
      break;
    case DeadlineKind::commit:
    case DeadlineKind::control:
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
      else
        on_loading_done(server, context, owner, done);
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

void take(Server& server, Context& context, const Input& input) {
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
  do {
    answer_ready_rows(server_, context);
    drain_ready(server_, context);
  } while (!server_.rows.ready_fetches.empty() || !server_.rows.ready_produces.empty());
}

}  // namespace fl::broker
