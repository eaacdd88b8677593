// ApiVersions (18): which APIs and versions, and which features, a broker speaks. The first thing a
// client asks. The response header is always version 0, and a version that the broker does not know
// is answered in version 0 (KIP-511, KIP-584).
#pragma once
#include "core/describe/fields.h"
#include "core/wire/api.h"
#include "core/wire/error_code.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fl::wire {

/// Asks for the broker's APIs. The client's software name and version serve statistics (KIP-511).
struct ApiVersionsRequest {
  static constexpr std::string_view kName = "ApiVersionsRequest";
  static constexpr ApiKey kApi = ApiKey::api_versions;
  static constexpr Versions kVersions = between(0, 4);
  static constexpr Versions kFlexible = since(3);

  std::string client_software_name;
  std::string client_software_version;
  UnknownTags unknown_tags;

  bool operator==(const ApiVersionsRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&ApiVersionsRequest::client_software_name>(
                          "ClientSoftwareName", since(3), {.ignorable = true}),
                      field<&ApiVersionsRequest::client_software_version>(
                          "ClientSoftwareVersion", since(3), {.ignorable = true}));
  }
};

/// The APIs and features that the broker speaks.
struct ApiVersionsResponse {
  static constexpr std::string_view kName = "ApiVersionsResponse";
  static constexpr ApiKey kApi = ApiKey::api_versions;
  static constexpr Versions kVersions = between(0, 4);
  static constexpr Versions kFlexible = since(3);

  struct ApiVersion {
    ApiKey api_key{};
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const ApiVersion&) const = default;

    static consteval auto fields() {
      return field_list(field<&ApiVersion::api_key>("ApiKey", since(0)),
                        field<&ApiVersion::min_version>("MinVersion", since(0)),
                        field<&ApiVersion::max_version>("MaxVersion", since(0)));
    }
  };

  struct SupportedFeatureKey {
    std::string name;
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    UnknownTags unknown_tags;

    bool operator==(const SupportedFeatureKey&) const = default;

    static consteval auto fields() {
      return field_list(field<&SupportedFeatureKey::name>("Name", since(3)),
                        field<&SupportedFeatureKey::min_version>("MinVersion", since(3)),
                        field<&SupportedFeatureKey::max_version>("MaxVersion", since(3)));
    }
  };

  struct FinalizedFeatureKey {
    std::string name;
    std::int16_t max_version_level = 0;
    std::int16_t min_version_level = 0;
    UnknownTags unknown_tags;

    bool operator==(const FinalizedFeatureKey&) const = default;

    static consteval auto fields() {
      return field_list(
          field<&FinalizedFeatureKey::name>("Name", since(3)),
          field<&FinalizedFeatureKey::max_version_level>("MaxVersionLevel", since(3)),
          field<&FinalizedFeatureKey::min_version_level>("MinVersionLevel", since(3)));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::vector<ApiVersion> api_keys;
  std::int32_t throttle_time_ms = 0;
  std::vector<SupportedFeatureKey> supported_features;
  std::int64_t finalized_features_epoch = -1;
  std::vector<FinalizedFeatureKey> finalized_features;
  bool zk_migration_ready = false;
  UnknownTags unknown_tags;

  bool operator==(const ApiVersionsResponse&) const = default;

  static consteval auto fields() {
    return field_list(field<&ApiVersionsResponse::error_code>("ErrorCode", since(0)),
                      field<&ApiVersionsResponse::api_keys>("ApiKeys", since(0)),
                      field<&ApiVersionsResponse::throttle_time_ms>("ThrottleTimeMs", since(1),
                                                                    {.ignorable = true}),
                      field<&ApiVersionsResponse::supported_features>(
                          "SupportedFeatures", since(3), {.tag = 0, .ignorable = true}),
                      field<&ApiVersionsResponse::finalized_features_epoch>(
                          "FinalizedFeaturesEpoch", since(3), {.tag = 1, .ignorable = true}),
                      field<&ApiVersionsResponse::finalized_features>(
                          "FinalizedFeatures", since(3), {.tag = 2, .ignorable = true}),
                      field<&ApiVersionsResponse::zk_migration_ready>(
                          "ZkMigrationReady", since(3), {.tag = 3, .ignorable = true}));
  }
};

}  // namespace fl::wire
