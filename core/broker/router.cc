#include "core/broker/router.h"

#include "core/base/assert.h"
#include "core/broker/connections.h"
#include "core/broker/controller_link.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/api_versions.h"
#include "core/broker/handlers/table.h"
#include "core/wire/header.h"
#include "core/wire/messages/envelope.h"

#include <utility>

namespace fl::broker {

namespace {

bool is_served(const wire::ApiInfo* info, std::int16_t version, bool for_controllers) {
  if (info == nullptr || !info->stable().contains(version)) return false;
  return for_controllers ? info->on_controller : info->on_broker && info->served;
}

void tell_received(Context& context, const Request& request) {
  context.tell<RequestReceived>([&] {
    return Telling<RequestReceived>{{.conn = request.conn,
                                     .api = request.api,
                                     .version = request.version,
                                     .correlation_id = request.correlation_id,
                                     .size_bytes = request.size_bytes},
                                    {}};
  });
}

/// A client may ask any broker for what only the active controller can do.
bool must_forward(const Server& server, const wire::ApiInfo& info, bool for_controllers) {
  return info.forwardable && !for_controllers && !is_active_controller(server);
}

struct Incoming {
  Request request;
  Slice payload;  ///< header and body
  Slice body;
};

void dispatch(Server& server, Context& context, const Incoming& incoming) {
  const Request& request = incoming.request;
  tell_received(context, request);
  const wire::ApiInfo* info = wire::find_api(request.api);
  const bool is_known = is_served(info, request.version, request.for_controllers);
  if (request.api == wire::ApiKey::api_versions && !is_known) {
    refuse_version(server, context, request);
    return;
  }
  const Handler* handler = find_handler(request.api);
  if (handler == nullptr || !is_known) {
    refuse(server, context, request, "an API or version that is not served");
    return;
  }
  if (must_forward(server, *info, request.for_controllers))
    forward(server, context, request, incoming.payload);
  else if (info->forwardable && !is_active_controller(server))
    refuse_not_controller(server, context, request);
  else
    handler->call(server, context, request, incoming.body);
}

Request request_of(const Context& context, const wire::RequestHeader& header, std::size_t size) {
  return {.conn = {},
          .listener = {},
          .api = header.request_api_key,
          .version = header.request_api_version,
          .correlation_id = header.correlation_id,
          .client_id = header.client_id,
          .received = context.now,
          .step = context.step,
          .size_bytes = static_cast<std::int64_t>(size)};
}

}  // namespace

void route(Server& server, Context& context, ConnId conn, const Slice& frame) {
  const Connection* connection = server.connections.open.find(conn);
  FL_ASSERT(connection != nullptr);
  FL_ASSERT(connection->is_busy());
  const auto parts = wire::split_request(frame);
  if (!parts) {
    refuse(server, context,
           {.conn = conn,
            .received = context.now,
            .step = context.step,
            .number = connection->requests},
           "the request header cannot be read");
    return;
  }
  Incoming incoming{.request = request_of(context, parts->header, frame.size()),
                    .payload = frame,
                    .body = parts->body};
  incoming.request.for_controllers = connection->for_controllers;
  incoming.request.conn = conn;
  incoming.request.listener = connection->listener;
  incoming.request.number = connection->requests;
  dispatch(server, context, incoming);
}

void route_own(Server& server, Context& context, std::int64_t number, const Slice& payload) {
  const auto parts = wire::split_request(payload);
  FL_ASSERT(parts.has_value());
  Incoming incoming{.request = request_of(context, parts->header, payload.size()),
                    .payload = payload,
                    .body = parts->body};
  incoming.request.for_controllers = true;
  incoming.request.conn = kSelfConn;
  incoming.request.number = number;
  dispatch(server, context, incoming);
}

void route_enveloped(Server& server, Context& context, const Request& outer, const Slice& payload) {
  const auto parts = wire::split_request(payload);
  if (!parts) {
    refuse(server, context, outer, "the request in an envelope cannot be read");
    return;
  }
  Incoming incoming{.request = request_of(context, parts->header, payload.size()),
                    .payload = payload,
                    .body = parts->body};
  incoming.request.for_controllers = true;
  incoming.request.conn = outer.conn;
  incoming.request.listener = outer.listener;
  incoming.request.number = outer.number;
  incoming.request.envelope = Enveloped{outer.correlation_id, outer.version};
  dispatch(server, context, incoming);
}

namespace {

/// The answer as the broker that forwarded the request expects it.
Parts wrapped(const Request& request, const Parts& frame, wire::ErrorCode error) {
  wire::EnvelopeResponse response{.response_data = std::nullopt, .error_code = error};
  if (error == wire::ErrorCode::none) response.response_data = without_size(frame);
  auto wrapped =
      wire::encode_response(request.envelope->correlation_id, response, request.envelope->version);
  FL_ASSERT(wrapped.has_value());
  return std::move(*wrapped);
}

void end_with(Server& server, Context& context, const Request& request, Parts frame) {
  if (request.conn == kSelfConn)
    on_self_answered(server, request, std::move(frame));
  else
    end_request(server, context, request,
                {.outcome = Turn::Outcome::answered, .answer = std::move(frame)});
}

}  // namespace

void send_response(Server& server, Context& context, const Request& request, Parts frame) {
  if (request.envelope) frame = wrapped(request, frame, wire::ErrorCode::none);
  end_with(server, context, request, std::move(frame));
}

void skip_response(Server& server, Context& context, const Request& request) {
  end_request(server, context, request, {.outcome = Turn::Outcome::skipped});
}

void refuse(Server& server, Context& context, const Request& request, std::string_view why) {
  if (request.conn == kSelfConn)
    on_self_answered(server, request, std::nullopt);
  else
    end_request(server, context, request,
                {.outcome = Turn::Outcome::refused, .why = std::string(why)});
}

void refuse_not_controller(Server& server, Context& context, const Request& request) {
  if (request.envelope)
    end_with(server, context, request, wrapped(request, {}, wire::ErrorCode::not_controller));
  else
    refuse(server, context, request, "this node is not the active controller");
}

}  // namespace fl::broker
