#include "core/config/endpoints.h"

#include "core/config/value.h"

#include <algorithm>

namespace fl::config {

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-%._:").find(c) != std::string_view::npos;
}

std::expected<Endpoint, std::string> parse_endpoint(std::string_view text) {
  const std::string wrong = "Unable to parse " + std::string(text) + " to a broker endpoint";
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos || scheme == 0) return std::unexpected(wrong);
  Endpoint endpoint;
  endpoint.listener = upper(text.substr(0, scheme));
  const std::string_view address = text.substr(scheme + 3);
  const std::size_t colon = address.rfind(':');
  if (colon == address.npos) return std::unexpected(wrong);
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!std::ranges::all_of(host, is_host_character)) return std::unexpected(wrong);
  const auto port = parse_int64(address.substr(colon + 1));
  if (!port || *port < 0 || *port > 65535) return std::unexpected(wrong);
  endpoint.host = host;
  endpoint.port = static_cast<std::uint16_t>(*port);
  return endpoint;
}

/// Sets how the listener is protected; Kafka's text if the map does not say it.
std::optional<std::string> secure(Endpoint& endpoint, std::string_view map) {
  for (const std::string& entry : split_list(map)) {
    const std::size_t colon = entry.rfind(':');
    if (colon == entry.npos || upper(entry.substr(0, colon)) != endpoint.listener) continue;
    const std::string protocol = upper(entry.substr(colon + 1));
    const bool is_tls = protocol == "SSL" || protocol == "SASL_SSL";
    endpoint.sasl = protocol.starts_with("SASL_");
    endpoint.security = is_tls ? Security::tls : Security::plaintext;
    if (is_tls || protocol == "PLAINTEXT" || protocol == "SASL_PLAINTEXT") return std::nullopt;
    return "Invalid security protocol `" + protocol + "` defined in listener.security.protocol.map";
  }
  // Kafka: a name that the map lacks is the protocol itself only if it is in the default map, or is
  // a controller's, which is then PLAINTEXT.
  if (endpoint.listener == "CONTROLLER") return std::nullopt;
  return "No security protocol defined for listener " + endpoint.listener;
}

}  // namespace

std::expected<std::vector<Endpoint>, std::string> parse_endpoints(
    std::string_view property, const std::vector<std::string>& texts,
    std::string_view security_protocol_map) {
  if (texts.size() > kListenersMax)
    return std::unexpected(std::string(property) + " names more than " +
                           std::to_string(kListenersMax) + " listeners");
  std::vector<Endpoint> endpoints;
  for (const std::string& text : texts) {
    auto endpoint = parse_endpoint(text);
    if (!endpoint)
      return std::unexpected("Error creating broker listeners from '" + join_list(texts) +
                             "': " + endpoint.error());
    if (auto wrong = secure(*endpoint, security_protocol_map))
      return std::unexpected("Error creating broker listeners from '" + join_list(texts) +
                             "': " + *wrong);
    for (const Endpoint& other : endpoints)
      if (other.listener == endpoint->listener)
        return std::unexpected("Each listener must have a different name, " +
                               std::string(property) + ": " + join_list(texts));
    endpoints.push_back(std::move(*endpoint));
  }
  return endpoints;
}

}  // namespace fl::config
