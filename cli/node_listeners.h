// What a node binds: every address of `listeners`, those of controllers among them.
#pragma once
#include "core/config/broker_config.h"
#include "net/driver.h"

#include <expected>
#include <string>
#include <vector>

namespace fl::cli {

/// On error: the listener that cannot be served, and why.
std::expected<std::vector<net::ListenerSpec>, std::string> listeners_of(
    const config::BrokerConfig& config);

/// "broker", "controller" or "broker and controller".
std::string roles_of(const config::BrokerConfig& config);

/// The one line on standard output that says where the node is reached.
std::string ready_line(const config::BrokerConfig& config,
                       const std::vector<BoundListener>& listeners, const std::string& cluster_id);

}  // namespace fl::cli
