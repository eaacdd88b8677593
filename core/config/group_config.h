// What may be configured for groups and for client metrics subscriptions. A group's intervals lie
// between bounds that its broker sets.   Source: GroupConfig.validate,
// ClientMetricsConfigs.validate.
#pragma once
#include "core/config/broker_config.h"

#include <optional>
#include <string>

namespace fl::config {

/// Kafka's text for the first thing wrong with a group's overrides, or nothing.
std::optional<std::string> check_group_overrides(const BrokerConfig& broker,
                                                 const Values& overrides);

/// The same for a client metrics subscription.
std::optional<std::string> check_client_metrics_overrides(const BrokerConfig& broker,
                                                          const Values& overrides);

}  // namespace fl::config
