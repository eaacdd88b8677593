// Where a value comes from: the layers of a property, strongest first, as DescribeConfigs shows
// them.   Source: ConfigHelper.configSynonyms, DynamicBrokerConfig.brokerConfigSynonyms.
#pragma once
#include "core/config/topic_config.h"

#include <string_view>
#include <vector>

namespace fl::config {

/// All layers that have a value of the topic property, the value in force first. Kafka: layers are
/// dropped up to the first that bears the main broker property's own name, so that log.roll.hours
/// alone is never shown.
std::vector<SourcedValue> topic_value_sources(const BrokerConfig& broker, const Values& overrides,
                                              std::string_view property);

/// The same for a broker property.
std::vector<SourcedValue> broker_value_sources(const BrokerConfig& broker,
                                               std::string_view property);

}  // namespace fl::config
