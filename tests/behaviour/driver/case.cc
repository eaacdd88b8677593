// Loads cases and knows which of them our broker must pass. See case.h.
#include "tests/behaviour/driver/case.h"

#include "core/wire/api.h"
#include "tests/golden/golden.h"

#include <algorithm>

namespace fl::behaviour {
namespace {

bool is_served(std::string_view api) {
  return std::ranges::any_of(wire::api_table(), [&](const wire::ApiInfo& info) {
    return info.name == api && info.served;
  });
}

bool is_served(const std::vector<Json>& steps) {
  return std::ranges::all_of(steps, [](const Json& step) {
    if (step.contains("as") && !is_served(step["as"]["api"].get<std::string>())) return false;
    return !step.contains("api") || is_served(step["api"].get<std::string>());
  });
}

}  // namespace

Case load_case(const std::string& path) {
  const Json json = Json::parse(golden::read_text("behaviour/" + path));
  return {.path = path,
          .name = json.at("name"),
          .profile = json.at("profile"),
          .setup = json.value("setup", std::vector<Json>{}),
          .steps = json.at("steps")};
}

std::vector<std::string> served_cases(std::string_view profile) {
  std::vector<std::string> found;
  for (const std::string& path : golden::files("behaviour")) {
    if (!path.ends_with(".json")) continue;
    const Case each = load_case(path);
    if (each.profile == profile && is_served(each.setup) && is_served(each.steps))
      found.push_back(path);
  }
  return found;
}

std::vector<std::string> properties_of(std::string_view profile) {
  std::vector<std::string> properties{
      "offsets.topic.replication.factor=1",
      "transaction.state.log.replication.factor=1",
      "transaction.state.log.min.isr=1",
      "share.coordinator.state.topic.replication.factor=1",
      "share.coordinator.state.topic.min.isr=1",
      "group.initial.rebalance.delay.ms=0",
      "log.retention.ms=-1",
  };
  if (profile == "default") {
    properties.emplace_back("auto.create.topics.enable=true");
    return properties;
  }
  for (const char* each :
       {"auto.create.topics.enable=false", "delete.topic.enable=false", "group.max.size=2",
        "group.consumer.max.size=2", "max.incremental.fetch.session.cache.slots=0",
        "socket.request.max.bytes=65536", "message.max.bytes=2000", "num.partitions=3",
        "transaction.max.timeout.ms=30000", "offset.metadata.max.bytes=10"})
    properties.emplace_back(each);
  return properties;
}

}  // namespace fl::behaviour
