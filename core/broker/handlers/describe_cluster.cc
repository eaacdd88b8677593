#include "core/broker/handlers/describe_cluster.h"

#include "core/broker/authorized.h"
#include "core/broker/handler.h"
#include "core/broker/nodes.h"

#include <utility>

namespace fl::broker {

namespace {

constexpr std::int8_t kBrokers = 1;
constexpr std::int8_t kControllers = 2;

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeClusterRequest& body) {
  wire::DescribeClusterResponse response;
  response.cluster_id = server.cluster_id;
  if (body.endpoint_type == kControllers) {
    response.error_code = wire::ErrorCode::mismatched_endpoint_type;
    response.error_message =
        "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type "
        "CONTROLLER";
    respond(server, context, request, response);
    return;
  }
  if (body.endpoint_type != kBrokers) {
    response.error_code = wire::ErrorCode::unsupported_endpoint_type;
    response.error_message =
        "Unsupported endpoint type " + std::to_string(static_cast<int>(body.endpoint_type));
    respond(server, context, request, response);
    return;
  }
  response.controller_id = server.id;
  for (ShownBroker& shown : shown_brokers(server, request.listener)) {
    if (shown.is_fenced && !body.include_fenced_brokers) continue;
    wire::DescribeClusterResponse::DescribeClusterBroker broker;
    broker.broker_id = shown.id;
    broker.host = std::move(shown.host);
    broker.port = shown.port;
    broker.rack = std::move(shown.rack);
    broker.is_fenced = shown.is_fenced;
    response.brokers.push_back(std::move(broker));
  }
  if (body.include_cluster_authorized_operations)
    response.cluster_authorized_operations = kClusterOperations;
  respond(server, context, request, response);
}

}  // namespace fl::broker
