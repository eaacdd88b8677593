#include "core/config/topic_config.h"

#include "core/config/bind.h"
#include "core/config/value.h"

#include <algorithm>
#include <limits>

namespace fl::config {

namespace {

/// A broker's value in the topic's unit; a negative time stays -1 ("for ever").
std::optional<std::string> converted(const std::string& value, std::int64_t factor) {
  if (factor == 1) return value;
  const auto number = parse_int64(value);
  if (!number) return std::nullopt;
  if (*number < 0) return "-1";
  if (*number > std::numeric_limits<std::int64_t>::max() / factor)
    return std::to_string(std::numeric_limits<std::int64_t>::max());
  return std::to_string(*number * factor);
}

bool contains(const std::vector<std::string>& list, std::string_view element) {
  return std::ranges::find(list, element) != list.end();
}

}  // namespace

bool TopicConfig::compacts() const {
  return contains(cleanup_policy, "compact");
}

bool TopicConfig::deletes() const {
  return contains(cleanup_policy, "delete");
}

std::optional<std::string> effective_value(const BrokerConfig& broker, Scope scope,
                                           const Values& overrides, std::string_view property) {
  const Property* const row = find_property(scope, property, broker.release());
  if (row == nullptr) return std::nullopt;
  if (const auto set = overrides.find(property); set != overrides.end()) {
    auto checked = check_value(*row, set->second, broker.release());
    if (checked && *checked) return *checked;
  }
  for (const Synonym& synonym : row->falls_back_to())
    if (const auto value = broker.value_of(synonym.name)) return converted(*value, synonym.factor);
  const auto standard = row->in(broker.release()).standard;
  if (!standard) return std::nullopt;
  return std::string(*standard);
}

TopicConfig effective_topic_config(const BrokerConfig& broker, const Values& overrides) {
  TopicConfig config;
  bind(config,
       [&](std::string_view name) { return effective_topic_value(broker, overrides, name); });
  // Kafka: internal.segment.bytes lets tests use segments below the smallest that is allowed.
  if (const auto internal = effective_topic_value(broker, overrides, "internal.segment.bytes"))
    set_member(type_of<std::int32_t>, &config.segment_bytes, internal);
  return config;
}

std::optional<std::string> check_topic_overrides(const BrokerConfig& broker,
                                                 const Values& overrides) {
  for (const auto& [name, text] : overrides) {
    const Property* const row = find_property(Scope::topic, name, broker.release());
    if (row == nullptr) return "Unknown topic config name: " + name;
    if (auto checked = check_value(*row, text, broker.release()); !checked) return checked.error();
  }
  const TopicConfig config = effective_topic_config(broker, overrides);
  if (config.min_compaction_lag_ms > config.max_compaction_lag_ms)
    return "conflict topic config setting min.compaction.lag.ms (" +
           std::to_string(config.min_compaction_lag_ms) + ") > max.compaction.lag.ms (" +
           std::to_string(config.max_compaction_lag_ms) + ")";
  if (effective_topic_value(broker, overrides, "remote.storage.enable") == "true")
    return "Tiered Storage functionality is disabled in the broker. Topic cannot be configured "
           "with "
           "remote log storage.";
  return std::nullopt;
}

}  // namespace fl::config
