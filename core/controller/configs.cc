#include "core/controller/configs.h"

#include "core/config/topic_config.h"
#include "core/config/value.h"
#include "core/controller/cluster_view.h"
#include "core/controller/config_checks.h"
#include "core/wire/codec.h"

#include <algorithm>
#include <utility>

namespace fl::controller {

namespace {

using metadata::ConfigResource;
using metadata::ResourceType;
using wire::ErrorCode;

std::vector<std::string> without_empty(std::vector<std::string> elements) {
  std::erase_if(elements, [](const std::string& element) { return element.empty(); });
  return elements;
}

/// The list after appending or subtracting. Appending what is there already changes nothing.
std::string changed_list(const std::optional<std::string>& old_value, const ConfigChange& change) {
  auto elements = without_empty(config::split_list(old_value.value_or("")));
  for (const std::string& element : config::split_list(change.value.value_or(""))) {
    const auto found = std::ranges::find(elements, element);
    if (change.operation == ConfigOperation::append && found == elements.end())
      elements.push_back(element);
    if (change.operation == ConfigOperation::subtract && found != elements.end())
      elements.erase(found);
  }
  return config::join_list(elements);
}

/// Whose table the resource's properties are in.
config::Scope scope_of(ResourceType type) {
  switch (type) {
    case ResourceType::topic:
      return config::Scope::topic;
    case ResourceType::group:
      return config::Scope::group;
    case ResourceType::client_metrics:
      return config::Scope::client_metrics;
    case ResourceType::broker:
    case ResourceType::broker_logger:
    case ResourceType::unknown:
      break;
  }
  return config::Scope::broker;
}

std::optional<std::string> standard_value(const View& view, ResourceType type,
                                          std::string_view name) {
  return config::effective_value(view.config, scope_of(type), {}, name);
}

bool is_list(const View& view, ResourceType type, std::string_view name) {
  const config::Property* const property =
      config::find_property(scope_of(type), name, view.config.release());
  return property != nullptr && property->in(view.config.release()).type == config::ValueType::list;
}

wire::ConfigRecord config_record(const ConfigResource& resource, const std::string& name,
                                 std::optional<std::string> value) {
  wire::ConfigRecord record;
  record.resource_type = static_cast<std::int8_t>(resource.type);
  record.resource_name = resource.name;
  record.name = name;
  record.value = std::move(value);
  return record;
}

}  // namespace

void add_clear_elr_records(const View& view, metadata::RecordList& records) {
  if (!has_eligible_leader_replicas(view)) return;
  metadata::RecordList added;
  for (const metadata::Record& record : records) {
    const auto* const config = std::get_if<wire::ConfigRecord>(&record);
    if (config == nullptr || config->name != "min.insync.replicas") continue;
    wire::ClearElrRecord clear;
    if (config->resource_type == static_cast<std::int8_t>(ResourceType::topic))
      clear.topic_name = config->resource_name;
    added.emplace_back(std::move(clear));
  }
  std::ranges::move(added, std::back_inserter(records));
}

DecidedConfigs decide_config_changes(const View& view, const ConfigResource& resource,
                                     const ConfigChanges& changes, bool is_new) {
  const metadata::ConfigValues before =
      is_new ? metadata::ConfigValues{} : view.image.config_of(resource.type, resource.name);
  metadata::ConfigValues after = before;
  DecidedConfigs decided;
  std::vector<std::string> nulls;
  for (const auto& [name, change] : changes) {
    const auto old = before.find(name);
    std::optional<std::string> old_value;
    if (old != before.end()) old_value = old->second;
    std::optional<std::string> value = change.value;
    if (change.operation == ConfigOperation::remove) value = std::nullopt;
    if (change.operation == ConfigOperation::set && !value) nulls.push_back(name);
    if (change.operation == ConfigOperation::append ||
        change.operation == ConfigOperation::subtract) {
      const bool appends = change.operation == ConfigOperation::append;
      if (!is_list(view, resource.type, name)) {
        decided.records.clear();
        decided.error = {ErrorCode::invalid_config,
                         std::string("Can't ") + (appends ? "APPEND" : "SUBTRACT") + " to key " +
                             name + " because its type is not LIST."};
        return decided;
      }
      value =
          changed_list(old_value ? old_value : standard_value(view, resource.type, name), change);
    }
    if (value && value->size() > wire::kStringBytesMax) {
      // A list grows by appending; a record, like a request, holds strings up to this.
      decided.records.clear();
      decided.error = {ErrorCode::invalid_config, "The value of " + name + " becomes too long."};
      return decided;
    }
    if (value)
      after.insert_or_assign(name, *value);
    else
      after.erase(name);
    // Kafka writes a broker's value even if it is the same: brokers then load it again.
    if (value != old_value || resource.type == ResourceType::broker)
      decided.records.emplace_back(config_record(resource, name, std::move(value)));
  }
  decided.error = check_resource_config(
      view,
      {.resource = resource, .before = before, .after = after, .nulls = nulls, .is_new = is_new});
  if (decided.error.is_failure()) decided.records.clear();
  if (is_new) add_clear_elr_records(view, decided.records);
  return decided;
}

Decided<wire::IncrementalAlterConfigsResponse> decide_incremental_alter_configs(
    const View& view, const wire::IncrementalAlterConfigsRequest& request,
    std::optional<BrokerId> asked) {
  Decided<wire::IncrementalAlterConfigsResponse> decided;
  for (const auto& resource : request.resources) {
    const ConfigResource id{.type = static_cast<ResourceType>(resource.resource_type),
                            .name = resource.resource_name};
    DecidedConfigs configs;
    configs.error = check_incremental({view, asked}, request, resource);
    if (!configs.error.is_failure() && id.type != ResourceType::broker_logger) {
      ConfigChanges changes;
      for (const auto& config : resource.configs)
        changes.insert_or_assign(
            config.name,
            ConfigChange{static_cast<ConfigOperation>(config.config_operation), config.value});
      configs = decide_config_changes(view, id, changes, false);
    }
    wire::IncrementalAlterConfigsResponse::AlterConfigsResourceResponse response;
    response.error_code = configs.error.code;
    response.error_message = bounded_text(std::move(configs.error.message));
    response.resource_type = resource.resource_type;
    response.resource_name = resource.resource_name;
    decided.response.responses.push_back(std::move(response));
    std::ranges::move(configs.records, std::back_inserter(decided.records));
  }
  add_clear_elr_records(view, decided.records);
  if (request.validate_only) decided.records.clear();
  return decided;
}

Decided<wire::AlterConfigsResponse> decide_alter_configs(const View& view,
                                                         const wire::AlterConfigsRequest& request,
                                                         std::optional<BrokerId> asked) {
  Decided<wire::AlterConfigsResponse> decided;
  for (const auto& resource : request.resources) {
    const ConfigResource id{.type = static_cast<ResourceType>(resource.resource_type),
                            .name = resource.resource_name};
    DecidedConfigs configs;
    configs.error = check_replacing({view, asked}, request, resource);
    if (!configs.error.is_failure() && id.type != ResourceType::broker_logger) {
      ConfigChanges changes;
      for (const auto& [name, value] : view.image.config_of(id.type, id.name))
        changes.insert_or_assign(name, ConfigChange{ConfigOperation::remove, std::nullopt});
      for (const auto& config : resource.configs)
        changes.insert_or_assign(config.name, ConfigChange{ConfigOperation::set, config.value});
      configs = decide_config_changes(view, id, changes, false);
    }
    wire::AlterConfigsResponse::AlterConfigsResourceResponse response;
    response.error_code = configs.error.code;
    response.error_message = bounded_text(std::move(configs.error.message));
    response.resource_type = resource.resource_type;
    response.resource_name = resource.resource_name;
    decided.response.responses.push_back(std::move(response));
    std::ranges::move(configs.records, std::back_inserter(decided.records));
  }
  add_clear_elr_records(view, decided.records);
  if (request.validate_only) decided.records.clear();
  return decided;
}

}  // namespace fl::controller
