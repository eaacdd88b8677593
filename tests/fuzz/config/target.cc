// Feeds hostile bytes to everything that reads a configuration file: the properties syntax, and the
// values of listeners and of every kind of property.
#include "core/base/assert.h"
#include "core/config/broker_config.h"
#include "core/config/server_properties.h"
#include "core/config/topic_config.h"
#include "core/config/value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace fl;

/// A normal form is a fixed point: checking it again changes nothing.
void check_values(std::string_view text) {
  for (const config::Scope scope : {config::Scope::broker, config::Scope::topic}) {
    for (const config::Property& property : config::properties(scope)) {
      if (!property.in(config::Release::v4_3).exists) continue;
      const auto once = config::check_value(property, text);
      if (!once || !*once) continue;
      const auto twice = config::check_value(property, **once);
      FL_ASSERT(twice.has_value());
      FL_ASSERT(property.in(config::Release::v4_3).type == config::ValueType::password ||
                **twice == **once);
    }
  }
}

void check_file(std::string_view text) {
  const auto lines = config::read_properties(text);
  if (!lines) {
    FL_ASSERT(!lines.error().empty());
    return;
  }
  Properties properties{{"node.id", "1"}};
  config::Values overrides;
  for (const config::PropertyLine& line : *lines) {
    FL_ASSERT(line.line >= 1);
    properties.emplace_back(line.key, line.value);
    overrides.insert_or_assign(line.key, line.value);
  }
  const auto parsed = config::parse(properties);
  if (!parsed) {
    FL_ASSERT(!parsed.error().empty());
    return;
  }
  FL_ASSERT(parsed->config.node_id >= 0);
  FL_ASSERT(!parsed->config.log_dirs.empty());
  static_cast<void>(config::check_topic_overrides(parsed->config, overrides));
  static_cast<void>(config::effective_topic_config(parsed->config, overrides));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_file(text);
  if (size < 256) check_values(text);
  return 0;
}
