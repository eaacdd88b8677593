// See served.h.
#include "tests/behaviour/driver/served.h"

#include "core/wire/api.h"

#include <stdexcept>

namespace fl::behaviour {
namespace {

bool is_served(const Json& row) {
  const wire::ApiInfo* const info =
      wire::find_api(static_cast<wire::ApiKey>(row.at("apiKey").get<std::int16_t>()));
  return info != nullptr && info->served;
}

template <class Keep>
void filter(Json& expected, const char* name, Keep keep) {
  if (!expected.contains(name)) return;
  Json& list = expected[name];
  Json& rows = list.is_object() && list.contains("*set*") ? list["*set*"] : list;
  if (!rows.is_array()) return;
  Json kept = Json::array();
  for (const Json& row : rows) {
    if (keep(row)) kept.push_back(row);
  }
  rows = kept;
}

}  // namespace

Json as_far_as_served(const std::string& api, Json expected) {
  if (api != "ApiVersions") return expected;
  filter(expected, "apiKeys", is_served);
  return expected;
}

std::int16_t response_header_version_of(const std::string& api, std::int16_t version) {
  for (const wire::ApiInfo& info : wire::api_table()) {
    if (info.name == api) return wire::response_header_version(info.key, version);
  }
  throw std::runtime_error("no API " + api);
}

}  // namespace fl::behaviour
