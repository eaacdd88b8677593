// ListConfigResources (74): what has configurations (KIP-1142). Version 0 was
// ListClientMetricsResources.
#pragma once
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Of which types; empty means all.
struct ListConfigResourcesRequest {
  static constexpr std::string_view kName = "ListConfigResourcesRequest";
  static constexpr ApiKey kApi = ApiKey::list_config_resources;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  std::vector<std::int8_t> resource_types;
  UnknownTags unknown_tags;

  bool operator==(const ListConfigResourcesRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ListConfigResourcesRequest::resource_types>("ResourceTypes", since(1)));
  }
};

/// Names by type.
struct ListConfigResourcesResponse {
  static constexpr std::string_view kName = "ListConfigResourcesResponse";
  static constexpr ApiKey kApi = ApiKey::list_config_resources;
  static constexpr Versions kVersions = between(0, 1);
  static constexpr Versions kFlexible = since(0);

  struct ConfigResource {
    std::string resource_name;
    std::int8_t resource_type = 16;
    UnknownTags unknown_tags;

    bool operator==(const ConfigResource&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&ConfigResource::resource_name>("ResourceName", since(0)),
          field<&ConfigResource::resource_type>("ResourceType", since(1), {.ignorable = true}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<ConfigResource> config_resources;
  UnknownTags unknown_tags;

  bool operator==(const ListConfigResourcesResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&ListConfigResourcesResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&ListConfigResourcesResponse::error_code>("ErrorCode", since(0)),
        field<&ListConfigResourcesResponse::config_resources>("ConfigResources", since(0)));
  }
};

}  // namespace fl::wire
