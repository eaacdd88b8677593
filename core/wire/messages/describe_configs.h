// DescribeConfigs (32): the configs of topics and brokers, with where each value comes from.
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

/// Resources to describe; null `configuration_keys` asks for all configs.
struct DescribeConfigsRequest {
  static constexpr std::string_view kName = "DescribeConfigsRequest";
  static constexpr ApiKey kApi = ApiKey::describe_configs;
  static constexpr Versions kVersions = between(1, 4);
  static constexpr Versions kFlexible = since(4);

  struct DescribeConfigsResource {
    std::int8_t resource_type = 0;  ///< 2 topic, 4 broker, 8 broker logger
    std::string resource_name;
    std::optional<std::vector<std::string>> configuration_keys = std::vector<std::string>{};
    UnknownTags unknown_tags;

    bool operator==(const DescribeConfigsResource&) const = default;

    static consteval auto fields() {
      return field_list(field<&DescribeConfigsResource::resource_type>("ResourceType", since(0)),
                        field<&DescribeConfigsResource::resource_name>("ResourceName", since(0)),
                        field<&DescribeConfigsResource::configuration_keys>(
                            "ConfigurationKeys", since(0), {.nullable = since(0)}));
    }
  };

  std::vector<DescribeConfigsResource> resources;
  bool include_synonyms = false;
  bool include_documentation = false;
  UnknownTags unknown_tags;

  bool operator==(const DescribeConfigsRequest&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&DescribeConfigsRequest::resources>("Resources", since(0)),
        field<&DescribeConfigsRequest::include_synonyms>("IncludeSynonyms", since(1)),
        field<&DescribeConfigsRequest::include_documentation>("IncludeDocumentation", since(3)));
  }
};

/// Per resource: its configs.
struct DescribeConfigsResponse {
  static constexpr std::string_view kName = "DescribeConfigsResponse";
  static constexpr ApiKey kApi = ApiKey::describe_configs;
  static constexpr Versions kVersions = between(1, 4);
  static constexpr Versions kFlexible = since(4);

  struct DescribeConfigsSynonym {
    std::string name;
    std::optional<std::string> value = "";
    std::int8_t source = 0;
    UnknownTags unknown_tags;

    bool operator==(const DescribeConfigsSynonym&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DescribeConfigsSynonym::name>("Name", since(1)),
          field<&DescribeConfigsSynonym::value>("Value", since(1), {.nullable = since(0)}),
          field<&DescribeConfigsSynonym::source>("Source", since(1)));
    }
  };

  struct DescribeConfigsResourceResult {
    std::string name;
    std::optional<std::string> value = "";
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    std::vector<DescribeConfigsSynonym> synonyms;
    std::int8_t config_type = 0;
    std::optional<std::string> documentation = "";
    UnknownTags unknown_tags;

    bool operator==(const DescribeConfigsResourceResult&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&DescribeConfigsResourceResult::name>("Name", since(0)),
          field<&DescribeConfigsResourceResult::value>("Value", since(0), {.nullable = since(0)}),
          field<&DescribeConfigsResourceResult::read_only>("ReadOnly", since(0)),
          field<&DescribeConfigsResourceResult::config_source>("ConfigSource", since(1),
                                                               {.ignorable = true}),
          field<&DescribeConfigsResourceResult::is_sensitive>("IsSensitive", since(0)),
          field<&DescribeConfigsResourceResult::synonyms>("Synonyms", since(1),
                                                          {.ignorable = true}),
          field<&DescribeConfigsResourceResult::config_type>("ConfigType", since(3),
                                                             {.ignorable = true}),
          field<&DescribeConfigsResourceResult::documentation>(
              "Documentation", since(3), {.nullable = since(0), .ignorable = true}));
    }
  };

  struct DescribeConfigsResult {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    std::int8_t resource_type = 0;  ///< 2 topic, 4 broker, 8 broker logger
    std::string resource_name;
    std::vector<DescribeConfigsResourceResult> configs;
    UnknownTags unknown_tags;

    bool operator==(const DescribeConfigsResult&) const = default;

    static consteval auto fields() {
      return field_list(field<&DescribeConfigsResult::error_code>("ErrorCode", since(0)),
                        field<&DescribeConfigsResult::error_message>("ErrorMessage", since(0),
                                                                     {.nullable = since(0)}),
                        field<&DescribeConfigsResult::resource_type>("ResourceType", since(0)),
                        field<&DescribeConfigsResult::resource_name>("ResourceName", since(0)),
                        field<&DescribeConfigsResult::configs>("Configs", since(0)));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<DescribeConfigsResult> results;
  UnknownTags unknown_tags;

  bool operator==(const DescribeConfigsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&DescribeConfigsResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
                      field<&DescribeConfigsResponse::results>("Results", since(0)));
  }
};

}  // namespace fl::wire
