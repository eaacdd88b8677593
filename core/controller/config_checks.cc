#include "core/controller/config_checks.h"

#include "core/config/group_config.h"
#include "core/config/topic_config.h"
#include "core/config/value.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace fl::controller {

namespace {

using metadata::ConfigResource;
using metadata::ResourceType;
using wire::ErrorCode;

constexpr std::string_view kListenerPrefix = "listener.name.";

ApiError invalid_request(std::string text) {
  return {ErrorCode::invalid_request, std::move(text)};
}

ApiError invalid_config(std::string text) {
  return {ErrorCode::invalid_config, std::move(text)};
}

std::string joined(const std::vector<std::string>& names, std::string_view separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    text += name;
  }
  return text;
}

/// Requests name a broker by its id.
ApiError check_is_asked_node(const Asked& asked, const std::string& name) {
  const auto id = config::parse_int64(name);
  if (!id) return invalid_request("Node id must be an integer, but it is: " + name);
  if (asked.broker && *id != asked.broker->value)
    return invalid_request("Unexpected broker id, expected " + std::to_string(asked.broker->value) +
                           ", but received " + name);
  return {};
}

/// Kafka: a name that no release knows is let through, for plugins; it is only kept.
ApiError check_is_dynamic(const View& view, const std::vector<std::string>& names,
                          bool is_for_one_broker) {
  std::vector<std::string> fixed;
  std::vector<std::string> only_per_broker;
  for (const std::string& name : names) {
    const auto* const property =
        config::find_property(config::Scope::broker, name, view.config.release());
    if (property == nullptr || name.starts_with(kListenerPrefix)) continue;
    if (property->update == config::UpdateMode::read_only) fixed.push_back(name);
    if (property->update == config::UpdateMode::per_broker) only_per_broker.push_back(name);
  }
  if (!fixed.empty())
    return invalid_request("Cannot update these configs dynamically: [" + joined(fixed, ", ") +
                           "]");
  if (!is_for_one_broker && !only_per_broker.empty())
    return invalid_request(
        "Cannot update these configs at default cluster level, broker id must be specified: [" +
        joined(only_per_broker, ", ") + "]");
  return {};
}

ApiError check_broker_value(const View& view, const std::string& name,
                            const std::optional<std::string>& value) {
  const auto* const property =
      config::find_property(config::Scope::broker, name, view.config.release());
  if (property == nullptr || !value) return {};
  if (auto checked = config::check_value(*property, *value, view.config.release()); !checked)
    return invalid_request(std::move(checked.error()));
  return {};
}

ApiError check_topic(const View& view, const ChangedConfig& changed) {
  if (changed.resource.name.empty())
    return invalid_request("Default topic resources are not allowed.");
  if (auto wrong = metadata::invalid_topic_name(changed.resource.name))
    return {ErrorCode::invalid_topic_exception, std::move(wrong)};
  if (!changed.nulls.empty())
    return invalid_config("Null value not supported for topic configs: " +
                          joined(changed.nulls, ","));
  if (auto wrong = config::check_topic_overrides(view.config, changed.after))
    return invalid_config(std::move(*wrong));
  if (!changed.is_new && view.image.topic(changed.resource.name) == nullptr)
    return {ErrorCode::unknown_topic_or_partition,
            "The topic '" + changed.resource.name + "' does not exist."};
  return {};
}

ApiError check_group(const View& view, const ChangedConfig& changed) {
  if (changed.resource.name.empty())
    return invalid_request("Default group resources are not allowed.");
  if (!changed.nulls.empty())
    return invalid_config("Null value not supported for group configs: " +
                          joined(changed.nulls, ","));
  if (auto wrong = config::check_group_overrides(view.config, changed.after))
    return invalid_config(std::move(*wrong));
  return {};
}

ApiError check_client_metrics(const View& view, const ChangedConfig& changed) {
  if (changed.resource.name.empty())
    return invalid_request("Default client metrics resources are not allowed.");
  if (!changed.nulls.empty())
    return invalid_config("Null value not supported for client metrics configs: " +
                          joined(changed.nulls, ","));
  if (auto wrong = config::check_client_metrics_overrides(view.config, changed.after))
    return invalid_request(std::move(*wrong));
  return {};
}

/// Kafka: with eligible leader replicas, the cluster's min.insync.replicas must stay set, and no
/// broker has its own, so that all agree on who may lead.
ApiError check_min_isr(const View& view, const ChangedConfig& changed) {
  constexpr std::string_view kMinIsr = "min.insync.replicas";
  if (view.image.features.find("eligible.leader.replicas.version") == nullptr) return {};
  const auto before = changed.before.find(kMinIsr);
  const auto after = changed.after.find(kMinIsr);
  const bool is_set = after != changed.after.end();
  if (!changed.resource.name.empty() && is_set)
    return invalid_config(
        "Broker-level min.insync.replicas cannot be altered while ELR is enabled.");
  if (changed.resource.name.empty() && before != changed.before.end() && !is_set)
    return invalid_config(
        "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.");
  return {};
}

