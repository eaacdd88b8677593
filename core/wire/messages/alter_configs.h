// AlterConfigs (33): replaces all configs of a resource by the given ones.
#pragma once
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// The full new set of configs per resource.
struct AlterConfigsRequest {
  static constexpr std::string_view kName = "AlterConfigsRequest";
  static constexpr ApiKey kApi = ApiKey::alter_configs;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct AlterableConfig {
    std::string name;
    std::optional<std::string> value = "";
    UnknownTags unknown_tags;

    bool operator==(const AlterableConfig&) const = default;

    static consteval auto fields() {
      return field_list(field<&AlterableConfig::name>("Name", since(0)),
                        field<&AlterableConfig::value>("Value", since(0), {.nullable = since(0)}));
    }
  };

  struct AlterConfigsResource {
    std::int8_t resource_type = 0;  ///< 2 topic, 4 broker, 8 broker logger
    std::string resource_name;
    std::vector<AlterableConfig> configs;
    UnknownTags unknown_tags;

    bool operator==(const AlterConfigsResource&) const = default;

    static consteval auto fields() {
      return field_list(field<&AlterConfigsResource::resource_type>("ResourceType", since(0)),
                        field<&AlterConfigsResource::resource_name>("ResourceName", since(0)),
                        field<&AlterConfigsResource::configs>("Configs", since(0)));
    }
  };

  std::vector<AlterConfigsResource> resources;
  bool validate_only = false;
  UnknownTags unknown_tags;

  bool operator==(const AlterConfigsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterConfigsRequest::resources>("Resources", since(0)),
                      field<&AlterConfigsRequest::validate_only>("ValidateOnly", since(0)));
  }
};

/// Per resource: whether its configs were replaced.
struct AlterConfigsResponse {
  static constexpr std::string_view kName = "AlterConfigsResponse";
  static constexpr ApiKey kApi = ApiKey::alter_configs;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(2);

  struct AlterConfigsResourceResponse {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;  ///< 2 topic, 4 broker, 8 broker logger
    std::string resource_name;
    UnknownTags unknown_tags;

    bool operator==(const AlterConfigsResourceResponse&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&AlterConfigsResourceResponse::error_code>("ErrorCode", since(0)),
          field<&AlterConfigsResourceResponse::error_message>("ErrorMessage", since(0),
                                                              {.nullable = since(0)}),
          field<&AlterConfigsResourceResponse::resource_type>("ResourceType", since(0)),
          field<&AlterConfigsResourceResponse::resource_name>("ResourceName", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<AlterConfigsResourceResponse> responses;
  UnknownTags unknown_tags;

  bool operator==(const AlterConfigsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&AlterConfigsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&AlterConfigsResponse::responses>("Responses", since(0)));
  }
};

}  // namespace fl::wire
