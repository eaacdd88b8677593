#include "core/config/broker_config.h"

#include "core/config/bind.h"
#include "core/config/endpoints.h"
#include "core/config/value.h"

#include <algorithm>
#include <utility>

namespace fl::config {

namespace {

/// What a string of the protocol can hold.
constexpr std::size_t kTextBytesMax = 32767;

/// Comparing with all known names takes time: a file of nothing but unknown ones is told so often.
constexpr std::size_t kNearestNamesMax = 50;

/// Properties of one listener are written listener.name.<listener>.<property>.
constexpr std::string_view kListenerPrefix = "listener.name.";

std::optional<std::string> found_in(const Values& values, std::string_view property) {
  const auto found = values.find(property);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

/// A directory has one name: what is listed under it is compared with it.
std::string without_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/'))
    path.pop_back();
  return path;
}

}  // namespace

/// Makes a BrokerConfig in steps, and collects what is wrong and what is worth saying.
struct BrokerConfigMaker {
  BrokerConfig config;
  std::vector<std::string> errors;
  std::vector<std::string> warnings;

  void check_layer(Values& values) {
    for (auto& [name, text] : values) {
      if (name.size() > kTextBytesMax || text.size() > kTextBytesMax) {
        errors.push_back(name.substr(0, 100) + ": names and values of more than " +
                         std::to_string(kTextBytesMax) + " bytes could not be told to clients");
        continue;
      }
      const Property* const property = find_property(Scope::broker, name, config.release_);
      if (property == nullptr) {
        warn_of_unknown(name);
        continue;
      }
      auto checked = check_value(*property, text, config.release_);
      if (!checked)
        errors.push_back(std::move(checked.error()));
      else if (*checked)
        text = std::move(**checked);
    }
  }

  void warn_of_unknown(std::string_view name) {
    if (name.starts_with(kListenerPrefix)) return;
    std::string warning = "unknown property " + std::string(name);
    const auto nearest = warnings.size() < kNearestNamesMax
                             ? nearest_property(Scope::broker, name, config.release_)
                             : std::nullopt;
    if (nearest) warning += " (did you mean " + std::string(*nearest) + "?)";
    warnings.push_back(std::move(warning));
  }

  void fill() {
    bind(static_cast<BrokerSettings&>(config),
         [this](std::string_view name) { return config.value_of(name); });
    fill_node_id();
    if (config.log_dirs.empty()) config.log_dirs = split_list(config.log_dir);
    for (std::string& directory : config.log_dirs)
      directory = without_slash(std::move(directory));
    config.metadata_log_dir = without_slash(std::move(config.metadata_log_dir));
    if (config.metadata_log_dir.empty() && !config.log_dirs.empty())
      config.metadata_log_dir = config.log_dirs.front();
    if (config.process_roles.empty() && config.release_ != Release::v3_2) {
      config.process_roles = {"broker", "controller"};
      warnings.emplace_back("process.roles is not set: this node is broker and controller");
    } else if (config.process_roles.size() == 1) {
      warnings.push_back("process.roles is " + config.process_roles.front() +
                         ": this node is broker and controller all the same");
    }
  }

  /// Kafka: broker.id is the older name; both may be set, but only to the same number.
  void fill_node_id() {
    const auto node = config.set_value_of("node.id");
    const auto broker = config.set_value_of("broker.id");
    if (node && broker && *node != *broker)
      errors.emplace_back(
          "You must set `node.id` to the same value as `broker.id`, or only set `node.id`");
    // Releases before 2.8 have broker.id alone.
    if (!node) set_member(type_of<std::int32_t>, &config.node_id, broker);
    if (config.node_id < 0)
      errors.emplace_back("Missing required configuration \"node.id\" which has no default value.");
  }

  void fill_endpoints() {
    auto bound =
        parse_endpoints("listeners", config.listeners, config.listener_security_protocol_map);
    if (!bound) {
      errors.push_back(std::move(bound.error()));
      return;
    }
    config.endpoints_ = std::move(*bound);
    if (config.advertised_listeners.empty()) {
      for (const Endpoint& endpoint : config.endpoints_)
        if (!is_for_controllers(endpoint)) config.advertised_.push_back(endpoint);
      return;
    }
    auto advertised = parse_endpoints("advertised.listeners", config.advertised_listeners,
                                      config.listener_security_protocol_map);
    if (!advertised) {
      errors.push_back(std::move(advertised.error()));
      return;
    }
    for (const Endpoint& endpoint : *advertised)
      if (endpoint.host == "0.0.0.0")
        errors.emplace_back(
            "advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable "
            "IP address.");
    config.advertised_ = std::move(*advertised);
  }

  /// Kafka: node.id and broker.id are one property under two names; who sets one has set both.
  void name_node_twice(Values& file) const {
    const auto copy = [this, &file](std::string_view from, std::string_view to) {
      const auto found = file.find(from);
      if (found == file.end() || file.contains(to)) return;
      if (find_property(Scope::broker, to, config.release_) == nullptr) return;
      const std::string value = found->second;
      file.emplace(to, value);
    };
    copy("node.id", "broker.id");
    copy("broker.id", "node.id");
  }

  bool is_for_controllers(const Endpoint& endpoint) const {
    return std::ranges::find(config.controller_listener_names, endpoint.listener) !=
           config.controller_listener_names.end();
  }

  std::expected<Parsed, std::vector<std::string>> make(Layers layers, Release release) {
    config.release_ = release;
    name_node_twice(layers.file);
    check_layer(layers.file);
    check_layer(layers.cluster);
    check_layer(layers.broker);
    config.layers_ = std::move(layers);
    if (!errors.empty()) return std::unexpected(std::move(errors));
    fill();
    fill_endpoints();
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return Parsed{.config = std::move(config), .warnings = std::move(warnings)};
  }
};

std::optional<std::string> BrokerConfig::set_value_of(std::string_view property) const {
  for (const Values* layer : {&layers_.broker, &layers_.cluster, &layers_.file})
    if (auto value = found_in(*layer, property)) return value;
  return std::nullopt;
}

std::optional<std::string_view> BrokerConfig::standard_of(std::string_view property) const {
  const Property* const found = find_property(Scope::broker, property, release_);
  return found == nullptr ? std::nullopt : found->in(release_).standard;
}

std::optional<std::string> BrokerConfig::value_of(std::string_view property) const {
  if (auto value = set_value_of(property)) return value;
  const auto standard = standard_of(property);
  if (!standard) return std::nullopt;
  return std::string(*standard);
}

std::expected<Parsed, std::vector<std::string>> make_broker_config(Layers layers, Release release) {
  return BrokerConfigMaker{}.make(std::move(layers), release);
}

std::expected<Parsed, std::vector<std::string>> parse(const Properties& properties,
                                                      Release release) {
  Layers layers;
  for (const auto& [name, value] : properties)
    layers.file.insert_or_assign(name, value);
  return make_broker_config(std::move(layers), release);
}

}  // namespace fl::config
