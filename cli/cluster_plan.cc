#include "cli/cluster_plan.h"

#include "cli/configuration.h"
#include "cli/formatted.h"
#include "net/sockets.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <utility>

namespace fl::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHost = "127.0.0.1";
constexpr std::string_view kFolderPrefix = "node-";
/// Where nobody says how many: enough to survive the loss of one.
constexpr int kUsualNodes = 3;

PlannedNode node_of(const ClusterPlan& plan, int id) {
  return {.id = id,
          .folder = plan.directory + "/" + std::string(kFolderPrefix) + std::to_string(id)};
}

std::expected<std::uint16_t, std::string> hold(ClusterPlan& plan, int port) {
  const auto held = net::hold_port(kHost, static_cast<std::uint16_t>(port));
  if (!held) return std::unexpected(held.error());
  plan.held_ports.push_back(std::make_shared<const net::Descriptor>(held->descriptor));
  return held->port;
}

/// Brokers have the first ports after the base, then come the controllers' listeners.
std::expected<void, std::string> assign_ports(ClusterPlan& plan, std::optional<int> base) {
  const auto next = [&base] { return base ? (*base)++ : 0; };
  for (PlannedNode& node : plan.nodes) {
    if (!node.is_broker) continue;
    const auto port = hold(plan, next());
    if (!port) return std::unexpected(port.error());
    node.port = *port;
  }
  for (PlannedNode& node : plan.nodes) {
    if (!node.is_controller) continue;
    const auto port = hold(plan, next());
    if (!port) return std::unexpected(port.error());
    node.controller_port = *port;
  }
  return {};
}

std::expected<ClusterPlan, std::string> plan_new(ClusterPlan plan, const ClusterOptions& options) {
  for (const std::string& property : options.properties)
    if (property.find('=') == std::string::npos || property.starts_with('='))
      return std::unexpected("--config wants KEY=VALUE, not '" + property + "'");
  plan.is_new = true;
  plan.cluster_id = random_uuid().to_text();
  const int brokers = options.brokers.value_or(kUsualNodes);
  for (int id = 1; id <= brokers; ++id) {
    PlannedNode node = node_of(plan, id);
    node.is_broker = true;
    // Without controllers of their own the first brokers are controllers, too.
    node.is_controller = !options.controllers && id <= kUsualNodes;
    plan.nodes.push_back(std::move(node));
  }
  for (int i = 0; i < options.controllers.value_or(0); ++i) {
    PlannedNode node = node_of(plan, kFirstController + i);
    node.is_controller = true;
    plan.nodes.push_back(std::move(node));
  }
  if (const auto assigned = assign_ports(plan, options.base_port); !assigned)
    return std::unexpected(assigned.error());
  return plan;
}

std::expected<PlannedNode, std::string> read_node(PlannedNode node) {
  const auto read = read_configuration(node.config_file(), {});
  if (!read) return std::unexpected(read.error().texts.front());
  const config::BrokerConfig& config = read->config;
  node.is_broker = config.is_broker();
  node.is_controller = config.is_controller();
  for (const config::Endpoint& endpoint : config.advertised())
    if (node.port == 0) node.port = endpoint.port;
  for (const config::Endpoint& endpoint : config.controller_endpoints())
    if (node.controller_port == 0) node.controller_port = endpoint.port;
  return node;
}

std::vector<int> nodes_in(const std::string& directory) {
  std::vector<int> ids;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kFolderPrefix)) continue;
    const std::string digits = name.substr(kFolderPrefix.size());
    const bool is_number = !digits.empty() && digits.size() < 7 &&
                           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number && fs::exists(entry.path() / "server.properties", ignored))
      ids.push_back(std::stoi(digits));
  }
  std::ranges::sort(ids);
  return ids;
}

std::expected<ClusterPlan, std::string> plan_existing(ClusterPlan plan,
                                                      const ClusterOptions& options,
                                                      const std::vector<int>& ids) {
  for (const int id : ids) {
    auto node = read_node(node_of(plan, id));
    if (!node) return std::unexpected(node.error());
    plan.nodes.push_back(*std::move(node));
  }
  const int alone = static_cast<int>(
      std::ranges::count_if(plan.nodes, [](const PlannedNode& node) { return !node.is_broker; }));
  const bool fits = options.brokers.value_or(plan.brokers()) == plan.brokers() &&
                    options.controllers.value_or(alone) == alone;
  if (!fits)
    return std::unexpected(fmt::format(
        "{} holds a cluster of {} brokers and {} separate controllers: start it without --brokers "
        "and --controllers, or name another --dir",
        plan.directory, plan.brokers(), alone));
  if (options.base_port || !options.properties.empty())
    return std::unexpected(plan.directory +
                           " holds a cluster already: --base-port and --config are for a new one; "
                           "edit node-*/server.properties there, or name another --dir");
  return plan;
}

}  // namespace

std::string PlannedNode::roles() const {
  if (!is_broker) return "controller";
  return is_controller ? "broker and controller" : "broker";
}

int ClusterPlan::brokers() const {
  return static_cast<int>(std::ranges::count_if(nodes, &PlannedNode::is_broker));
}

int ClusterPlan::controllers() const {
  return static_cast<int>(std::ranges::count_if(nodes, &PlannedNode::is_controller));
}

std::string ClusterPlan::bootstrap() const {
  std::string list;
  for (const PlannedNode& node : nodes)
    if (node.is_broker) list += fmt::format("{}{}:{}", list.empty() ? "" : ",", kHost, node.port);
  return list;
}

std::expected<ClusterPlan, std::string> plan_cluster(const ClusterOptions& options) {
  std::error_code error;
  ClusterPlan plan;
  plan.directory = fs::absolute(options.directory, error).lexically_normal().string();
  while (plan.directory.size() > 1 && plan.directory.ends_with('/'))
    plan.directory.pop_back();
  const std::vector<int> ids = nodes_in(plan.directory);
  if (plan.directory.find_first_of(",\\\"") != std::string::npos)
    return std::unexpected(plan.directory +
                           ": a comma, quote or backslash in it would be read as something else");
  if (ids.empty()) return plan_new(std::move(plan), options);
  return plan_existing(std::move(plan), options, ids);
}

}  // namespace fl::cli
