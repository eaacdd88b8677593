#include "core/broker/handlers/cluster.h"

#include "core/broker/commit.h"
#include "core/broker/controller_link.h"
#include "core/controller/alter_partition.h"
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

/// Proposes what was decided; the answer leaves when it is committed.
template <class Response>
void carry_out_for_broker(Server& server, Context& context, const Request& request,
                          const metadata::RecordList& records, const Response& response) {
  if (records.empty()) {
    respond(server, context, request, response);
    return;
  }
  const Offset end = propose(server, context, records);
  Response late = {};
  late.error_code = wire::ErrorCode::request_timed_out;
  respond_when_committed(server, context, request, end,
                         {.response = encode_response(request, response),
                          .timed_out = encode_response(request, late),
                          .timeout_ms = server.config.controller_socket_timeout_ms});
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
  const auto decided = controller::decide_register_broker(
      control_view(server, context), server.control.active->heartbeats,
      {.request = body,
       .version = request.version,
       .cluster_id = server.cluster_id,
       .now = is_own ? context.now + session_ns + 1 : context.now});
  controller::tell(context, decided.stories);
  carry_out_for_broker(server, context, request, decided.records, decided.response);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::BrokerHeartbeatRequest& body) {
  if (is_elsewhere<wire::BrokerHeartbeatResponse>(server, context, request)) return;
  const auto decided = controller::decide_heartbeat(control_view(server, context),
                                                    server.control.active->heartbeats, body);
  controller::tell(context, decided.stories);
  carry_out_for_broker(server, context, request, decided.records, decided.response);
  if (decided.response.error_code != wire::ErrorCode::none || !server.control.active) return;
  server.control.active->heartbeats.on_heartbeat(
      {.broker = body.broker_id,
       .metadata_offset = body.current_metadata_offset,
       .next = decided.next,
       .decided_last = Offset(server.control.active->decided.end.value - 1)},
      context.now);
  server.control.is_unsettled = true;
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AlterPartitionRequest& body) {
  if (is_elsewhere<wire::AlterPartitionResponse>(server, context, request)) return;
  const auto decided =
      controller::decide_alter_partition(control_view(server, context), body, request.version);
  controller::tell(context, decided.stories);
  carry_out_for_broker(server, context, request, decided.records, decided.response);
}

void handle(Server& server, Context& context, const Request& request,
            const wire::AllocateProducerIdsRequest& body) {
  if (is_elsewhere<wire::AllocateProducerIdsResponse>(server, context, request)) return;
  const metadata::BrokerImage* broker = server.control.active->decided.brokers.find(body.broker_id);
  if (broker == nullptr || broker->epoch != body.broker_epoch) {
    respond(server, context, request,
            wire::AllocateProducerIdsResponse{.error_code = wire::ErrorCode::stale_broker_epoch});
    return;
  }
  const auto decided = controller::decide_producer_id_block(control_view(server, context),
                                                            body.broker_id, body.broker_epoch);
  carry_out_for_broker(server, context, request, decided.records,
                       wire::AllocateProducerIdsResponse{
                           .producer_id_start = decided.response.first,
                           .producer_id_len = static_cast<std::int32_t>(decided.response.size)});
}

}  // namespace fl::broker
