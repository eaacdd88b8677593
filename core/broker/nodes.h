// How brokers are shown to a client: by the address of the listener that it came in on.
#pragma once
#include "core/broker/server.h"

#include <string>
#include <vector>

namespace fl::broker {

struct ShownBroker {
  BrokerId id;
  std::string host;
  std::uint16_t port = 0;
  std::optional<std::string> rack;
  bool is_fenced = false;
};

/// Brokers that have that listener, by id.   Source: MetadataCache.getAliveBrokerNodes.
std::vector<ShownBroker> shown_brokers(const Server& server, ListenerId listener);

/// This broker as it is told to clients: advertised addresses, with the ports that were really
/// bound.
metadata::BrokerImage registered_self(const Server& server);

}  // namespace fl::broker
