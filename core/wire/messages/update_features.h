// UpdateFeatures (57): finalizes features at other levels (KIP-584, KIP-778).
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

/// The levels to be.
struct UpdateFeaturesRequest {
  static constexpr std::string_view kName = "UpdateFeaturesRequest";
  static constexpr ApiKey kApi = ApiKey::update_features;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct FeatureUpdateKey {
    std::string feature;
    std::int16_t max_version_level = 0;  ///< 0 turns the feature off
    bool allow_downgrade = false;
    std::int8_t upgrade_type = 1;  ///< 1 upgrade, 2 safe downgrade, 3 unsafe downgrade
    UnknownTags unknown_tags;

    bool operator==(const FeatureUpdateKey&) const = default;

    static consteval auto fields() {
      return field_list(field<&FeatureUpdateKey::feature>("Feature", since(0)),
                        field<&FeatureUpdateKey::max_version_level>("MaxVersionLevel", since(0)),
                        field<&FeatureUpdateKey::allow_downgrade>("AllowDowngrade", between(0, 0)),
                        field<&FeatureUpdateKey::upgrade_type>("UpgradeType", since(1)));
    }
  };

  std::int32_t timeout_ms = 60000;
  std::vector<FeatureUpdateKey> feature_updates;
  bool validate_only = false;
  UnknownTags unknown_tags;

  bool operator==(const UpdateFeaturesRequest&) const = default;

  static consteval auto fields() {
    return field_list(field<&UpdateFeaturesRequest::timeout_ms>("timeoutMs", since(0)),
                      field<&UpdateFeaturesRequest::feature_updates>("FeatureUpdates", since(0)),
                      field<&UpdateFeaturesRequest::validate_only>("ValidateOnly", since(1)));
  }
};

/// All or nothing; up to version 1 a result for each feature.
struct UpdateFeaturesResponse {
  static constexpr std::string_view kName = "UpdateFeaturesResponse";
  static constexpr ApiKey kApi = ApiKey::update_features;
  static constexpr Versions kVersions = between(0, 2);
  static constexpr Versions kFlexible = since(0);

  struct UpdatableFeatureResult {
    std::string feature;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string> error_message = "";
    UnknownTags unknown_tags;

    bool operator==(const UpdatableFeatureResult&) const = default;

    static consteval auto fields() {
      return field_list(field<&UpdatableFeatureResult::feature>("Feature", since(0)),
                        field<&UpdatableFeatureResult::error_code>("ErrorCode", since(0)),
                        field<&UpdatableFeatureResult::error_message>("ErrorMessage", since(0),
                                                                      {.nullable = since(0)}));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string> error_message = "";
  std::vector<UpdatableFeatureResult> results;
  UnknownTags unknown_tags;

  bool operator==(const UpdateFeaturesResponse&) const = default;

  static consteval auto fields() {
    return field_list(
        field<&UpdateFeaturesResponse::throttle_time_ms>("ThrottleTimeMs", since(0)),
        field<&UpdateFeaturesResponse::error_code>("ErrorCode", since(0)),
        field<&UpdateFeaturesResponse::error_message>("ErrorMessage", since(0),
                                                      {.nullable = since(0)}),
        field<&UpdateFeaturesResponse::results>("Results", between(0, 1), {.ignorable = true}));
  }
};

}  // namespace fl::wire
