#include "core/config/roles.h"

#include <algorithm>
#include <string_view>

namespace fl::config {

namespace {

using Problems = std::vector<std::string>;

bool has_listener(const std::vector<Endpoint>& endpoints, std::string_view name) {
  return std::ranges::any_of(endpoints, [&](const Endpoint& e) { return e.listener == name; });
}

void check_quorum_is_named(const BrokerConfig& config, Problems& problems) {
  if (is_alone(config))
    problems.emplace_back(
        "If using process.roles, either controller.quorum.bootstrap.servers must contain the set "
        "of bootstrap controllers or controller.quorum.voters must contain a parseable set of "
        "controllers.");
}

void check_broker_listeners(const BrokerConfig& config, Problems& problems) {
  if (config.advertised().empty())
    problems.emplace_back(
        "There must be at least one broker advertised listener. Perhaps all listeners appear in "
        "controller.listener.names?");
}

void check_broker_alone(const BrokerConfig& config, Problems& problems) {
  check_quorum_is_named(config, problems);
  if (config.controller_listener_names.empty())
    problems.emplace_back(
        "controller.listener.names must contain at least one value when running KRaft with just "
        "the broker role");
  for (const std::string& name : config.controller_listener_names)
    if (has_listener(config.endpoints(), name))
      problems.emplace_back(
          "controller.listener.names must not contain a value appearing in the 'listeners' "
          "configuration when running KRaft with just the broker role");
  check_broker_listeners(config, problems);
}

void check_controller_listeners(const BrokerConfig& config, Problems& problems) {
  if (config.controller_endpoints().empty()) {
    problems.emplace_back(
        "controller.listener.names must contain at least one value appearing in the 'listeners' "
        "configuration when running the KRaft controller role");
    return;
  }
  for (const std::string& name : config.controller_listener_names)
    if (!has_listener(config.endpoints(), name))
      problems.emplace_back(
          "controller.listener.names must only contain values appearing in the 'listeners' "
          "configuration when running the KRaft controller role");
}

void check_controller_alone(const BrokerConfig& config, Problems& problems) {
  check_quorum_is_named(config, problems);
  const bool serves_others = std::ranges::any_of(config.endpoints(), [&](const Endpoint& endpoint) {
    return !config.is_for_controllers(endpoint.listener);
  });
  if (serves_others)
    problems.emplace_back(
        "The listeners config must only contain KRaft controller listeners from "
        "controller.listener.names when process.roles=controller");
  check_controller_listeners(config, problems);
}

}  // namespace

bool is_alone(const BrokerConfig& config) {
  return config.quorum_voters().empty() && config.controller_quorum_bootstrap_servers.empty();
}

std::vector<std::string> problems_of_roles(const BrokerConfig& config) {
  Problems problems;
  if (!config.is_controller()) {
    check_broker_alone(config, problems);
  } else if (!config.is_broker()) {
    check_controller_alone(config, problems);
  } else {
    if (!is_alone(config)) check_controller_listeners(config, problems);
    check_broker_listeners(config, problems);
  }
  return problems;
}

}  // namespace fl::config
