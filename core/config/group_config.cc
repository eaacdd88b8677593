#include "core/config/group_config.h"

#include "core/config/topic_config.h"
#include "core/config/value.h"

#include <array>

namespace fl::config {

namespace {

std::optional<std::string> check_each(const BrokerConfig& broker, Scope scope,
                                      const Values& overrides, std::string_view unknown) {
  for (const auto& [name, text] : overrides) {
    const Property* const row = find_property(scope, name, broker.release());
    if (row == nullptr) return std::string(unknown) + name;
    if (auto checked = check_value(*row, text, broker.release()); !checked) return checked.error();
  }
  return std::nullopt;
}

/// group.consumer.min.heartbeat.interval.ms bounds consumer.heartbeat.interval.ms.
std::string bound_of(std::string_view property, std::string_view which) {
  const std::size_t dot = property.find('.');
  return "group." + std::string(property.substr(0, dot + 1)) + std::string(which) +
         std::string(property.substr(dot));
}

std::optional<std::string> check_bounds(const BrokerConfig& broker, const Values& overrides) {
  for (const auto& [name, text] : overrides) {
    const auto value =
        parse_int64(effective_value(broker, Scope::group, overrides, name).value_or(""));
    if (!value) continue;
    const std::string min = bound_of(name, "min");
    const std::string max = bound_of(name, "max");
    if (const auto bound = parse_int64(broker.value_of(min).value_or("")); bound && *value < *bound)
      return name + " must be greater than or equal to " + min;
    if (const auto bound = parse_int64(broker.value_of(max).value_or("")); bound && *value > *bound)
      return name + " must be less than or equal to " + max;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_group_overrides(const BrokerConfig& broker,
                                                 const Values& overrides) {
  if (auto wrong = check_each(broker, Scope::group, overrides, "Unknown group config name: "))
    return wrong;
  if (auto wrong = check_bounds(broker, overrides)) return wrong;
  constexpr std::array<std::string_view, 3> kKinds{"consumer", "share", "streams"};
  for (const std::string_view kind : kKinds) {
    const std::string session = std::string(kind) + ".session.timeout.ms";
    const std::string heartbeat = std::string(kind) + ".heartbeat.interval.ms";
    const auto number = [&](const std::string& name) {
      return parse_int64(effective_value(broker, Scope::group, overrides, name).value_or(""));
    };
    const auto timeout = number(session);
    const auto interval = number(heartbeat);
    if (timeout && interval && *timeout <= *interval)
      return session + " must be greater than " + heartbeat;
  }
  return std::nullopt;
}

std::optional<std::string> check_client_metrics_overrides(const BrokerConfig& broker,
                                                          const Values& overrides) {
  return check_each(broker, Scope::client_metrics, overrides,
                    "Unknown client metrics configuration: ");
}

}  // namespace fl::config
