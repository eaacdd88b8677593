#include "core/broker/router.h"

#include "core/base/assert.h"
#include "core/broker/connections.h"
#include "core/broker/events.h"
#include "core/broker/handler.h"
#include "core/broker/handlers/api_versions.h"
#include "core/broker/handlers/table.h"
#include "core/wire/header.h"

#include <utility>

namespace fl::broker {

namespace {

bool is_served(const wire::ApiInfo* info, std::int16_t version) {
  return info != nullptr && info->on_broker && info->served && info->stable().contains(version);
}

}  // namespace

void route(Server& server, Context& context, ConnId conn, const Slice& frame) {
  const Connection* connection = server.connections.open.find(conn);
  FL_ASSERT(connection != nullptr);
  FL_ASSERT(connection->is_busy());
  auto parts = wire::split_request(frame);
  if (!parts) {
    refuse(server, context,
           {.conn = conn,
            .received = context.now,
            .step = context.step,
            .number = connection->requests},
           "the request header cannot be read");
    return;
  }
  wire::RequestHeader& header = parts->header;
  const Request request{.conn = conn,
                        .listener = connection->listener,
                        .api = header.request_api_key,
                        .version = header.request_api_version,
                        .correlation_id = header.correlation_id,
                        .client_id = std::move(header.client_id),
                        .received = context.now,
                        .step = context.step,
                        .number = connection->requests,
                        .size_bytes = static_cast<std::int64_t>(frame.size())};
  context.tell<RequestReceived>([&] {
    return Telling<RequestReceived>{{.conn = conn,
                                     .api = request.api,
                                     .version = request.version,
                                     .correlation_id = request.correlation_id,
                                     .size_bytes = request.size_bytes},
                                    {}};
  });
  const wire::ApiInfo* info = wire::find_api(request.api);
  if (request.api == wire::ApiKey::api_versions && !is_served(info, request.version)) {
    refuse_version(server, context, request);
    return;
  }
  const Handler* handler = find_handler(request.api);
  if (handler == nullptr || !is_served(info, request.version)) {
    refuse(server, context, request, "an API or version that is not served");
    return;
  }
  handler->call(server, context, request, parts->body);
}

void send_response(Server& server, Context& context, const Request& request, Parts frame) {
  end_request(server, context, request,
              {.outcome = Turn::Outcome::answered, .answer = std::move(frame)});
}

void skip_response(Server& server, Context& context, const Request& request) {
  end_request(server, context, request, {.outcome = Turn::Outcome::skipped});
}

void refuse(Server& server, Context& context, const Request& request, std::string_view why) {
  end_request(server, context, request,
              {.outcome = Turn::Outcome::refused, .why = std::string(why)});
}

}  // namespace fl::broker
