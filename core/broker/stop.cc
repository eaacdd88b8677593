#include "core/broker/stop.h"

#include "core/broker/commands.h"
#include "core/broker/connections.h"
#include "core/broker/control.h"
#include "core/broker/events.h"
#include "core/storage/small_files.h"

#include <utility>

namespace fl::broker {

namespace {

/// How long the controller is waited for at a stop.   Source: the five minutes of KafkaBroker's
/// controlled shutdown are cut here: who stops a broker without a controller waits for it.
constexpr std::int64_t kHandOverNsMax = 10 * kNanosecondsPerSecond;

bool are_logs_closed(const Server& server) {
  bool closed = true;
  server.partitions.for_each([&closed](const LogKey& /*key*/, const Partition& partition) {
    closed = closed && partition.log.is_closed();
  });
  return closed;
}

/// Others may take over what this broker leads: the controller is asked to see to that first.
bool must_hand_over(const Server& server) {
  if (!server.config.is_broker() || !server.config.controlled_shutdown_enable) return false;
  if (!server.lifecycle.epoch || server.lifecycle.is_fenced) return false;
  bool has_others = false;
  server.image.brokers.for_each([&](const BrokerId& id, const metadata::BrokerImage& broker) {
    has_others = has_others || (id != server.id && broker.is_active());
  });
  return has_others;
}

void close_down(Server& server, Context& context) {
  server.phase = Phase::stopping;
  for (const ConnId conn : server.connections.open.keys())
    hang_up(server, context, conn, "the broker stops");
  server.channels.close_all(context);
  for (const LogKey key : server.partitions.keys()) {
    Partition& partition = *server.partitions.mutate(key);
    // A log that is being read again is closed when it has been.
    if (!partition.work || !partition.work->loader) partition.log.close(context, server.disk);
  }
  stop_control(server, context);
  go_on_stopping(server, context);
}

}  // namespace

void exit_with(Server& server, Context& context, std::int32_t code, std::string why) {
  if (server.phase == Phase::stopped) return;
  server.phase = Phase::stopped;
  // A clean end has been told as BrokerStopping.
  if (code != 0)
    context.tell<BrokerNoted>([&] {
      return Telling<BrokerNoted>{{.broker = server.id, .text = why, .is_error = true}, {}};
    });
  for (const CommandId command : server.stop.asked)
    context.emit(Reply{command, DescribedValue::of(Shutdown{.reason = why})});
  server.stop.asked.clear();
  context.emit(Exit{code, std::move(why)});
}

void stop(Server& server, Context& context, std::string why) {
  if (server.phase == Phase::stopping || server.phase == Phase::stopped) return;
  context.tell<BrokerStopping>(
      [&] { return Telling<BrokerStopping>{{.broker = server.id, .why = why}, {}}; });
  if (server.phase != Phase::running) {
    exit_with(server, context, 0, std::move(why));
    return;
  }
  server.stop.why = std::move(why);
  if (must_hand_over(server)) {
    if (server.lifecycle.wants_shutdown) return;
    server.deadlines.add(
        context, {.at = context.now + kHandOverNsMax, .kind = DeadlineKind::shutdown, .key = 0});
    ask_for_shutdown(server, context);
    return;
  }
  close_down(server, context);
}

void on_may_shut_down(Server& server, Context& context) {
  if (server.phase == Phase::running) close_down(server, context);
}

void on_control_stopped(Server& server, Context& context) {
  server.stop.is_control_stopped = true;
  if (server.phase == Phase::stopping) go_on_stopping(server, context);
}

void go_on_stopping(Server& server, Context& context) {
  if (server.phase != Phase::stopping || server.stop.pending > 0) return;
  if (server.stop.is_marked) {
    exit_with(server, context, 0, server.stop.why);
    return;
  }
  if (!server.stop.is_control_stopped || !are_logs_closed(server)) return;
  server.stop.pending += write_checkpoints(server, context);
  if (server.stop.pending > 0) return;
  // Last of all, so that it never vouches for what is not there.
  server.stop.is_marked = true;
  ++server.stop.pending;
  server.disk.replace(
      context, {.kind = OwnerKind::shutdown},
      server.startup.directory + "/" + std::string(storage::kCleanShutdown),
      Slice(storage::format_clean_shutdown(server.lifecycle.epoch.value_or(BrokerEpoch(-1)))));
}

}  // namespace fl::broker
