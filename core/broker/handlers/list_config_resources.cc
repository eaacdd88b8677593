#include "core/broker/handlers/list_config_resources.h"

#include "core/broker/handler.h"
#include "core/broker/nodes.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace fl::broker {

namespace {

using metadata::ResourceType;
using Response = wire::ListConfigResourcesResponse;

/// What the version can list, in the order of all answers.
std::vector<std::int8_t> listable_types(std::int16_t version) {
  if (version == 0) return {static_cast<std::int8_t>(ResourceType::client_metrics)};
  std::vector<std::int8_t> types;
  for (const ResourceType type :
       {ResourceType::group, ResourceType::client_metrics, ResourceType::broker_logger,
        ResourceType::broker, ResourceType::topic})
    types.push_back(static_cast<std::int8_t>(type));
  return types;
}

/// Topics and brokers are there without being configured; groups and client metrics are not.
std::vector<std::string> names_of(const Server& server, const Request& request, ResourceType type) {
  std::vector<std::string> names;
  switch (type) {
    case ResourceType::topic:
      return server.image.topics.keys();
    case ResourceType::broker:
    case ResourceType::broker_logger:
      for (const ShownBroker& broker : shown_brokers(server, request.listener))
        if (!broker.is_fenced) names.push_back(std::to_string(broker.id.value));
      return names;
    case ResourceType::client_metrics:
    case ResourceType::group:
      server.image.configs.for_each(
          [&](const metadata::ConfigResource& resource, const metadata::ConfigValues&) {
            if (resource.type == type) names.push_back(resource.name);
          });
      return names;
    case ResourceType::unknown:
      break;
  }
  return names;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::ListConfigResourcesRequest& body) {
  Response response;
  const std::vector<std::int8_t> listable = listable_types(request.version);
  const std::vector<std::int8_t>& asked =
      body.resource_types.empty() ? listable : body.resource_types;
  for (const std::int8_t type : asked) {
    if (std::ranges::find(listable, type) != listable.end()) continue;
    response.error_code = wire::ErrorCode::unsupported_version;
    respond(server, context, request, response);
    return;
  }
  // A type that is asked for twice is listed once.
  for (const std::int8_t type : listable) {
    if (std::ranges::find(asked, type) == asked.end()) continue;
    for (std::string& name : names_of(server, request, static_cast<ResourceType>(type)))
      response.config_resources.push_back(
          {.resource_name = std::move(name), .resource_type = type});
  }
  respond(server, context, request, response);
}

}  // namespace fl::broker
