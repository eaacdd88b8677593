// Addresses as `listeners` and `advertised.listeners` write them: NAME://host:port, and the
// security of each name from `listener.security.protocol.map`.   Source: SocketServerConfigs,
// EndPoint.
#pragma once
#include "core/config/broker_config.h"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fl::config {

inline constexpr std::size_t kListenersMax = 64;

/// The addresses, in order. On error: Kafka's text, or ours where Kafka prints a Java exception.
std::expected<std::vector<Endpoint>, std::string> parse_endpoints(
    std::string_view property, const std::vector<std::string>& texts,
    std::string_view security_protocol_map);

}  // namespace fl::config
