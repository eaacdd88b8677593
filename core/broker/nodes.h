// How brokers are shown to a client: by the address of the listener that it came in on.
#pragma once
#include "core/broker/server.h"

#include <string>
#include <string_view>
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

/// The host names no address that others could dial.
bool binds_all(const std::string& host);

/// The listener of that name as it was bound; nullptr if there is none.
const BoundListener* bound_listener(const Server& server, std::string_view name);

/// This broker as it is told to clients: advertised addresses, with the ports that were really
/// bound.
metadata::BrokerImage registered_self(const Server& server);

}  // namespace fl::broker
