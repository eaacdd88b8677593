#include "cli/storage_features.h"

#include "core/config/value.h"
#include "core/controller/supported_features.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace fl::cli {

namespace {

/// All that Kafka 4.3 can format with, from level 7 on.
constexpr std::array<std::string_view, 24> kMetadataVersions{
    "3.3-IV3", "3.4-IV0", "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2",
    "3.7-IV0", "3.7-IV1", "3.7-IV2", "3.7-IV3", "3.7-IV4", "3.8-IV0", "3.9-IV0", "4.0-IV0",
    "4.0-IV1", "4.0-IV2", "4.0-IV3", "4.1-IV0", "4.1-IV1", "4.2-IV0", "4.2-IV1", "4.3-IV0"};

/// Nothing if the release may be formatted with.
std::optional<std::string> problem_of_release(const std::string& release) {
  const bool is_known = std::ranges::any_of(kMetadataVersions, [&](std::string_view version) {
    return release == version || release == version.substr(0, version.find('-'));
  });
  if (!is_known)
    return fmt::format("Unknown metadata.version '{}'. Supported metadata.version are: {}", release,
                       fmt::join(kMetadataVersions, ", "));
  if (kMetadataVersion.starts_with(release)) return std::nullopt;
  return fmt::format(
      "metadata.version {} is an older release's: records are written as in {} alone", release,
      kMetadataVersion);
}

/// Kafka: features in the order of their names, metadata.version first.
std::optional<std::string> set_level(std::vector<controller::FeatureLevel>& features,
                                     const std::string& text, bool is_dynamic) {
  const std::size_t equals = text.find('=');
  const auto level =
      equals == std::string::npos ? std::nullopt : config::parse_int64(text.substr(equals + 1));
  if (!level)
    return "Can't parse feature=level string " + text + ": equals sign or level not found.";
  const std::string name = text.substr(0, equals);
  const auto known =
      std::ranges::find(controller::kSupportedFeatures, name, &controller::SupportedFeature::name);
  if (known == controller::kSupportedFeatures.end()) {
    std::vector<std::string_view> names;
    for (const controller::SupportedFeature& feature : controller::kSupportedFeatures)
      if (feature.name != "metadata.version") names.push_back(feature.name);
    return fmt::format("Unsupported feature: {}. Supported features are: {}", name,
                       fmt::join(names, ", "));
  }
  if (*level < 0 || *level > known->max)
    return fmt::format("No feature:{} with feature level {}", name, *level);
  if (name == "metadata.version" && *level != kMetadataVersionLevel)
    return fmt::format(
        "metadata.version {} is an older release's: records are written as in {} "
        "alone",
        *level, kMetadataVersion);
  if (name == "kraft.version" && is_dynamic && *level == 0)
    return std::string(
        "Cannot set kraft.version to 0 if controller.quorum.voters is empty and one of the flags "
        "--standalone, --initial-controllers, or --no-initial-controllers is used. For dynamic "
        "controllers support, try removing the --feature flag for kraft.version.");
  if (name == "kraft.version" && !is_dynamic && *level != 0)
    return fmt::format(
        "Cannot set kraft.version to {} unless controller.quorum.voters is empty and one of the "
        "flags --standalone, --initial-controllers, or --no-initial-controllers is used. For "
        "dynamic controllers support, try using one of --standalone, --initial-controllers, or "
        "--no-initial-controllers and removing controller.quorum.voters.",
        *level);
  for (controller::FeatureLevel& feature : features)
    if (feature.name == name) feature.level = static_cast<std::int16_t>(*level);
  return std::nullopt;
}

}  // namespace

std::expected<std::vector<controller::FeatureLevel>, std::string> features_to_format(
    const std::string& release, const std::vector<std::string>& levels, bool is_dynamic) {
  const auto standard = controller::standard_features(config::Release::v4_3);
  std::vector<controller::FeatureLevel> features(standard.begin(), standard.end());
  if (!release.empty()) {
    for (const std::string& level : levels)
      if (level.starts_with("metadata.version="))
        return std::unexpected(
            "Use --release-version instead of --feature metadata.version=X to avoid ambiguity.");
    if (auto problem = problem_of_release(release)) return std::unexpected(*std::move(problem));
  }
  for (const std::string& level : levels)
    if (auto problem = set_level(features, level, is_dynamic))
      return std::unexpected(*std::move(problem));
  // That voters are in the log is no record of the controller's.
  std::erase_if(features, [](const controller::FeatureLevel& f) {
    return f.level == 0 || f.name == "kraft.version";
  });
  return features;
}

}  // namespace fl::cli
