#include "cli/node_listeners.h"

#include <fmt/core.h>

namespace fl::cli {

std::expected<std::vector<net::ListenerSpec>, std::string> listeners_of(
    const config::BrokerConfig& config) {
  std::vector<net::ListenerSpec> listeners;
  for (const config::Endpoint& endpoint : config.endpoints()) {
    if (endpoint.security == Security::tls || endpoint.sasl)
      return std::unexpected("listener " + endpoint.listener +
                             ": only PLAINTEXT listeners are served");
    listeners.push_back({.name = endpoint.listener, .host = endpoint.host, .port = endpoint.port});
  }
  return listeners;
}

std::string roles_of(const config::BrokerConfig& config) {
  if (!config.is_broker()) return "controller";
  // A node that names no voters is controller for itself alone: nobody needs to be told.
  return config.is_controller() && !config.quorum_voters().empty() ? "broker and controller"
                                                                   : "broker";
}

std::string ready_line(const config::BrokerConfig& config,
                       const std::vector<BoundListener>& listeners, const std::string& cluster_id) {
  std::string addresses;
  for (const BoundListener& listener : listeners) {
    const std::string host =
        listener.host.find(':') == std::string::npos ? listener.host : "[" + listener.host + "]";
    addresses += fmt::format("{}{}://{}:{}", addresses.empty() ? "" : ", ", listener.name, host,
                             listener.port);
  }
  return fmt::format("Faultline {} {} ready: {} (cluster id {})", roles_of(config), config.node_id,
                     addresses, cluster_id);
}

}  // namespace fl::cli
