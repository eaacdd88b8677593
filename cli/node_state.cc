#include "cli/node_state.h"

#include "core/base/nearest_name.h"
#include "core/broker/broker.h"
#include "core/broker/view.h"
#include "core/describe/json.h"
#include "core/describe/print.h"
#include "sim/scenario/quantity.h"

#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <vector>

namespace fl::cli {

namespace {

std::optional<NodeId> find(const sim::World& world, const std::string& name) {
  for (const NodeId node : world.nodes())
    if (world.name_of(node) == name) return node;
  return std::nullopt;
}

std::string unknown(const sim::World& world, const std::string& name) {
  std::vector<std::string_view> names;
  for (const NodeId node : world.nodes())
    names.emplace_back(world.name_of(node));
  const auto nearest = nearest_name(name, names);
  const std::string text = fmt::format("there is no node '{}'", name);
  return nearest ? text + fmt::format("; did you mean '{}'?", *nearest)
                 : text + fmt::format("; there are {}", fmt::join(names, ", "));
}

template <class V>
void add_lines(std::string& text, std::string_view title, const std::vector<V>& views) {
  text += fmt::format("{}:{}\n", title, views.empty() ? " none" : "");
  for (const V& view : views)
    text += "  " + print_fields(view) + "\n";
}

std::string lines_of(const broker::BrokerView& view) {
  std::string text =
      fmt::format("broker {} is {}, cluster id {}\n", view.id.value, view.phase, view.cluster_id);
  add_lines(text, "partitions", view.partitions);
  add_lines(text, "waiting requests", view.waiting);
  add_lines(text, "fetch sessions", view.fetch_sessions);
  add_lines(text, "connections", view.connections);
  return text;
}

}  // namespace

std::expected<std::string, std::string> node_state(const sim::World& world, const std::string& name,
                                                   bool json) {
  const auto node = find(world, name);
  if (!node) return std::unexpected(unknown(world, name));
  const auto* broker = world.node_as<broker::Broker>(*node);
  if (broker == nullptr)
    return std::unexpected(name + " is no broker; only brokers can be looked into");
  if (!world.is_running(*node))
    return std::unexpected(
        fmt::format("{} is down at {}", name, sim::time_text(world.now().value)));
  const broker::BrokerView view = broker::view_of(broker->server());
  return json ? to_json(view) + "\n" : lines_of(view);
}

}  // namespace fl::cli
