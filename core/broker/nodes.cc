#include "core/broker/nodes.h"

#include <utility>

namespace fl::broker {

namespace {

/// Kafka's numbers of security protocols.
std::int16_t protocol_number(const config::Endpoint& endpoint) {
  const bool is_tls = endpoint.security == Security::tls;
  if (endpoint.sasl) return is_tls ? 3 : 2;
  return is_tls ? 1 : 0;
}

}  // namespace

bool binds_all(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::";
}

const BoundListener* bound_listener(const Server& server, std::string_view name) {
  for (const BoundListener& listener : server.listeners)
    if (listener.name == name) return &listener;
  return nullptr;
}

std::vector<ShownBroker> shown_brokers(const Server& server, ListenerId listener) {
  std::string name;
  for (const BoundListener& bound : server.listeners)
    if (bound.id == listener) name = bound.name;
  std::vector<ShownBroker> shown;
  server.image.brokers.for_each([&](const BrokerId& id, const metadata::BrokerImage& broker) {
    for (const metadata::BrokerEndpoint& endpoint : broker.endpoints)
      if (endpoint.listener == name)
        shown.push_back({.id = id,
                         .host = endpoint.host,
                         .port = endpoint.port,
                         .rack = broker.rack,
                         .is_fenced = broker.is_fenced});
  });
  return shown;
}

metadata::BrokerImage registered_self(const Server& server) {
  metadata::BrokerImage self;
  self.id = server.id;
  self.rack = server.config.broker_rack;
  for (const config::Endpoint& endpoint : server.config.advertised()) {
    metadata::BrokerEndpoint shown{.listener = endpoint.listener,
                                   .host = endpoint.host,
                                   .port = endpoint.port,
                                   .security_protocol = protocol_number(endpoint)};
    const BoundListener* const bound = bound_listener(server, endpoint.listener);
    if (bound != nullptr && shown.port == 0) shown.port = bound->port;
    if (bound != nullptr && binds_all(shown.host)) shown.host = bound->host;
    // Kafka shows the name of the machine then; a node cannot ask for it.
    if (binds_all(shown.host)) shown.host = "localhost";
    self.endpoints.push_back(std::move(shown));
  }
  return self;
}

}  // namespace fl::broker