ApiError check_broker(const View& view, const ChangedConfig& changed) {
  const std::string& name = changed.resource.name;
  if (ApiError error = check_min_isr(view, changed); error.is_failure()) return error;
  if (name.empty()) return {};
  const auto id = config::parse_int64(name);
  if (!id) return invalid_request("Unable to parse broker name as a base 10 number.");
  if (*id < 0 || *id > 0x7FFFFFFF) return invalid_request("Invalid negative broker ID.");
  if (!view.image.brokers.contains(BrokerId(static_cast<std::int32_t>(*id))))
    return {ErrorCode::broker_id_not_registered, "No broker with id " + name + " found."};
  return {};
}

template <class Request, class Resource>
bool is_named_twice(const Request& request, const Resource& resource) {
  int times = 0;
  for (const Resource& other : request.resources)
    if (other.resource_type == resource.resource_type &&
        other.resource_name == resource.resource_name)
      ++times;
  return times > 1;
}

template <class Config>
bool has_duplicates(const std::vector<Config>& configs) {
  std::set<std::string_view> names;
  return !std::ranges::all_of(
      configs, [&names](const Config& config) { return names.insert(config.name).second; });
}

/// What both APIs ask of a resource, whose properties `names` are set or changed.
ApiError check_target(const Asked& asked, const ConfigResource& resource,
                      const std::vector<std::string>& names) {
  switch (resource.type) {
    case ResourceType::topic:
    case ResourceType::client_metrics:
    case ResourceType::group:
      return {};
    case ResourceType::broker:
      if (!resource.name.empty())
        if (ApiError error = check_is_asked_node(asked, resource.name); error.is_failure())
          return error;
      return check_is_dynamic(asked.view, names, !resource.name.empty());
    case ResourceType::broker_logger:
      // This node has no loggers that could be set.
      if (ApiError error = check_is_asked_node(asked, resource.name); error.is_failure())
        return error;
      if (names.empty()) return {};
      return invalid_config("Logger " + names.front() + " does not exist!");
    case ResourceType::unknown:
      break;
  }
  return invalid_request("Unknown resource type " +
                         std::to_string(static_cast<int>(resource.type)));
}

}  // namespace

ApiError check_resource_config(const View& view, const ChangedConfig& changed) {
  switch (changed.resource.type) {
    case ResourceType::topic:
      return check_topic(view, changed);
    case ResourceType::broker:
      return check_broker(view, changed);
    case ResourceType::group:
      return check_group(view, changed);
    case ResourceType::client_metrics:
      return check_client_metrics(view, changed);
    case ResourceType::broker_logger:
    case ResourceType::unknown:
      break;
  }
  return {};
}

ApiError check_incremental(
    const Asked& asked, const wire::IncrementalAlterConfigsRequest& request,
    const wire::IncrementalAlterConfigsRequest::AlterConfigsResource& resource) {
  if (is_named_twice(request, resource))
    return invalid_request("Each resource must appear at most once.");
  if (has_duplicates(resource.configs))
    return invalid_request("Error due to duplicate config keys");
  constexpr auto kDelete = static_cast<std::int8_t>(ConfigOperation::remove);
  constexpr auto kLast = static_cast<std::int8_t>(ConfigOperation::subtract);
  std::vector<std::string> nulls;
  std::vector<std::string> names;
  for (const auto& config : resource.configs) {
    names.push_back(config.name);
    if (config.config_operation != kDelete && !config.value) nulls.push_back(config.name);
  }
  if (!nulls.empty())
    return invalid_request("Null value not supported for : " + joined(nulls, ", "));
  const ConfigResource id{.type = static_cast<ResourceType>(resource.resource_type),
                          .name = resource.resource_name};
  if (ApiError error = check_target(asked, id, names); error.is_failure()) return error;
  for (const auto& config : resource.configs) {
    // Kafka: an operation that does not exist ends in a NullPointerException.
    if (config.config_operation < 0 || config.config_operation > kLast)
      return {ErrorCode::unknown_server_error, std::nullopt};
    const bool is_set = config.config_operation == static_cast<std::int8_t>(ConfigOperation::set);
    if (id.type != ResourceType::broker || !is_set) continue;
    if (ApiError error = check_broker_value(asked.view, config.name, config.value);
        error.is_failure())
      return error;
  }
  return {};
}

ApiError check_replacing(const Asked& asked, const wire::AlterConfigsRequest& request,
                         const wire::AlterConfigsRequest::AlterConfigsResource& resource) {
  if (is_named_twice(request, resource))
    return invalid_request("Each resource must appear at most once.");
  std::vector<std::string> nulls;
  std::vector<std::string> names;
  for (const auto& config : resource.configs) {
    names.push_back(config.name);
    if (!config.value) nulls.push_back(config.name);
  }
  if (!nulls.empty())
    return invalid_request("Null value not supported for : " + joined(nulls, ", "));
  const ConfigResource id{.type = static_cast<ResourceType>(resource.resource_type),
                          .name = resource.resource_name};
  if (ApiError error = check_target(asked, id, names); error.is_failure()) return error;
  if (id.type != ResourceType::broker) return {};
  for (const auto& config : resource.configs)
    if (ApiError error = check_broker_value(asked.view, config.name, config.value);
        error.is_failure())
      return error;
  return {};
}

}  // namespace fl::controller
