#include "core/config/sources.h"

#include <algorithm>
#include <array>
#include <span>

namespace fl::config {

namespace {

using Names = std::vector<std::string_view>;

/// Properties of one meaning in several units; the first that is set wins.
constexpr std::array<std::array<std::string_view, 3>, 4> kFamilies{{
    {"log.roll.ms", "log.roll.hours", ""},
    {"log.roll.jitter.ms", "log.roll.jitter.hours", ""},
    {"log.retention.ms", "log.retention.minutes", "log.retention.hours"},
    {"log.flush.interval.ms", "log.flush.scheduler.interval.ms", ""},
}};

Names family_of(std::string_view property) {
  for (const auto& family : kFamilies) {
    const bool is_flush = family[0] == "log.flush.interval.ms";
    const bool is_member =
        is_flush ? property == family[0] : std::ranges::find(family, property) != family.end();
    if (!is_member || property.empty()) continue;
    Names names;
    for (const std::string_view name : family)
      if (!name.empty()) names.push_back(name);
    return names;
  }
  return {property};
}

void add_layer(std::vector<SourcedValue>& out, const Names& names, const Values& layer,
               ConfigSource source) {
  for (const std::string_view name : names)
    if (const auto found = layer.find(name); found != layer.end())
      out.push_back({.name = std::string(name), .value = found->second, .source = source});
}

}  // namespace

std::vector<SourcedValue> broker_value_sources(const BrokerConfig& broker,
                                               std::string_view property) {
  const Names names = family_of(property);
  std::vector<SourcedValue> sources;
  const Layers& layers = broker.layers();
  add_layer(sources, names, layers.broker, ConfigSource::dynamic_broker);
  add_layer(sources, names, layers.cluster, ConfigSource::dynamic_default_broker);
  add_layer(sources, names, layers.file, ConfigSource::static_broker);
  for (const std::string_view name : names)
    if (const auto standard = broker.standard_of(name))
      sources.push_back({.name = std::string(name),
                         .value = std::string(*standard),
                         .source = ConfigSource::standard});
  const auto first = std::ranges::find(sources, property, &SourcedValue::name);
  sources.erase(sources.begin(), first);
  return sources;
}

std::vector<SourcedValue> topic_value_sources(const BrokerConfig& broker, const Values& overrides,
                                              std::string_view property) {
  std::vector<SourcedValue> sources;
  const Property* const row = find_property(Scope::topic, property, broker.release());
  if (row != nullptr && !row->falls_back_to().empty())
    sources = broker_value_sources(broker, row->falls_back_to().front().name);
  if (const auto set = overrides.find(property); set != overrides.end())
    sources.insert(sources.begin(), {.name = std::string(property),
                                     .value = set->second,
                                     .source = ConfigSource::topic_config});
  return sources;
}

}  // namespace fl::config
