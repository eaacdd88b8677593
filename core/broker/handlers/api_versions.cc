#include "core/broker/handlers/api_versions.h"

#include "core/broker/handler.h"
#include "core/broker/handlers/table.h"
#include "core/controller/supported_features.h"
#include "core/wire/api.h"

#include <cstdint>
#include <string_view>

namespace fl::broker {

namespace {

constexpr bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// [a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?   Source: ApiVersionsRequest.isValid, KIP-511.
constexpr bool is_valid_software(std::string_view text) {
  if (text.empty() || !is_letter_or_digit(text.front()) || !is_letter_or_digit(text.back()))
    return false;
  for (const char c : text)
    if (!is_letter_or_digit(c) && c != '-' && c != '.') return false;
  return true;
}

void add_features(const Server& server, std::int16_t version, wire::ApiVersionsResponse& response) {
  for (const controller::SupportedFeature& feature : controller::kSupportedFeatures) {
    // Clients up to version 3 fail on a minimum of zero (KAFKA-17492).
    if (version <= 3 && feature.min == 0) continue;
    response.supported_features.push_back({.name = std::string(feature.name),
                                           .min_version = feature.min,
                                           .max_version = feature.max});
  }
  response.finalized_features_epoch = server.image.end.value - 1;
  server.image.features.for_each([&response](const std::string& name, const std::int16_t& level) {
    if (level == 0) return;
    response.finalized_features.push_back(
        {.name = name, .max_version_level = level, .min_version_level = level});
  });
  // The quorum's own feature stands in its control records. Source: FinalizedFeatures.
  const std::int16_t kraft_version = server.control.quorum.kraft_version();
  if (kraft_version > 0)
    response.finalized_features.push_back({.name = "kraft.version",
                                           .max_version_level = kraft_version,
                                           .min_version_level = kraft_version});
}

/// Listeners of controllers offer all that is handled there, also what is not for clients.
/// Source: ApiMessageType.ListenerType, SimpleApiVersionManager.
bool is_offered(const wire::ApiInfo& api, bool for_controllers) {
  if (!for_controllers) return api.on_broker && api.served;
  return api.on_controller && find_handler(api.key) != nullptr;
}

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::ApiVersionsRequest& body) {
  wire::ApiVersionsResponse response;
  if (request.version >= 3) {
    if (!is_valid_software(body.client_software_name) ||
        !is_valid_software(body.client_software_version)) {
      response.error_code = wire::ErrorCode::invalid_request;
      respond(server, context, request, response);
      return;
    }
    if (Connection* connection = server.connections.open.mutate(request.conn))
      connection->software = body.client_software_name + "/" + body.client_software_version;
  }
  for (const wire::ApiInfo& api : wire::api_table()) {
    if (!is_offered(api, request.for_controllers)) continue;
    const Versions versions = api.advertised();
    response.api_keys.push_back(
        {.api_key = api.key, .min_version = versions.first, .max_version = versions.last});
  }
  if (request.version >= 3) add_features(server, request.version, response);
  respond(server, context, request, response);
}

void refuse_version(Server& server, Context& context, const Request& request) {
  const wire::ApiInfo* api = wire::find_api(wire::ApiKey::api_versions);
  const Versions versions = api->advertised();
  wire::ApiVersionsResponse response{.error_code = wire::ErrorCode::unsupported_version};
  response.api_keys.push_back(
      {.api_key = api->key, .min_version = versions.first, .max_version = versions.last});
  Request oldest = request;
  oldest.version = 0;
  respond(server, context, oldest, response);
}

}  // namespace fl::broker
