#include "core/broker/handlers/describe_configs.h"

#include "core/broker/handler.h"
#include "core/config/sources.h"
#include "core/config/value.h"
#include "core/controller/decided.h"
#include "core/metadata/topic_name.h"

#include <algorithm>
#include <map>
#include <utility>

namespace fl::broker {

namespace {

using Body = wire::DescribeConfigsRequest;
using Response = wire::DescribeConfigsResponse;
using Resource = Body::DescribeConfigsResource;
using Result = Response::DescribeConfigsResult;
using Entry = Response::DescribeConfigsResourceResult;
using Sources = std::vector<config::SourcedValue>;
using metadata::ResourceType;
using wire::ErrorCode;

/// Kafka's numbers of value types.   Source: DescribeConfigsResponse.ConfigType.
std::int8_t type_number(config::ValueType type) {
  switch (type) {
    case config::ValueType::boolean:
      return 1;
    case config::ValueType::string:
      return 2;
    case config::ValueType::int32:
      return 3;
    case config::ValueType::int16:
      return 4;
    case config::ValueType::int64:
      return 5;
    case config::ValueType::float64:
      return 6;
    case config::ValueType::list:
      return 7;
    case config::ValueType::class_name:
      return 8;
    case config::ValueType::password:
      return 9;
  }
  return 0;
}

/// Describes resources with the options of one request.
class Describer {
 public:
  Describer(const Server& server, const Body& body) : server_(server), body_(body) {}

  Result describe(const Resource& resource) const {
    Result result;
    result.resource_type = resource.resource_type;
    result.resource_name = resource.resource_name;
    switch (static_cast<ResourceType>(resource.resource_type)) {
      case ResourceType::topic:
        describe_topic(resource, result);
        return result;
      case ResourceType::broker:
        describe_broker(resource, result);
        return result;
      case ResourceType::broker_logger:
        // This node has no loggers: the list is empty.
        check_broker_id(resource, "", result);
        return result;
      case ResourceType::client_metrics:
        describe_other(resource, config::Scope::client_metrics,
                       config::ConfigSource::client_metrics_config, result);
        return result;
      case ResourceType::group:
        describe_other(resource, config::Scope::group, config::ConfigSource::group_config, result);
        return result;
      case ResourceType::unknown:
        break;
    }
    refuse(result, ErrorCode::invalid_request,
           std::string(wire::message_of(ErrorCode::invalid_request)));
    return result;
  }

 private:
  static void refuse(Result& result, ErrorCode code, std::string text) {
    result.error_code = code;
    result.error_message = controller::bounded_text(std::move(text));
  }

  static bool is_wanted(const Resource& resource, std::string_view name) {
    if (!resource.configuration_keys || resource.configuration_keys->empty()) return true;
    return std::ranges::find(*resource.configuration_keys, name) !=
           resource.configuration_keys->end();
  }

  void describe_topic(const Resource& resource, Result& result) const {
    const std::string& topic = resource.resource_name;
    if (auto wrong = metadata::invalid_topic_name(topic)) {
      refuse(result, ErrorCode::invalid_topic_exception, std::move(*wrong));
      return;
    }
    if (server_.image.topic(topic) == nullptr) {
      result.error_code = ErrorCode::unknown_topic_or_partition;
      return;
    }
    const auto& overrides = server_.image.config_of(ResourceType::topic, topic);
    for (const config::Property& property : config::properties(config::Scope::topic)) {
      const bool is_shown = !property.internal || overrides.contains(property.name);
      if (!is_shown || !property.in(server_.config.release()).exists) continue;
      if (!is_wanted(resource, property.name)) continue;
      Entry entry = described(
          property, config::effective_topic_value(server_.config, overrides, property.name));
      add_sources(entry, config::topic_value_sources(server_.config, overrides, property.name));
      result.configs.push_back(std::move(entry));
    }
  }

  /// Groups and subscriptions have a configuration whether they are there or not.
  void describe_other(const Resource& resource, config::Scope scope, config::ConfigSource source,
                      Result& result) const {
    if (resource.resource_name.empty()) {
      refuse(result, ErrorCode::invalid_request, "The resource name must not be empty.");
      return;
    }
    const auto& overrides = server_.image.config_of(
        static_cast<ResourceType>(resource.resource_type), resource.resource_name);
    for (const config::Property& property : config::properties(scope)) {
      if (!property.in(server_.config.release()).exists) continue;
      if (!is_wanted(resource, property.name)) continue;
      auto value = config::effective_value(server_.config, scope, overrides, property.name);
      Sources sources;
      if (overrides.contains(property.name))
        sources.push_back({.name = std::string(property.name), .value = value, .source = source});
      Entry entry = described(property, std::move(value));
      entry.read_only = false;
      add_sources(entry, sources);
      result.configs.push_back(std::move(entry));
    }
  }

