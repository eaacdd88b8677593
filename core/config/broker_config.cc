#include "core/config/broker_config.h"

#include "core/config/bind.h"
#include "core/config/endpoints.h"
#include "core/config/value.h"

#include <algorithm>
#include <charconv>
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

bool read_number(std::string_view text, std::int32_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
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
        if (!config.is_for_controllers(endpoint.listener)) config.advertised_.push_back(endpoint);
      fill_controller_endpoints(config.endpoints_);
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
    fill_controller_endpoints(config.advertised_);
    fill_controller_endpoints(config.endpoints_);
    std::erase_if(config.advertised_, [this](const Endpoint& endpoint) {
      return config.is_for_controllers(endpoint.listener);
    });
  }

  /// Kafka: a controller listener may be advertised under another address (KIP-919).
  void fill_controller_endpoints(const std::vector<Endpoint>& from) {
    for (const Endpoint& endpoint : from) {
      const auto is_same = [&](const Endpoint& e) { return e.listener == endpoint.listener; };
      if (config.is_for_controllers(endpoint.listener) &&
          std::ranges::none_of(config.controller_endpoints_, is_same))
        config.controller_endpoints_.push_back(endpoint);
    }
  }

  /// "1@host:9093,2@host:9093".   Source: QuorumConfig.parseVoterConnections.
  void fill_voters() {
    for (const std::string& text : config.controller_quorum_voters) {
      const std::size_t at = text.find('@');
      const std::size_t colon = text.rfind(':');
      QuorumVoter voter;
      const bool has_parts = at != std::string::npos && colon != std::string::npos && at < colon;
      std::int32_t port = -1;
      if (!has_parts || !read_number(text.substr(0, at), voter.id) ||
          !read_number(text.substr(colon + 1), port) || voter.id < 0 || port < 0 || port > 65535) {
        errors.push_back("Invalid value " + text +
                         " for configuration controller.quorum.voters: each voter is written "
                         "{id}@{host}:{port}");
        continue;
      }
      voter.host = text.substr(at + 1, colon - at - 1);
      voter.port = static_cast<std::uint16_t>(port);
      config.quorum_voters_.push_back(std::move(voter));
    }
    const auto is_me = [this](const QuorumVoter& voter) { return voter.id == config.node_id; };
    const bool votes = std::ranges::any_of(config.quorum_voters_, is_me);
    if (config.quorum_voters_.empty()) return;
    if (config.is_controller() && !votes)
      errors.emplace_back("If process.roles contains the 'controller' role, the node id " +
                          std::to_string(config.node_id) +
                          " must be included in the set of voters controller.quorum.voters");
    if (!config.is_controller() && votes)
      errors.emplace_back("If process.roles contains just the 'broker' role, the node id " +
                          std::to_string(config.node_id) +
                          " must not be included in the set of voters controller.quorum.voters");
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
    fill_voters();
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return Parsed{.config = std::move(config), .warnings = std::move(warnings)};
  }
};

namespace {

bool has(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

}  // namespace

bool BrokerConfig::is_broker() const {
  return has(process_roles, "broker");
}

bool BrokerConfig::is_controller() const {
  return has(process_roles, "controller");
}

bool BrokerConfig::is_for_controllers(std::string_view listener) const {
  return has(controller_listener_names, listener);
}

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
