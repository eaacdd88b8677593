#include "core/broker/handlers/cluster.h"

#include "core/broker/commit.h"
#include "core/broker/controller_link.h"
#include "core/controller/alter_partition.h"
#include "core/controller/assign_directories.h"
#include "core/controller/broker_lifecycle.h"
#include "core/controller/producer_ids.h"
#include "core/controller/register_broker.h"

#include <utility>

namespace fl::broker {

namespace {

/// Only the active controller knows.
template <class Response>
bool is_elsewhere(Server& server, Context& context, const Request& request) {
  if (is_active_controller(server)) return false;
  respond(server, context, request, Response{.error_code = wire::ErrorCode::not_controller});
  return true;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::BrokerRegistrationRequest& body) {
  if (is_elsewhere<wire::BrokerRegistrationResponse>(server, context, request)) return;
  // What this very process asks shows that its earlier incarnation is dead: nobody waits for the
  // end of that one's session. Kafka: also a node of its own waits for it.
  const bool is_own = request.conn == kSelfConn;
  const std::int64_t session_ns =
      server.config.broker_session_timeout_ms * kNanosecondsPerMillisecond;
  carry_out(server, context, request,
            controller::decide_register_broker(
                control_view(server, context), server.control.active->heartbeats,
                {.request = body,
                 .version = request.version,
                 .cluster_id = server.cluster_id,
                 .now = is_own ? context.now + session_ns + 1 : context.now}),
            server.config.controller_socket_timeout_ms);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::BrokerHeartbeatRequest& body) {
  if (is_elsewhere<wire::BrokerHeartbeatResponse>(server, context, request)) return;
  controller::DecidedHeartbeat decided = controller::decide_heartbeat(
      control_view(server, context), server.control.active->heartbeats, body);
  const bool is_refused = decided.response.error_code != wire::ErrorCode::none;
  const controller::BrokerState next = decided.next;
  carry_out<wire::BrokerHeartbeatResponse>(server, context, request, std::move(decided),
                                           server.config.controller_socket_timeout_ms);
  if (is_refused || !server.control.active) return;
  server.control.active->heartbeats.on_heartbeat(
      {.broker = body.broker_id,
       .metadata_offset = body.current_metadata_offset,
       .next = next,
       .decided_last = Offset(server.control.active->decided.end.value - 1)},
      context.now);
  server.control.is_unsettled = true;
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AlterPartitionRequest& body) {
  if (is_elsewhere<wire::AlterPartitionResponse>(server, context, request)) return;
  carry_out(
      server, context, request,
      controller::decide_alter_partition(control_view(server, context), body, request.version),
      server.config.controller_socket_timeout_ms);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AllocateProducerIdsRequest& body) {
  if (is_elsewhere<wire::AllocateProducerIdsResponse>(server, context, request)) return;
  carry_out(server, context, request,
            controller::decide_allocate_producer_ids(control_view(server, context), body),
            server.config.controller_socket_timeout_ms);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::ControllerRegistrationRequest& body) {
  if (is_elsewhere<wire::ControllerRegistrationResponse>(server, context, request)) return;
  carry_out(server, context, request,
            controller::decide_register_controller(control_view(server, context), body),
            server.config.controller_socket_timeout_ms);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AssignReplicasToDirsRequest& body) {
  if (is_elsewhere<wire::AssignReplicasToDirsResponse>(server, context, request)) return;
  carry_out(server, context, request,
            controller::decide_assign_replicas_to_dirs(control_view(server, context), body),
            server.config.controller_socket_timeout_ms);
}

}  // namespace fl::broker