  bool check_broker_id(const Resource& resource, std::string_view alternative,
                       Result& result) const {
    const auto id = config::parse_int64(resource.resource_name);
    if (!id) {
      refuse(result, ErrorCode::invalid_request,
             resource.resource_name.empty()
                 ? "Broker id must not be empty"
                 : "Broker id must be an integer, but it is: " + resource.resource_name);
      return false;
    }
    if (*id == server_.id.value) return true;
    refuse(result, ErrorCode::invalid_request,
           "Unexpected broker id, expected " + std::to_string(server_.id.value) +
               std::string(alternative) + " but received " + resource.resource_name);
    return false;
  }

  void describe_broker(const Resource& resource, Result& result) const {
    if (resource.resource_name.empty()) {
      describe_cluster_wide(resource, result);
      return;
    }
    if (!check_broker_id(resource, " or empty string,", result)) return;
    for (const config::Property& property : config::properties(config::Scope::broker)) {
      const bool is_set = server_.config.set_value_of(property.name).has_value();
      if (!property.in(server_.config.release()).exists || (property.internal && !is_set)) continue;
      if (!is_wanted(resource, property.name)) continue;
      Entry entry = described(property, server_.config.value_of(property.name));
      add_sources(entry, config::broker_value_sources(server_.config, property.name));
      result.configs.push_back(std::move(entry));
    }
    add_unknown(resource, result);
  }

  /// What no release knows is shown as Kafka does: it might be a password.
  void add_unknown(const Resource& resource, Result& result) const {
    std::map<std::string_view, config::ConfigSource> unknown;
    const auto add = [&](const config::Values& values, config::ConfigSource source) {
      for (const auto& [name, value] : values)
        if (find(name) == nullptr) unknown.try_emplace(name, source);
    };
    add(server_.config.layers().broker, config::ConfigSource::dynamic_broker);
    add(server_.config.layers().cluster, config::ConfigSource::dynamic_default_broker);
    add(server_.config.layers().file, config::ConfigSource::static_broker);
    for (const auto& [name, source] : unknown) {
      if (!is_wanted(resource, name)) continue;
      Entry entry;
      entry.name = name;
      entry.value = std::nullopt;
      entry.read_only = true;
      entry.is_sensitive = true;
      entry.documentation = std::nullopt;
      add_sources(entry, {{.name = entry.name, .value = std::nullopt, .source = source}});
      result.configs.push_back(std::move(entry));
    }
  }

  void describe_cluster_wide(const Resource& resource, Result& result) const {
    for (const auto& [name, value] : server_.image.config_of(ResourceType::broker, "")) {
      if (!is_wanted(resource, name)) continue;
      const config::Property* const property = find(name);
      if (property == nullptr) continue;
      Entry entry = described(*property, value);
      add_sources(entry, {{.name = name,
                           .value = entry.value,
                           .source = config::ConfigSource::dynamic_default_broker}});
      result.configs.push_back(std::move(entry));
    }
  }

  const config::Property* find(std::string_view name) const {
    return config::find_property(config::Scope::broker, name, server_.config.release());
  }

  Entry described(const config::Property& property, std::optional<std::string> value) const {
    const config::ValueType type = property.in(server_.config.release()).type;
    Entry entry;
    entry.name = property.name;
    entry.is_sensitive = property.sensitive || type == config::ValueType::password;
    entry.value = entry.is_sensitive ? std::nullopt : std::move(value);
    const bool is_topic = config::find_property(config::Scope::topic, property.name) == &property;
    entry.read_only = !is_topic && property.update == config::UpdateMode::read_only;
    entry.config_type = type_number(type);
    entry.documentation = std::nullopt;
    if (body_.include_documentation && !property.doc.empty())
      entry.documentation = std::string(property.doc);
    return entry;
  }

  void add_sources(Entry& entry, const Sources& sources) const {
    entry.config_source = static_cast<std::int8_t>(sources.empty() ? config::ConfigSource::standard
                                                                   : sources.front().source);
    if (!body_.include_synonyms) return;
    for (const config::SourcedValue& source : sources) {
      auto& synonym = entry.synonyms.emplace_back();
      synonym.name = source.name;
      synonym.value = entry.is_sensitive ? std::nullopt : source.value;
      synonym.source = static_cast<std::int8_t>(source.source);
    }
  }

  const Server& server_;
  const Body& body_;
};

}  // namespace

void handle(Server& server, Context& context, const Request& request,
            const wire::DescribeConfigsRequest& body) {
  Response response;
  const Describer describer(server, body);
  for (const Resource& resource : body.resources)
    response.results.push_back(describer.describe(resource));
  respond(server, context, request, response);
}

}  // namespace fl::broker
